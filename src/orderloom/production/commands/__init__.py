"""What can be done to order tasks, one file for each group of deeds."""
