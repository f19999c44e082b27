"""What can be done to negotiations."""
