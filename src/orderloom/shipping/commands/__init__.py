"""What can be done about parcels."""
