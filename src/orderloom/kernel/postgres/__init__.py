"""Django's PostgreSQL backend, taught to tell every transaction on whose behalf it runs."""
