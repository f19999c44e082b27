"""One module for each thing that can be done with stores, orders and imports."""
