"""One pattern for all lists: what an address asks for, filters, columns, sorts, pages, saved views, files."""
