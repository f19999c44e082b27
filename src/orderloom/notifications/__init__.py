"""Who is told, where, in which words; delivery and retries."""
