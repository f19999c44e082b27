"""Any table read as orders by a saved mapping: which column is which, how dates and amounts are written.

A mapping is plain data that can be kept as JSON; it is guessed from the heading and a sample, and
corrected by people.
"""
