"""What alembic runs: the migrations, on the connection and in the transaction it was handed."""

from alembic import context

from mmdesk.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
