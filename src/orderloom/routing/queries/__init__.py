"""Reading pools and assignments."""
