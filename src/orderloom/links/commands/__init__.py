"""What is done to links."""
