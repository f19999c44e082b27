"""`python -m orderloom.config.cli` is the command `orderloom`."""

from orderloom.config.cli import main

main(prog_name="orderloom")
