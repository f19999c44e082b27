"""Choosing suppliers."""
