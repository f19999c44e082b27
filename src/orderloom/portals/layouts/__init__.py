"""Other ways to draw the rows of a list: a board by status, a month by due day, a timeline by supplier."""
