"""What a supplier may see: each field of an order carries a mark, which is found only where it may be."""

import io
import zipfile

import pytest
from django.db import transaction
from django.test import Client

from orderloom.identity.commands.workspaces import change_workspace
from orderloom.identity.sharing import SHARED
from orderloom.intake.models import CustomerOrder, OrderLine, Store
from orderloom.kernel.actor import system
from orderloom.kernel.tenancy import Hat, wear
from orderloom.production.queries.shown import shown_of
from orderloom.shipping.tests.test_papers import words

from .conftest import Program
from .world import NOW, Place

MARKS = {
    "name_shared": "Qnamemark",
    "phone_shared": "Qphonemark",
    "email_shared": "qmailmark@example.com",
    "address_shared": "Qstreetmark",
    "price_shared": "8642.97",
    "note_shared": "Qnotemark",
    "source_shared": "Qnumbermark",
}
NEVER = {*(f"Qbuyer{part}" for part in ("name", "phone")), "HIDDEN"}


def mark(place: Place) -> None:
    """Write a mark of its own into each field of the orders, and others into what nobody is ever shown."""
    with wear(place.hat()), transaction.atomic():
        CustomerOrder.objects.filter(workspace_id=place.id).update(
            ship_name=MARKS["name_shared"], ship_phone=MARKS["phone_shared"], note=MARKS["note_shared"],
            buyer_email=MARKS["email_shared"], ship_lines=MARKS["address_shared"], buyer_name="Qbuyername",
            buyer_phone="Qbuyerphone", external_number=MARKS["source_shared"],
        )  # fmt: skip
        OrderLine.objects.filter(workspace_id=place.id).update(unit_price=MARKS["price_shared"])
        Store.objects.filter(workspace_id=place.id).update(name=f"{MARKS['source_shared']} shop")


def choose(place: Place, **told: str) -> None:
    """Choose when suppliers see the fields; those that are not named are never seen."""
    with wear(place.hat()), transaction.atomic():
        changes = {**dict.fromkeys(SHARED, "never"), **told}
        change_workspace(actor=system(place.id), changes=changes, now=NOW)


def text_of(content: bytes) -> str:
    """Return the words of an answer, of each file in an archive or workbook, and of a PDF's pages."""
    if content.startswith(b"%PDF"):
        return "\n".join(words(content))
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(text_of(book.read(name)) for name in book.namelist())
    return content.decode("utf-8", "replace").replace("8,642.97", "8642.97")


def got(place: Place, task: object) -> str:
    """Return all that the first supplier can get of a task, by its session and by its key."""
    company = place.companies[0]
    client, program = Client(), Program(company.token)
    client.force_login(company.user)
    pages = [
        "/supplier/", *(f"/supplier/?tab={tab}" for tab in ("making", "ship", "shipped")), "/supplier/me/",
        f"/supplier/tasks/{task}/", f"/supplier/papers/?kind=label&task={task}",
        f"/supplier/papers/?kind=slip&task={task}", f"/supplier/tasks/{task}/everything.zip",
        "/supplier/table/tasks.xlsx",
    ]  # fmt: skip
    found = []
    for page in pages:
        answer = client.get(page)
        found.append(text_of(b"".join(answer.streaming_content) if answer.streaming else answer.content))
    for path in (f"/tasks/{task}", "/tasks", "/shipments", "/events", "/notices", f"/tasks/{task}/messages"):
        program.get(path)
        found.append(text_of(program.last.content))
    return "\n".join(found)


@pytest.mark.parametrize("field", SHARED)
@pytest.mark.parametrize("moment", ["never", "accepted", "offered"])
def test_a_field_is_found_when_its_workspace_shows_it(ours: Place, field: str, moment: str):
    mark(ours)
    choose(ours, **{field: moment})
    accepted, offered = (
        next(id_ for id_ in ours.companies[0].task_ids if is_accepted(ours, id_) is wanted)
        for wanted in (True, False)
    )
    for task, wanted in ((accepted, moment != "never"), (offered, moment == "offered")):
        program = Program(ours.companies[0].token)
        one = str(program.get(f"/tasks/{task}"))
        assert (MARKS[field] in one) is wanted
    everything = got(ours, accepted)
    found = {name for name, told in MARKS.items() if told in everything}
    assert found == ({field} if moment != "never" else set())
    assert [one for one in NEVER if one in everything] == []


def is_accepted(place: Place, task_id: object) -> bool:
    """Tell whether the task has been accepted."""
    status = Program(place.tokens["owner"]).get(f"/tasks/{task_id}")["status"]
    return status not in ("offered", "queued", "cancelled")


def test_the_suppliers_hat_is_shown_its_own_tasks_only_and_no_order(ours: Place):
    first, second = ours.companies
    choose(ours, **dict.fromkeys(SHARED, "offered"))
    with wear(Hat.supplier(first.company_id)), transaction.atomic():
        found = shown_of([*first.task_ids, *second.task_ids])
        assert set(found) == set(first.task_ids)
        assert [found[id_].email != "" for id_ in first.task_ids] == [True] * len(first.task_ids)
        assert [CustomerOrder.objects.exists(), OrderLine.objects.exists()] == [False, False]
