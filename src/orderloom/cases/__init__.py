"""The exception desk: what could not be done, whose turn it is, by when."""
