"""The one door through which data changes: a command is one transaction, and its events join the chain as it ends."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from django.db import transaction

from orderloom.kernel.events import gathering

_whole: ContextVar[bool] = ContextVar("orderloom_in_one_piece", default=False)


@contextmanager
def in_one_piece() -> Iterator[None]:
    """Let all commands of the block stand or fall together: a refusal undoes the whole transaction.

    That saves a savepoint for each of them; nobody in the block may catch a refusal and go on.
    """
    reset = _whole.set(True)
    try:
        yield
    finally:
        _whole.reset(reset)


P = ParamSpec("P")
R = TypeVar("R")

REGISTRY: dict[str, Callable[..., object]] = {}


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Run the function in one transaction, chain the events it recorded, and list it in the registry.

    A command called by another is part of it: its events join the outer one's link, and its refusal undoes only itself.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(savepoint=not _whole.get()), gathering():
            return function(*args, **kwargs)

    REGISTRY[f"{function.__module__}.{function.__qualname__}"] = run
    return run
