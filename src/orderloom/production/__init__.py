"""Order tasks: what one supplier makes and ships, from the queue until it is done."""
