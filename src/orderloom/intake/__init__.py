"""Orders in: stores, files and their mappings, customer orders and the purchasing trigger.

Comes in: an order from a shop's file, by hand or by the API. Goes out: PurchasingStarted.
"""
