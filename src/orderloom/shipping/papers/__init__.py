"""Papers that travel with goods, as PDF: labels for parcels, and slips that lie in them."""
