"""``python -m svodka``: the ``svodka`` command."""

from svodka.webapp.cli import main

if __name__ == "__main__":
    main()
