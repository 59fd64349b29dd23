"""`python -m mmdesk.guardian`: started by the engine's host, which writes its orders to stdin."""

import sys

from mmdesk.guardian.process import main

if __name__ == "__main__":
    sys.exit(main())
