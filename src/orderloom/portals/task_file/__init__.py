"""A supplier's open tasks as a spreadsheet: downloaded, filled in, and read back as answers, progress and parcels."""
