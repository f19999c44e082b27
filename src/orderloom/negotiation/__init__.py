"""Negotiations about anything: two sides, whose turn it is, versions that never change, tolerance, and until when.

What is negotiated about (an order task now; quotes, purchase orders and returns later) is only a kind and an id here.
The subject's own stage says which terms stand, and applies what is agreed, in one transaction with the answer.
"""
