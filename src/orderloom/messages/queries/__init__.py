"""Reading messages and files."""
