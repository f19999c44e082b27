"""Categories for tests."""

from typing import Any
from uuid import UUID

from orderloom.catalog.commands.categories import add_category, add_path
from orderloom.identity.factories import DAY
from orderloom.kernel.actor import Actor


def make_category(actor: Actor, path: str = "Mugs", **told: Any) -> UUID:
    """Add the categories of the path that are missing, and give the last one its Chinese name or code."""
    if not told:
        return add_path(actor=actor, path=path, now=DAY)[0]
    above, _between, name = path.rpartition(" > ")
    parent_id = add_path(actor=actor, path=above, now=DAY)[0] if above else None
    return add_category(actor=actor, name=name, parent_id=parent_id, now=DAY, **told)
