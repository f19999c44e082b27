"""Files that people upload, read safely as tables: text in any encoding, XLSX, JSON; numbers and dates.

What comes in is a path, what goes out are rows of text with the row number that a person sees, or a
refusal that says what is wrong and what to do. Nothing is changed silently: what is not certain is
refused or reported.
"""
