"""Reading parcels."""
