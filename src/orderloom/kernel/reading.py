"""Read rows by a statement of our own, where a request needs them so often that building it by the ORM would count."""

from collections.abc import Sequence
from typing import Any

from django.db import connection


def fetched(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return all rows of the statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
