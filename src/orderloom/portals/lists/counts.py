"""Counts that took long are kept for a moment, so that leafing through a list does not count it again for each page."""

from datetime import timedelta
from uuid import UUID

from orderloom.portals.kept import Kept
from orderloom.portals.lists.listing import Matching

KEPT = timedelta(seconds=15)

Key = tuple[UUID, str, tuple[tuple[str, str], ...]]
"""The workspace, the list, and what narrows it: all members who see the list see the same rows of it."""
COUNTS: Kept[Key, Matching] = Kept(KEPT)
GROUPS: Kept[Key, dict[str, int]] = Kept(KEPT)
"""How many rows each group of a list has."""
