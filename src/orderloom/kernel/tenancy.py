"""Whose rows may be seen: one hat at a time, told to PostgreSQL at the start of every transaction.

Row-level security reads the hat from settings that live as long as the transaction. Outside a hat, or outside a
transaction, no tenant row is visible, and Python raises HatMissing instead of answering with nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import connection
from psycopg.pq import TransactionStatus

KINDS = ("workspace", "supplier", "person", "token")


class HatMissing(RuntimeError):
    """A tenant's table was touched without a hat or outside a transaction: a defect, never an answer."""


@dataclass(frozen=True, slots=True)
class Hat:
    """On whose behalf the database is asked: a workspace, a supplier company, a person or a token."""

    kind: str
    value: str

    @classmethod
    def workspace(cls, workspace_id: UUID) -> "Hat":
        """Return the hat of the staff and of the system in one workspace."""
        return cls("workspace", str(workspace_id))

    @classmethod
    def supplier(cls, company_id: UUID) -> "Hat":
        """Return the hat of a supplier company: it reads its own rows in all workspaces, and writes none."""
        return cls("supplier", str(company_id))

    @classmethod
    def person(cls, user_id: UUID) -> "Hat":
        """Return the hat of a signed-in person before it is known where they belong."""
        return cls("person", str(user_id))

    @classmethod
    def token(cls, digest: str) -> "Hat":
        """Return the hat of a caller who has shown an API token with this digest."""
        return cls("token", digest)


_hat: ContextVar[Hat | None] = ContextVar("orderloom_hat", default=None)


def current_hat() -> Hat | None:
    """Return the hat that is worn now."""
    return _hat.get()


def current_workspace() -> UUID:
    """Return the workspace whose hat is worn, or raise HatMissing."""
    hat = _hat.get()
    if hat is None or hat.kind != "workspace":
        raise HatMissing("This needs the hat of a workspace.")
    return _id_of(hat.value)


@lru_cache(maxsize=256)
def _id_of(value: str) -> UUID:
    return UUID(value)


def settings_of(hat: Hat | None) -> tuple[str, ...]:
    """Return the values of the four settings, in the order of KINDS."""
    return tuple(hat.value if hat is not None and hat.kind == kind else "" for kind in KINDS)


SET_HAT = "SELECT " + ", ".join(f"set_config('app.{kind}', %s, true)" for kind in KINDS)


def _tell(hat: Hat | None) -> None:
    """Tell the running transaction which hat is worn; a broken one will be rolled back and forgets by itself."""
    if connection.connection is None or not connection.in_atomic_block:
        return
    if connection.connection.info.transaction_status == TransactionStatus.INERROR:
        return
    with connection.connection.cursor() as cursor:
        cursor.execute(SET_HAT, settings_of(hat))


@contextmanager
def wear(hat: Hat | None, *, to_the_end: bool = False, is_told: bool = False) -> Iterator[None]:
    """Wear the hat until the block ends, then put the former one back, whatever happened.

    A hat worn `to_the_end` of its transaction need not be taken off in the database; one that `is_told` is worn there
    already.
    """
    former = _hat.get()
    if former == hat:
        yield
        return
    reset = _hat.set(hat)
    try:
        if not is_told:
            _tell(hat)
        yield
    finally:
        _hat.reset(reset)
        if not to_the_end:
            _tell(former)
