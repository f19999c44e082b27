"""The supplier's side: its tasks from all merchants, on a phone."""
