"""What: the tree of categories, who makes what, and how a line finds its category."""
