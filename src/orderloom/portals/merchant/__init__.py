"""Pages for the merchant's people."""
