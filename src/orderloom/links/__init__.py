"""Links by which a supplier acts from a message, without signing in: one task, one purpose, one person."""
