"""Review by a program: its rules and reasons, approving, splitting, shipping together, and who may not."""

import pytest

from .conftest import Program
from .test_api_orders import an_order

pytestmark = pytest.mark.django_db(transaction=True)
HOME = {"name": "Ada", "lines": ["1 Main Street"], "city": "Springfield", "country_code": "US"}


@pytest.fixture
def owner(ours):
    return Program(ours.tokens["owner"])


@pytest.fixture
def viewer(ours):
    return Program(ours.tokens["viewer"])


def test_a_rule_holds_orders_until_they_are_approved(owner, operator):
    rule = owner.ask("PUT", "/review/rules/amount", {"is_on": True, "params": {"limits": {"USD": "20"}}})
    assert (owner.status, rule["is_on"], rule["params"]) == (200, True, {"limits": {"USD": "20"}})
    rules = operator.get("/review/rules")["items"]
    assert {one["kind"] for one in rules if one["is_on"]} == {"blocked", "amount"}
    sent = operator.post("/orders", an_order(purchase=True))
    assert (sent["status"], sent["refused"]) == ("received", "review_amount")
    shown = operator.get(f"/orders/{sent['id']}")
    assert (shown["exception"], shown["blocked_by"], "approve" in shown["moves"]) == (
        "review_amount", "review_amount", True,
    )  # fmt: skip
    (found,) = operator.get("/review/findings?kind=amount")["items"]
    assert (found["order_number"], found["params"]["limit"], found["settled"]) == (sent["number"], "20", "")
    done = operator.post("/orders/approve", {"ids": [sent["id"]]})
    assert (done["done"], done["refused"]) == ([sent["id"]], [])
    assert operator.get(f"/orders/{sent['id']}/findings")["items"][0]["settled"] == "approved"
    assert operator.post("/orders/send-back", {"ids": [sent["id"]]})["done"] == [sent["id"]]
    assert operator.get(f"/orders/{sent['id']}")["status"] == "received"


def test_rules_and_lists_refuse_who_may_not_and_what_makes_no_sense(owner, operator, viewer):
    operator.ask("PUT", "/review/rules/note", {"is_on": True})
    assert operator.status == 403
    owner.ask("PUT", "/review/rules/duplicate", {"is_on": True, "params": {"hours": 0}})
    assert owner.status == 422
    owner.ask("PUT", "/review/rules/nonsense", {"is_on": True})
    assert owner.status == 422
    viewer.post("/review/blocked", {"by": "name", "value": "Mallory"})
    assert viewer.status == 403
    made = operator.post("/review/blocked", {"by": "name", "value": "Mallory", "why": "chargeback"})
    assert (operator.status, made["value"]) == (201, "Mallory")
    operator.post("/review/blocked", {"by": "name", "value": "MALLORY"})
    assert operator.status == 409
    operator.ask("DELETE", f"/review/blocked/{made['id']}")
    assert operator.status == 204
    viewer.post("/orders/approve", {"ids": [made["id"]]})
    assert viewer.status == 403


def test_a_line_is_split_and_two_orders_ship_together(operator):
    one = operator.post("/orders", an_order("S-1", ship_to=HOME, buyer={"name": "Ada"}))
    two = operator.post("/orders", an_order("S-2", ship_to=HOME, buyer={"name": "ada"}))
    line = operator.get(f"/orders/{one['id']}")["lines"][0]
    operator.post(f"/orders/{one['id']}/lines/{line['id']}/split", {"quantities": [1, 2]})
    assert operator.status == 422
    split = operator.post(f"/orders/{one['id']}/lines/{line['id']}/split", {"quantities": [1, 1]})
    assert len(split["line_ids"]) == 2
    assert len(operator.get(f"/orders/{one['id']}")["lines"]) == 3
    joined = operator.post(f"/orders/{one['id']}/lines/{split['line_ids'][1]}/join", {})
    assert joined["line_ids"] == [line["id"]]
    beside = operator.get(f"/orders/{one['id']}/ship-with")["orders"]
    assert [row["id"] for row in beside] == [two["id"]]
    group = operator.post("/ship-groups", {"ids": [one["id"], two["id"]]})
    assert (operator.status, group["number"][:2], len(group["order_ids"])) == (201, "G-", 2)
    assert set(operator.post("/ship-groups/apart", {"ids": [one["id"]]})["done"]) == {one["id"], two["id"]}
    operator.ask("DELETE", f"/ship-groups/{group['group_id']}")
    assert operator.status == 404
