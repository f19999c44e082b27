"""Shipping: carriers and their tracking numbers, shipments and parcels.

In: what a supplier hands over, and what carriers report. Out: a parcel that can be followed.
`carriers` is plain data and rules: which carriers there are, and what their numbers look like.
"""
