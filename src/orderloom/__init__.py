"""Orderloom: supplier order collaboration."""
