"""What can be done to workspaces, members and tokens."""
