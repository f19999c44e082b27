"""Who reads a message."""

from enum import StrEnum


class Audience(StrEnum):
    """The team alone, or the team and the supplier that has the task."""

    TEAM = "team"
    SUPPLIER = "supplier"
