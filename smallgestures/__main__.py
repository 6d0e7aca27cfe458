"""`python -m smallgestures` is the command `smallgestures`."""

from smallgestures.cli import main

main()
