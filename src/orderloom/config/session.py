"""A command's stay in the installation: the database runs, Django is ready, a role is signed in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import django
from django.db import connections

from orderloom.config import embedded, home
from orderloom.config.home import Role
from orderloom.config.processes import MARK


@contextmanager
def connected(role: Role = "app") -> Iterator[None]:
    """Set Django up for a role, with the database running for as long as the block lasts.

    Raises embedded.DatabaseTrouble when the embedded database does not start.
    """
    with running():
        os.environ["ORDERLOOM_ROLE"] = role
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orderloom.config.settings")
        django.setup()
        try:
            yield
        finally:
            connections.close_all()


@contextmanager
def running() -> Iterator[None]:
    """Keep the database running for as long as the block lasts.

    An external one runs anyway; inside `orderloom up` its supervisor looks after it.
    """
    cared_for = home.external_url() or MARK in os.environ
    with nullcontext() if cared_for else embedded.attach():
        yield
