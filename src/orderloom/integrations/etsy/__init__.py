"""Etsy: sold orders and sold order items from the shop manager."""
