"""What a page reads of several stages at once."""
