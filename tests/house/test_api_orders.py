"""Orders by a program: sent, merged, purchased, refused."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def an_order(name="A-1", **fields):
    told = {
        "store": "Ours store",
        "external_id": name,
        "paid": True,
        "currency": "USD",
        "totals": {"total": "25.90"},
        "lines": [
            {"title": "Mug", "quantity": 2, "unit_price": "12.95", "category": "Ours mugs"},
            {"title": "Mug with a name", "quantity": 1, "category": "Ours mugs", "personalisation": [
                {"label": "Name", "value": " Zoë\t😀 "}]},
        ],
    }  # fmt: skip
    return told | fields


def test_an_order_is_purchased_in_the_same_request(operator, ours):
    sent = operator.post("/orders", an_order(purchase=True))
    assert (operator.status, sent["result"], sent["status"], sent["refused"]) == (
        201,
        "created",
        "purchasing",
        None,
    )
    tasks = operator.get(f"/tasks?order_id={sent['id']}")["items"]
    assert [task["status"] for task in tasks] == ["offered", "offered"]
    assert tasks[0]["personalisation"] == [{"label": "Name", "value": " Zoë\t😀 ", "kind": "text"}]
    why = operator.get(f"/tasks/{tasks[0]['id']}/assignments")["items"][0]["why"]
    assert "turn" in why["en"]
    assert "轮到" in why["zh"]
    shown = operator.get(f"/orders/{sent['id']}")
    assert (shown["total"], shown["lines"][0]["unit_price"], shown["lines"][1]["unit_price"]) == (
        "25.90",
        "12.95",
        None,
    )


def test_the_same_order_again_changes_nothing_and_a_newer_one_updates(operator):
    operator.post("/orders", an_order(updated_at="2026-11-01T10:00:00Z"))
    again = operator.post("/orders", an_order(updated_at="2026-11-01T10:00:00Z"))
    assert (operator.status, again["result"]) == (200, "unchanged")
    newer = operator.post("/orders", an_order(updated_at="2026-11-02T10:00:00Z", note="Gift"))
    assert (operator.status, newer["result"]) == (200, "updated")
    older = operator.post("/orders", an_order(updated_at="2026-10-01T10:00:00Z", note="No"))
    assert (operator.status, older["result"]) == (200, "stale")


def test_many_orders_go_in_and_the_bad_ones_come_back(operator):
    sent = operator.post(
        "/orders/bulk",
        {
            "store": "ours STORE",
            "purchase": True,
            "orders": [
                {"external_id": "B-1", "lines": [{"title": "Mug", "quantity": 1, "category": "Ours mugs"}]},
                {"external_id": "B-2", "lines": [{"title": "Mug", "quantity": 1, "ref": "x"}] * 2},
            ],
        },
    )
    assert operator.status == 200, sent
    assert (sent["created"], sent["purchasing"], len(sent["rejected"])) == (1, 1, 1)
    assert sent["rejected"][0]["code"] == "line_repeated"


def test_moves_say_for_each_order_what_became_of_it(operator, ours, theirs):
    waiting, foreign = str(ours.ids["waiting_order_id"]), str(theirs.ids["order_id"])
    done = operator.post("/orders/hold", {"ids": [waiting, foreign], "reason": "Look"})
    assert done == {"done": [waiting], "unchanged": [], "refused": [{"id": foreign, "code": "not_found"}]}
    assert operator.post("/orders/purchase", {"ids": [waiting]})["done"] == []
    operator.post("/orders/release", {"ids": [waiting]})
    assert operator.post("/orders/purchase", {"ids": [waiting]})["done"] == [waiting]
    assert operator.post("/orders/purchase", {"ids": [waiting]})["unchanged"] == [waiting]


def test_lists_turn_their_pages_by_key(operator):
    seen, cursor = [], ""
    while True:
        page = operator.get(f"/orders?limit=1&cursor={cursor}".replace("+", "%2B"))
        seen += [row["external_id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    names = ("approved", "bought", "held", "lost", "new", "noted")
    assert sorted(seen) == [f"Ours-{name}" for name in names]
    operator.get("/orders?cursor=nonsense")
    assert operator.status == 422


BAD = [
    {"external_id": ""},
    {"external_id": "a\0b"},
    {"external_id": "\ud800"},
    {"note": "\x01"},
    {"totals": {"total": 12.5}},
    {"totals": {"total": "1E+20"}},
    {"totals": {"total": "9" * 40}},
    {"lines": [{"title": "x", "quantity": 10**30}]},
    {"lines": [{"title": "x", "quantity": 0}]},
    {"placed_at": "0001-01-01T00:00:00+14:00"},
    {"placed_at": "2026-01-01T00:00:00"},
    {"paid": "yes"},
    {"surprise": 1},
]


@pytest.mark.parametrize("fields", BAD, ids=range(len(BAD)))
def test_what_cannot_be_used_is_refused_with_its_field(operator, fields):
    body = operator.post("/orders", an_order(**fields))
    assert operator.status == 422, body
    assert operator.last.headers["Content-Type"] == "application/problem+json"
    assert (body["code"], bool(body["errors"])) == ("invalid", True)


RUBBISH = [b"{", b"[" * 100_000, b'{"quantity":' + b"9" * 5_000 + b"}", b"\xff\xfe", b""]


@pytest.mark.parametrize("raw", RUBBISH, ids=range(len(RUBBISH)))
def test_what_is_no_json_is_refused(operator, raw):
    body = operator.post("/orders", raw)
    assert operator.status in {400, 422}
    assert body["status"] == operator.status


def test_a_request_of_more_than_five_megabytes_is_refused(operator):
    body = operator.post("/orders", b" " * (5 * 1024 * 1024 + 1))
    assert (operator.status, body["code"]) == (413, "body_too_large")
