"""Changes to what the pages themselves keep."""
