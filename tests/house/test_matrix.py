"""The stranger's question at every address: nothing of others is shown, known, or changed; and holes are reported."""

import logging
from types import ModuleType

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from orderloom.config import urls
from orderloom.config.api import api

from .rows import administrator, hashes, unmarked_columns
from .stranger import NAMELESS, Address, Stranger, addresses
from .world import NOW, Company, Place

pytestmark = pytest.mark.django_db(transaction=True)

# Operations without a token, each with the reason.
PUBLIC: dict[str, str] = {}
HIDDEN = ("HIDDEN", "hidden@example.com", "7331.1")  # what no supplier may see of an order


@pytest.fixture(autouse=True)
def quiet():
    """Keep tens of thousands of refusals out of the log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def signed_in(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def by_session(name: str, user, own: Place, victim: Place, **more) -> Stranger:
    return Stranger(name, signed_in(user), {}, own.slug, (victim.mark,), things_of(victim), user=user, **more)


def by_token(name: str, token: str, own: Place, victim: Place, **more) -> Stranger:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    client = Client(raise_request_exception=False)
    return Stranger(name, client, headers, own.slug, (victim.mark,), things_of(victim), **more)


def things_of(place: Place) -> dict[str, object]:
    """Return the ids of one thing of each kind, under every name that addresses use for it."""
    ids = dict(place.ids)
    return ids | {
        "slug": place.slug, "run_id": ids["import_id"], "member_id": ids["user_id"], "number": 1,
        "moment": int(NOW.timestamp()) * 1_000_000, "person_id": ids["user_id"],
        "company_id": place.companies[1].company_id,
    }  # fmt: skip


def rest(stranger: Stranger, company: Company, others: tuple[str, ...]) -> Stranger:
    """Let the stranger be a supplier, who may see neither another supplier nor what staff keep for themselves."""
    stranger.forbidden = (*others, *HIDDEN)
    return stranger


def staff_strangers(ours: Place, theirs: Place) -> list[Stranger]:
    return [
        by_token("nobody's program", "", theirs, ours),
        by_token("a revoked key", ours.tokens["revoked"], ours, ours),
        by_token("their owner's program", theirs.tokens["owner"], theirs, ours),
        by_session("their owner", theirs.people["owner"], theirs, ours),
        by_session("a former member", ours.people["gone"], theirs, ours),
        Stranger(
            "nobody",
            Client(raise_request_exception=False),
            {},
            "",
            (ours.mark,),
            things_of(ours),
            every_method=True,
        ),
        by_session("a supplier of theirs", theirs.companies[0].user, theirs, ours),
    ]


def expect_nothing(strangers: list[Stranger]) -> None:
    """Let the strangers wander everywhere, and fail with what they found, each thing once."""
    if found := sorted(set(wander(strangers, addresses()))):
        pytest.fail(f"{len(found)} findings:\n" + "\n".join(found), pytrace=False)


def wander(strangers: list[Stranger], found: list[Address]) -> list[str]:
    for stranger in strangers:
        stranger.wander(found)
    return [finding for stranger in strangers for finding in stranger.findings]


def test_strangers_neither_see_nor_learn_nor_change_anything(ours, theirs):
    before = hashes("workspace_id", ours.id)
    strangers = staff_strangers(ours, theirs)
    expect_nothing(strangers)
    assert hashes("workspace_id", ours.id) == before
    assert sum(stranger.asked for stranger in strangers) > 1000


def test_our_staff_learn_nothing_of_theirs(ours, theirs):
    before = hashes("workspace_id", theirs.id)
    strangers = [
        by_token("our operator's program", ours.tokens["operator"], ours, theirs, every_method=True),
        by_session("our operator", ours.people["operator"], ours, theirs),
        by_session("our viewer", ours.people["viewer"], ours, theirs),
    ]
    expect_nothing(strangers)
    assert hashes("workspace_id", theirs.id) == before


def test_a_viewer_changes_nothing_at_home(ours, theirs):
    before = hashes("workspace_id", ours.id)
    for stranger in (
        by_token("our viewer's program", ours.tokens["viewer"], ours, ours),
        by_session("our viewer", ours.people["viewer"], ours, ours),
    ):
        stranger.forbidden = ()
        stranger.wander(addresses())
    after = hashes("workspace_id", ours.id)
    assert {table for table in after if after[table] != before[table]} <= {
        "notifications_notice",
        "messaging_readmark",
        "portals_presence",
    }


def test_a_supplier_learns_nothing_of_its_neighbour(ours, theirs):
    mine, neighbour = ours.companies
    things = {**things_of(ours), "task_id": neighbour.task_ids[0], "supplier_id": neighbour.supplier_id}
    others = (neighbour.mark, theirs.mark, *neighbour.titles, "Ours new", "Ours lost", "Ours held")
    strangers = [
        rest(by_token("our supplier's program", mine.token, ours, ours), mine, others),
        rest(by_session("our supplier", mine.user, ours, ours), mine, others),
    ]
    before = hashes("company_id", neighbour.company_id)
    for stranger in strangers:
        stranger.victim = things
    expect_nothing(strangers)
    assert hashes("company_id", neighbour.company_id) == before


# Text columns that hold no words of the workspace's, each group with what they hold.
NO_WORDS = {
    "one of a few words": """cases_case.kind identity_logo.kind identity_ownrole.permissions
        notifications_messagetext.kind
        notifications_messagetext.language portals_demothing.kind cases_case.status
        catalog_categoryrule.field identity_apitoken.role identity_member.role
        intake_customerorder.exception intake_customerorder.payment intake_customerorder.platform
        intake_customerorder.stage intake_customerorder.status intake_customerorder.upstream_state
        intake_customerorder.waits_on intake_importproblem.code intake_importrun.format_key
        intake_importrun.status intake_importchange.what intake_importchange.outcome intake_reviewrule.kind
        intake_reviewrule.params intake_reviewfinding.kind intake_reviewfinding.settled
        intake_blockedbuyer.by intake_store.platform kernel_counter.name messaging_message.audience
        messaging_message.party messaging_attachment.kind kernel_timelineevent.kind
        kernel_timelineevent.party notifications_delivery.channel notifications_delivery.status
        notifications_notice.kind notifications_notice.level partners_supplier.language
        notifications_delivery.bundle
        portals_listexport.kind portals_listexport.language portals_bulkrun.list portals_bulkrun.move
        portals_bulkrun.status portals_bulkrun.relation portals_bulkrun.failure portals_bulkfailure.code
        portals_listexport.list portals_listexport.status portals_savedview.list partners_supplier.status
        partners_suppliercalendar.weekdays partners_suppliercalendar.holidays_of partners_clockpolicy.fail_over
        production_taskmilestone.kind production_clockmark.kind production_clockmark.stage
        negotiation_negotiation.subject_kind negotiation_negotiation.status negotiation_negotiation.turn
        negotiation_version.side negotiation_policy.subject_kind production_ordertask.talk_turn
        production_ordertask.status routing_assignment.reason routing_assignment.status
        scripting_scriptversion.purpose scripting_scriptversion.status shipping_shipment.carrier
        shipping_shipment.no_tracking_reason shipping_shipment.state shipping_shipment.standing
        links_tasklink.purpose links_linkdevice.kind
        links_linkdevice.known_by""",
    "a code of the world's": """production_ordertask.price_currency intake_customerorder.currency
        intake_customerorder.ship_country_code
        intake_store.zone partners_suppliercalendar.zone""",
    "a hash": """links_tasklink.digest links_linkdevice.digest links_linkcode.digest
        links_linkcode.device identity_apitoken.digest identity_apitoken.hint identity_logo.digest
        identity_idempotentreply.fingerprint messaging_attachment.digest intake_reviewfinding.facts
        intake_customerorder.content_hash intake_importrun.file_hash intake_importrun.shape
        intake_savedmapping.shape""",
    "a number": "routing_poolseat.adjustment",
    "copies of columns that are marked themselves": "intake_customerorder.provenance",
}


def test_every_text_of_a_workspace_carries_its_mark(ours):
    wordless = {column for columns in NO_WORDS.values() for column in columns.split()}
    assert unmarked_columns("Ours", ours.id) - wordless == set()


def test_every_parameter_of_an_address_is_known(ours):
    known = things_of(ours).keys() | NAMELESS.keys()
    unknown = {
        (address.route, name) for address in addresses() for name in address.parameters if name not in known
    }
    assert unknown == set()


def test_every_operation_asks_for_a_token():
    document = api.get_openapi_schema(path_prefix="/api/v1/")
    for route, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation.get("security") or f"{method} {route}" in PUBLIC


def leak(request, order_id, slug=""):
    with administrator() as connection:
        row = connection.execute("SELECT note FROM intake_customerorder WHERE id = %s", [order_id]).fetchone()
    return HttpResponse(row[0] if row else "", status=200)


def oracle(request, order_id):
    with administrator() as connection:
        row = connection.execute("SELECT FROM intake_customerorder WHERE id = %s", [order_id]).fetchone()
    return HttpResponse(status=404 if row is None else 403)


def changer(request, order_id):
    with administrator() as connection:
        connection.execute("UPDATE intake_customerorder SET note = 'mine' WHERE id = %s", [order_id])
    return HttpResponse(status=404)


def planted(settings, view) -> list[Address]:
    """Add an address with a hole to the real ones, and return it."""
    module = ModuleType("planted_urls")
    module.urlpatterns = [*urls.urlpatterns, path("supplier/planted/<uuid:order_id>/", view)]
    settings.ROOT_URLCONF = module
    return [address for address in addresses() if "planted" in address.route]


def test_a_planted_leak_is_reported(settings, ours, theirs):
    found = wander(
        [by_session("a supplier of theirs", theirs.companies[0].user, theirs, ours)], planted(settings, leak)
    )
    assert any("shows Ours" in finding for finding in found)


def test_a_planted_oracle_is_reported(settings, ours, theirs):
    found = wander(
        [by_session("a supplier of theirs", theirs.companies[0].user, theirs, ours)],
        planted(settings, oracle),
    )
    assert any("403 for theirs, 404 for none" in finding for finding in found)


def test_a_planted_change_is_reported(settings, ours, theirs):
    before = hashes("workspace_id", ours.id)
    wander(
        [by_session("a supplier of theirs", theirs.companies[0].user, theirs, ours)],
        planted(settings, changer),
    )
    assert hashes("workspace_id", ours.id) != before
