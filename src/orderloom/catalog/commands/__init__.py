"""What can be done to categories and to who makes them."""
