"""Pages of long lists, found by key: a page costs the same however far back it lies."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from orderloom.kernel.errors import Invalid

M = TypeVar("M", bound=Model)


def newest_first(rows: "QuerySet[M]", cursor: str, limit: int) -> tuple[list[M], str | None]:
    """Return a page of the rows, the newest first, and the cursor of the next page. Raises Invalid."""
    if cursor:
        rows = rows.filter(id__lt=read_cursor(cursor))
    found = list(rows.order_by("-id")[: limit + 1])
    return found[:limit], str(found[limit - 1].pk) if len(found) > limit else None


def read_cursor(cursor: str) -> UUID:
    """Return the id at which the former page ended. Raises Invalid."""
    try:
        return UUID(cursor)
    except ValueError as wrong:
        raise Invalid(fields={"cursor": _("There is no such page. Begin with the first one.")}) from wrong
