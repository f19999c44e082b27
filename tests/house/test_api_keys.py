"""A request with an Idempotency-Key is carried out once, however often and at once it arrives."""

import json
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction

from orderloom.identity.jobs import forget_replies
from orderloom.identity.models import IdempotentReply
from orderloom.intake.models import CustomerOrder
from orderloom.kernel.tenancy import wear

from .conftest import Program

pytestmark = pytest.mark.django_db(transaction=True)


def body(name="K-1"):
    return {"store": "Ours store", "external_id": name, "lines": [{"title": "Mug", "quantity": 1}]}


def test_a_repeated_request_gets_the_same_bytes(operator):
    operator.post("/orders", body(), Idempotency_Key="k1")
    first = operator.last
    operator.post("/orders", body(), Idempotency_Key="k1")
    again = operator.last
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")
    assert "Idempotency-Replayed" not in first.headers


def test_the_key_belongs_to_its_request(operator):
    operator.post("/orders", body(), Idempotency_Key="k1")
    other = operator.post("/orders", body("K-2"), Idempotency_Key="k1")
    assert (operator.status, other["code"]) == (422, "idempotency_key_reused")
    operator.post("/orders/hold", body(), Idempotency_Key="k1")
    assert operator.status == 422


def test_keys_of_two_callers_have_nothing_to_do_with_each_other(operator, ours):
    operator.post("/orders", body(), Idempotency_Key="k1")
    owner = Program(ours.tokens["owner"])
    owner.post("/orders", body("K-2"), Idempotency_Key="k1")
    assert owner.status == 201


def test_a_refusal_is_repeated_too(operator, ours):
    path = f"/cases/{ours.ids['order_id']}/solve"
    first = operator.post(path, {}, Idempotency_Key="k2")
    again = operator.post(path, {}, Idempotency_Key="k2")
    assert (first["status"], again, operator.last.headers["Idempotency-Replayed"]) == (404, first, "true")


def test_a_supplier_repeats_its_answer(seller, ours):
    task = ours.companies[0].task_ids[1]
    told = {"promised": "2030-01-01"}
    first = seller.post(f"/tasks/{task}/accept", told, Idempotency_Key="yes")
    again = seller.post(f"/tasks/{task}/accept", told, Idempotency_Key="yes")
    assert (seller.status, again, seller.last.headers["Idempotency-Replayed"]) == (200, first, "true")


@pytest.mark.parametrize("key", ["", " ", "a b", "k" * 256, "schlüssel"], ids=range(5))
def test_what_is_no_key_is_refused(operator, key):
    answer = operator.post("/orders", body(), Idempotency_Key=key)
    assert (operator.status, answer["errors"][0]["field"]) == (422, "Idempotency-Key")


def test_a_key_of_255_characters_is_one(operator):
    operator.post("/orders", body(), Idempotency_Key="k" * 255)
    assert operator.status == 201


def at_once(count, ask):
    """Run the request in threads that start together and return the answers."""
    ready, answers = threading.Barrier(count), []

    def run():
        ready.wait()
        try:
            answers.append(ask())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def race(token, name, key):
    def ask():
        program = Program(token)
        program.post("/orders", body(name), **({"Idempotency_Key": key} if key else {}))
        return program.status, program.last.content, program.last.headers.get("Retry-After", "")

    return at_once(5, ask)


def test_of_many_at_once_one_is_carried_out(operator, ours):
    for turn in range(8):
        answers = race(operator.token, f"R-{turn}", f"race-{turn}")
        statuses = Counter(status for status, _content, _again in answers)
        assert statuses[201] >= 1
        assert statuses.keys() <= {201, 409}
        assert len({content for status, content, _again in answers if status == 201}) == 1
        assert all(again == "1" for status, _content, again in answers if status == 409)
    with wear(ours.hat()), transaction.atomic():
        assert CustomerOrder.objects.filter(external_id__startswith="R-").count() == 8


def test_after_a_crash_neither_the_change_nor_its_answer_is_there(operator, ours, owner_connection):
    """Let the answer's row be refused: the order must go with it."""
    owner_connection.execute(
        "ALTER TABLE identity_idempotentreply ADD CONSTRAINT broken CHECK (key <> 'crash') NOT VALID"
    )
    try:
        answer = operator.post("/orders", body("C-1"), Idempotency_Key="crash")
    finally:
        owner_connection.execute("ALTER TABLE identity_idempotentreply DROP CONSTRAINT broken")
    assert operator.status >= 400, answer
    found = operator.get("/orders?q=C-1")
    assert found["items"] == []
    again = operator.post("/orders", body("C-1"), Idempotency_Key="crash")
    assert (operator.status, again["result"]) == (201, "created")
    assert json.loads(operator.last.content)["external_id"] == "C-1"


def test_answers_are_forgotten_after_thirty_days(ours, operator):
    operator.post("/orders", body(), Idempotency_Key="fresh")
    with wear(ours.hat()), transaction.atomic():
        fresh = IdempotentReply.objects.get(key="fresh").created_at
        IdempotentReply.objects.exclude(key="fresh").update(created_at=fresh - timedelta(days=31))
    forget_replies(timestamp=int(fresh.timestamp()) + 1)
    with wear(ours.hat()), transaction.atomic():
        left = list(IdempotentReply.objects.values_list("key", flat=True))
    assert left == ["fresh"]
