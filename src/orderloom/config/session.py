"""A command's stay in the installation: the database runs, Django is ready, a role is signed in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from orderloom.config import embedded, home
from orderloom.config.home import Role


@contextmanager
def connected(role: Role = "app") -> Iterator[None]:
    """Set Django up for a role, with the database running for as long as the block lasts.

    Raises embedded.DatabaseTrouble when the embedded database does not start.
    """
    with running():
        os.environ["ORDERLOOM_ROLE"] = role
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orderloom.config.settings")
        import django
        from django.db import connections

        django.setup()
        try:
            yield
        finally:
            connections.close_all()


@contextmanager
def running() -> Iterator[None]:
    """Keep the database running for as long as the block lasts; an external one runs anyway."""
    with nullcontext() if home.external_url() else embedded.attach():
        yield
