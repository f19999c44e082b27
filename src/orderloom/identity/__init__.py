"""Who: people, sign-in, workspaces, supplier companies, memberships, roles and API tokens."""
