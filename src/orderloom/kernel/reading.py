"""Read rows by a statement of our own, where a request needs them so often that building it by the ORM would count."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from orderloom.kernel.bulk import array


def fetched(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return all rows of the statement; a list among its parameters goes to the server as an array literal."""
    told = [array(one) if isinstance(one, list) else one for one in parameters]
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
