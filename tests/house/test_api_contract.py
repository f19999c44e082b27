"""The API keeps to its document: the document is valid and committed, and generated requests get what it promises."""

import json
import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from openapi_spec_validator import validate
from schemathesis import checks
from schemathesis.generation import GenerationMode

from orderloom.config.api import text
from orderloom.config.wsgi import application
from orderloom.kernel.wire import Shown, Told

from .world import Place

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


def test_the_document_is_valid():
    validate(json.loads(text()))


def test_the_committed_document_is_the_present_one():
    told = "run `orderloom api > docs/openapi.json` and look at what has changed"
    assert DOCUMENT.read_text() == text(), told


def test_no_two_shapes_share_a_name():
    names = Counter(shape.__name__ for shape in [*shapes(Told), *shapes(Shown)])
    assert [name for name, times in names.items() if times > 1] == []


def shapes(kind: type) -> set[type]:
    """Return all shapes of a kind; one name for two would be one shape in the document."""
    return {found for child in kind.__subclasses__() for found in (child, *shapes(child))}


def test_names_of_operations_are_unique_and_everything_has_a_summary():
    document = json.loads(text())
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    assert all(operation.get("description") for operation in operations)


@pytest.fixture
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def ask_everything(place: Place, token: str, mode: GenerationMode, examples: int) -> int:
    """Send generated requests to every operation, half of them to things that exist; return how many were sent."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    sent = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @hypothesis.settings(
            max_examples=examples, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            nonlocal sent
            sent += 1
            if sent % 2:
                case.path_parameters = {
                    name: str(place.ids.get(name, value))
                    for name, value in (case.path_parameters or {}).items()
                }
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

        ask()
    return sent


@pytest.mark.django_db(transaction=True)
# The WSGI client of schemathesis does not close its answers, and with them the uploads of the request.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize(
    ("who", "mode", "examples"),
    [
        ("operator", GenerationMode.POSITIVE, 3),
        ("operator", GenerationMode.NEGATIVE, 2),
        ("owner", GenerationMode.POSITIVE, 1),
        ("viewer", GenerationMode.POSITIVE, 1),
        ("supplier", GenerationMode.POSITIVE, 1),
        ("supplier", GenerationMode.NEGATIVE, 1),
    ],
)
def test_generated_requests_get_what_the_document_promises(ours, quiet, who, mode, examples):
    token = ours.companies[0].token if who == "supplier" else ours.tokens[who]
    assert ask_everything(ours, token, mode, examples) > 70
