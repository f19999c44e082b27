"""Reading negotiations."""
