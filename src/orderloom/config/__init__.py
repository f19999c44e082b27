"""The installation: settings, addresses, database, processes and the command line."""
