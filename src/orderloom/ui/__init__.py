"""The look: tokens, parts, tags and words that every screen shares."""
