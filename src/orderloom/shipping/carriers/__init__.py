"""Carriers and their tracking numbers: `recognition` is the way in, the other modules are its tables."""
