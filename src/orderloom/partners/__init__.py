"""With whom: suppliers, as one workspace knows them."""
