"""Programs that speak to the API, in a world of two workspaces."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from .world import Place, find_ids, make_place


@dataclass
class Program:
    """A program with a token; `last` is the newest answer."""

    token: str = ""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    last: Any = None

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request and return what the answer says; `last` has its status and headers."""
        sent = {} if not self.token else {"Authorization": f"Bearer {self.token}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        options: dict[str, Any] = {"headers": sent}
        if body is not None:
            raw = body if isinstance(body, bytes | str) else json.dumps(body)
            options |= {"data": raw, "content_type": "application/json"}
        self.last = self.client.generic(method, f"/api/v1{path}", **options)
        return json.loads(self.last.content) if self.last.content else None

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)

    @property
    def status(self) -> int:
        return int(self.last.status_code)


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    """Make the folder of collected files, which a fresh clone does not have yet."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path) -> None:
    """Keep what is uploaded in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def ours(transactional_db: None) -> Place:
    """Make a workspace with two suppliers, orders, tasks, a case and an import."""
    place = make_place("Ours")
    find_ids(place)
    return place


@pytest.fixture
def theirs(ours: Place) -> Place:
    """Make another workspace of the same shape."""
    place = make_place("Theirs")
    find_ids(place)
    return place


@pytest.fixture
def operator(ours: Place) -> Program:
    """Return a program of our operator."""
    return Program(ours.tokens["operator"])


@pytest.fixture
def seller(ours: Place) -> Program:
    """Return a program of our first supplier."""
    return Program(ours.companies[0].token)
