"""Amazon: order reports from Seller Central."""
