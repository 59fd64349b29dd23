"""`python -m mmdesk`: the same as the `mmdesk` command."""

from mmdesk.app.cli import main

if __name__ == "__main__":
    main()
