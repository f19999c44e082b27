"""Which supplier: rotation pools, assignments and why."""
