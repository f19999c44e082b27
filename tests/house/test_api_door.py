"""The door of the API: tokens, audiences, one transaction, one shape of errors."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from orderloom.kernel.ids import new_id

from .conftest import Program
from .world import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("token", ["", "ol_nothing", "ol_" + "x" * 5000, "\x00", "é"], ids=range(5))
def test_without_a_living_token_nothing_is_answered(ours, token):
    program = Program(token)
    body = program.get("/orders")
    assert (program.status, body["code"]) == (401, "token_missing")
    assert program.last.headers["Content-Type"] == "application/problem+json"


def test_a_revoked_token_is_useless_at_once(ours):
    program = Program(ours.tokens["revoked"])
    program.get("/me")
    assert program.status == 401
    owner, victim = Program(ours.tokens["owner"]), Program(ours.tokens["viewer"])
    victim.get("/me")
    assert victim.status == 200
    keys = owner.get("/tokens")["items"]
    owner.ask("DELETE", f"/tokens/{next(key['id'] for key in keys if key['role'] == 'viewer')}")
    assert owner.status == 204
    victim.get("/me")
    assert victim.status == 401


def test_a_session_opens_nothing(ours):
    client = Client()
    client.force_login(ours.people["owner"])
    assert client.get("/api/v1/orders").status_code == 401


def test_a_new_key_works_and_its_secret_is_kept_nowhere(ours, owner_connection):
    owner = Program(ours.tokens["owner"])
    made = owner.post("/tokens", {"name": "Robot", "role": "viewer"}, Idempotency_Key="robot-1")
    assert owner.status == 201
    assert Program(made["secret"]).get("/me")["name"] == "Robot"
    owner_connection.execute("SELECT set_config('app.workspace', %s, false)", [str(ours.id)])
    kept = owner_connection.execute("SELECT body FROM identity_idempotentreply").fetchall()
    assert not [body for (body,) in kept if made["secret"] in body]


def test_each_side_reaches_its_own_operations(operator, seller):
    assert operator.get("/me")["party"] == "staff"
    assert seller.get("/me")["party"] == "supplier"
    assert len(seller.get("/tasks")["items"]) == 2
    for path in (
        "/orders",
        "/suppliers",
        "/workspace",
        "/members",
        "/events",
        "/cases",
        "/script",
        "/stores",
    ):
        body = seller.get(path)
        assert (seller.status, body["code"]) == (403, "not_allowed"), path


def test_a_viewer_reads_and_changes_nothing(ours):
    viewer = Program(ours.tokens["viewer"])
    task = ours.companies[0].task_ids[0]
    assert len(viewer.get("/orders")["items"]) == 6
    for path, body in {
        "/orders": {"store": "Ours store", "external_id": "V-1", "lines": [{"title": "x", "quantity": 1}]},
        "/orders/purchase": {"ids": [str(ours.ids["waiting_order_id"])]},
        f"/tasks/{task}/progress": {"produced": 1},
        f"/tasks/{task}/date": {"promised": "2027-01-01", "reason": "Later"},
        f"/tasks/{task}/ship": {"carrier": "other", "tracking_number": "Z-123456", "quantity": 1},
        "/suppliers": {"name": "Nobody"},
        "/categories": {"name": "Nothing"},
        "/tokens": {"name": "Mine"},
        "/script/try": {"source": "x"},
    }.items():
        viewer.post(path, body)
        assert viewer.status == 403, path


def test_what_is_foreign_and_what_is_nowhere_look_the_same(operator, theirs):
    for path in ("/orders/{order_id}", "/tasks/{task_id}", "/cases/{case_id}", "/stores/{store_id}"):
        answers = []
        for ids in (theirs.ids, dict.fromkeys(theirs.ids, new_id())):
            body = operator.get(path.format(**ids))
            answers.append((operator.status, body))
        assert answers[0] == answers[1]
        assert answers[0][0] == 404


def test_a_refusal_leaves_nothing_behind(operator, ours, owner_connection):
    owner_connection.execute("SELECT set_config('app.workspace', %s, false)", [str(ours.id)])
    count = "SELECT (SELECT count(*) FROM intake_customerorder), (SELECT count(*) FROM kernel_timelineevent)"
    before = owner_connection.execute(count).fetchone()
    twice = [{"title": "Mug", "quantity": 1, "ref": "1"}, {"title": "Mug", "quantity": 1, "ref": "1"}]
    operator.post("/orders", {"store": "Ours store", "external_id": "X-1", "lines": twice})
    assert operator.status == 422
    assert owner_connection.execute(count).fetchone() == before


def test_errors_speak_the_callers_language(operator):
    english = operator.get("/orders/nothing")
    chinese = operator.get("/orders/nothing", Accept_Language="zh-CN")
    assert (operator.status, english["code"], chinese["code"]) == (404, "not_found", "not_found")


def test_a_method_that_is_not_there_is_said(operator):
    body = operator.ask("PUT", "/orders", {})
    assert (operator.status, body["code"]) == (405, "method_not_allowed")
    assert "POST" in operator.last.headers["Allow"]


def test_the_document_is_public_and_says_nothing_of_anybody(ours):
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert json.loads(answer.content)["openapi"].startswith("3.1")
    assert b"Ours" not in answer.content


def test_the_supplier_makes_and_ships_its_task(seller, ours, operator):
    task = str(ours.companies[0].task_ids[1])
    day = str(NOW.date() + timedelta(days=4))
    assert seller.get(f"/tasks/{task}")["ship_to"] is None
    accepted = seller.post(f"/tasks/{task}/accept", {"promised": day, "attempt": 1})
    assert (seller.status, accepted["status"], accepted["ship_to"]["name"]) == (
        200,
        "accepted",
        "Ours reader",
    )
    assert seller.post(f"/tasks/{task}/progress", {"produced": 1})["status"] == "in_production"
    assert seller.post(f"/tasks/{task}/finish")["status"] == "ready_to_ship"
    wrong = seller.post(f"/tasks/{task}/ship", {"carrier": "ups", "tracking_number": "1Z999AA10123456785"})
    assert (seller.status, wrong["code"]) == (422, "tracking_number_check_digit")
    unknown = seller.post(f"/tasks/{task}/ship", {"carrier": "owl", "tracking_number": "12345678"})
    assert (seller.status, unknown["errors"][0]["field"]) == (422, "carrier")
    shipped = seller.post(f"/tasks/{task}/ship", {"carrier": "ups", "tracking_number": "1Z999AA10123456784"})
    assert shipped["status"] == "shipped"
    assert seller.get(f"/tasks/{task}/parcels")["items"][0]["tracking_number"] == "1Z999AA10123456784"
    assert seller.post(f"/tasks/{task}/done")["status"] == "done"
    kinds = [event["kind"] for event in operator.get(f"/events?task_id={task}")["items"]]
    assert kinds[0] == "TaskOffered"
    assert kinds[-1] == "TaskDone"


def test_a_declined_task_goes_to_the_next_supplier(seller, ours, operator):
    task = str(ours.companies[0].task_ids[1])
    seller.post(f"/tasks/{task}/decline", {"reason": "no_capacity"})
    assert (seller.status, seller.last.content) == (204, b"")
    seller.get(f"/tasks/{task}")
    assert seller.status == 404
    offers = operator.get(f"/tasks/{task}/assignments")["items"]
    assert [offer["status"] for offer in offers] == ["declined", "offered"]
    assert offers[1]["why"]["left_out"] == [{"name": "Ours-S0 works", "reason": "declined"}]


def test_events_are_followed_without_gaps_or_doubles(operator):
    seen, cursor = [], ""
    while True:
        page = operator.get(f"/events?limit=7&cursor={cursor}")
        seen += [event["cursor"] for event in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) > 20
    operator.get("/events?cursor=nonsense")
    assert operator.status == 422
