"""Shopify: the export of orders from the admin."""
