"""Messages and files on orders and tasks: who wrote, to whom, and who has read it."""
