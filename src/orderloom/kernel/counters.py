"""Running numbers that people read and say: SO-10472, T-20915."""

from uuid import UUID

from django.db import connection

from orderloom.kernel.ids import new_id

START = {"order": 10_000, "task": 20_000, "case": 1_000}


def take_numbers(workspace_id: UUID, name: str, count: int) -> int:
    """Reserve `count` numbers in the workspace and return the first; they are given back if the transaction fails."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_counter (id, workspace_id, name, value) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (workspace_id, name) DO UPDATE SET value = kernel_counter.value + %s RETURNING value",
            [new_id(), workspace_id, name, START.get(name, 0) + count, count],
        )
        return int(cursor.fetchone()[0]) - count + 1


def next_numbers(name: str, count: int) -> list[int]:
    """Take the next `count` numbers of the workspace whose hat is worn, rising but not always without gaps.

    Nobody waits for others who take some at the same time; those of a transaction that fails are lost.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT kernel_next_numbers(%s, %s, %s)", [name, START.get(name, 0), count])
        return [number for (number,) in cursor.fetchall()]
