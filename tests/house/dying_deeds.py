"""Deeds that break off after a statement: by an error, or, run as a process of its own, by the end of a child.

The process reads pickled pairs of a place and a deed, lets a child carry the deed out as far as that, and writes how
the child ended.
"""

import os
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

DIED = 77


class Crash(Exception):
    """Stands for a process that ends, or a connection that breaks, after a statement."""


def crash() -> None:
    raise Crash


@contextmanager
def crash_after(count: int, how: Callable[[], None] = crash) -> Iterator[None]:
    """Break off after so many statements of the block."""
    from django.db import connection

    seen = 0

    def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        result = execute(sql, params, many, context)
        seen += 1
        if seen == count:
            how()
        return result

    with connection.execute_wrapper(counted):
        yield


def take_and_buy(**told: Any) -> None:
    """Do by two commands what one does: the control."""
    from orderloom.intake.commands.purchasing import start_purchasing
    from orderloom.intake.commands.take_orders import take_orders
    from orderloom.production.factories import do

    taken = do(take_orders, purchase=False, **told)
    do(start_purchasing, actor=told["actor"], order_ids=list(taken.received.orders.values()))


def child(place: int, deed: Callable[[], Any]) -> None:
    code = 1
    try:
        with crash_after(place, lambda: os._exit(DIED)):
            deed()
        code = 0
    finally:
        os._exit(code)


def main() -> None:
    import django

    django.setup()
    while True:
        place, deed = pickle.load(sys.stdin.buffer)
        number = os.fork()
        if number == 0:
            child(place, deed)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
