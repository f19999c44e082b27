"""Read rows by a statement of our own, where a request needs them so often that building it by the ORM would count."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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


@contextmanager
def planned_anew() -> Iterator[None]:
    """Let the server plan each statement of the block for its very values.

    A statement that is used often is planned once for any values, which is wrong where some values are in most rows
    and others in none: lists that are narrowed down.
    """
    connection.ensure_connection()
    threshold, connection.connection.prepare_threshold = connection.connection.prepare_threshold, None
    try:
        yield
    finally:
        connection.connection.prepare_threshold = threshold
