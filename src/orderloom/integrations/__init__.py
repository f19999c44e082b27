"""One folder for each vendor, filling the ports of the stages.

What is here can be left out and the rest still works.
"""
