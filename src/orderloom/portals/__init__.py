"""Home pages, navigation and pages that join several stages, for each audience."""
