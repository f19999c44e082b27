"""What pages, programs and later stages read of stores, orders and imports."""
