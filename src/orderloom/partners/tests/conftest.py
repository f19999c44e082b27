"""The owner of a workspace, whose hat is worn."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from orderloom.identity.factories import make_workspace, staff
from orderloom.kernel.actor import Actor
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear

Told = Callable[[], list[tuple[str, dict[str, Any]]]]


@pytest.fixture
def owner(transactional_db: None) -> Iterator[Actor]:
    actor = staff(make_workspace())
    with wear(Hat.workspace(actor.workspace_id)):
        yield actor


@pytest.fixture
def told(owner: Actor) -> Told:
    """Return the facts of the timeline since the last look."""
    seen = 0

    def since() -> list[tuple[str, dict[str, Any]]]:
        nonlocal seen
        with transaction.atomic():
            facts = list(TimelineEvent.objects.order_by("link_number", "place").values_list("kind", "data"))
        fresh, seen = facts[seen:], len(facts)
        return [(kind, json.loads(data)) for kind, data in fresh]

    since()
    return since
