"""One move with many orders or tasks: what moves there are, which rows are meant, and runs that go on by themselves."""
