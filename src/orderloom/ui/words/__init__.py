"""Keeps every package's Chinese complete and within the rules: `python -m orderloom.ui.words check`."""
