"""The controls of taking orders in: with a guard taken away, what the tests of intake promise does not hold."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction

from orderloom.intake.canonical import Buyer, OrderDoc
from orderloom.intake.commands import receive_orders as receiving
from orderloom.intake.commands import review_orders, storing
from orderloom.intake.commands import run_import as importing
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.commands.review_settings import set_review_rule
from orderloom.intake.factories import DAY, make_store, order_doc
from orderloom.intake.models import ReviewFinding
from orderloom.intake.provenance import Provenance
from orderloom.intake.review.kinds import ReviewKind
from orderloom.intake.tests.conftest import Place, place, staff
from orderloom.intake.tests.test_imports import begin, rows_of, stored, write
from orderloom.intake.tests.test_tellings_in_any_order import STORY, end_of
from orderloom.kernel.permissions import Role
from orderloom.kernel.tenancy import Hat, wear

__all__ = ["place", "write"]  # fixtures of intake's own tests


def both_at_once(shop: Place, *told: tuple[UUID, list[OrderDoc]]) -> list[object]:
    """Let each store receive its orders in the same moment; return what each call gave, or what it raised."""
    results: list[object] = []

    def receive(store_id: UUID, docs: list[OrderDoc]) -> None:
        try:
            with wear(Hat.workspace(shop.workspace_id)):
                results.append(
                    receive_orders(actor=shop.system, store_id=store_id, docs=docs, now=DAY).created
                )
        except IntegrityError as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=receive, args=one) for one in told]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def wait_for_each_other(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """Let both callers of the function go on only when both have come back from it."""
    look, together = getattr(module, name), threading.Barrier(2)

    def look_together(*told: object) -> object:
        found = look(*told)
        together.wait(timeout=20)
        return found

    monkeypatch.setattr(module, name, look_together)


def test_without_the_door_one_of_two_who_tell_the_same_order_fails(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = place.store_id
    assert sorted(map(str, both_at_once(place, *[(here, [order_doc("1")])] * 2))) == ["0", "1"]
    monkeypatch.setattr(storing, "SINGLE_ORDERS", "0, (SELECT count(*) FROM unnest(%s::text[]))")
    wait_for_each_other(monkeypatch, receiving, "known")
    results = both_at_once(place, *[(here, [order_doc("2")])] * 2)
    assert any(isinstance(one, IntegrityError) for one in results), results


def test_a_file_and_a_call_that_tell_the_same_order_at_once_make_one(place: Place) -> None:
    file = [order_doc(str(number)) for number in range(storing.FEW + 10)]
    results = both_at_once(place, (place.store_id, file), (place.store_id, file[7:8]))
    assert sorted(map(str, results)) in (["0", "60"], ["1", "59"])
    assert stored() == (60, 60)


def held_as_duplicates(shop: Place, first: list[OrderDoc], second: list[OrderDoc]) -> int:
    """Bring the orders to two stores at once, and count those that wait as duplicates of another."""
    other = make_store(shop.workspace_id, name="Other")
    set_review_rule(
        actor=staff(shop.workspace_id, Role.OWNER),
        kind=ReviewKind.DUPLICATE,
        is_on=True,
        params={"hours": 24},
        now=DAY,
    )
    assert set(map(type, both_at_once(shop, (shop.store_id, first), (other, second)))) == {int}
    with transaction.atomic():
        return ReviewFinding.objects.filter(workspace_id=shop.workspace_id, kind="duplicate").count()


@pytest.mark.parametrize("count", [1, 60])
def test_two_who_bring_orders_of_one_customer_at_once_see_each_other(place: Place, count: int) -> None:
    others = [order_doc(f"x{n}", buyer=Buyer(name=f"Buyer {n}")) for n in range(count - 1)]
    assert held_as_duplicates(place, [order_doc("1"), *others], [order_doc("2")]) == 1


def test_when_customers_are_not_held_neither_of_two_sees_the_other(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = [order_doc("0", buyer=Buyer(name="Who begins the numbers"))]
    receive_orders(actor=place.system, store_id=place.store_id, docs=first, now=DAY)
    monkeypatch.setattr(storing, "hold_customers", lambda *_told: None)
    wait_for_each_other(monkeypatch, review_orders, "known_for")
    assert held_as_duplicates(place, [order_doc("1")], [order_doc("2")]) == 0


def test_without_the_version_the_last_to_come_wins(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = end_of(place, STORY)
    monkeypatch.setattr(Provenance, "is_outdated", lambda *_told: False)
    assert any(end_of(place, order) != expected for order in permutations(STORY))


class Power(BaseException):
    """Somebody has pulled the plug."""


def die_at_the_mark(execute: Any, sql: str, *told: Any) -> Any:
    """Break off where the file's place is noted."""
    if sql.startswith('UPDATE "intake_importrun"') and "orders_done" in sql:
        raise Power
    return execute(sql, *told)


def on_its_own(shop: Place, **told: Any) -> Any:
    """Receive orders in a transaction of their own, instead of the one that notes the file's place."""

    def receive() -> Any:
        try:
            with wear(Hat.workspace(shop.workspace_id)):
                return receive_orders(**told)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(receive).result(30)


@pytest.mark.parametrize("together", [True, False])
def test_orders_and_the_place_in_the_file_are_stored_together(
    place: Place, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, together: bool
) -> None:
    """The control: in two transactions, what is counted is not what is stored."""
    if not together:
        monkeypatch.setattr(importing, "receive_orders", partial(on_its_own, place))
    card = begin(place, write(rows_of(6)))
    with pytest.raises(Power), connection.execute_wrapper(die_at_the_mark):
        importing.run_import(actor=place.system, run_id=card.id, now=DAY, chunk=3)
    done = importing.run_import(actor=place.system, run_id=card.id, now=DAY, chunk=3)
    assert stored() == (6, 12)
    assert (done.orders_created == 6) is together
