"""SHOWS: the window. It knows the link's client, ports and the nouns of the views, nothing behind."""
