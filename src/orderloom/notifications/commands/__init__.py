"""What can be done about notices."""
