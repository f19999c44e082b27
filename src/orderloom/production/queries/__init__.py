"""Reading order tasks."""
