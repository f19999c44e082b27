"""The controls of taking orders in: with a guard taken away, what the tests of intake promise does not hold."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections

from orderloom.intake.canonical import OrderDoc
from orderloom.intake.commands import receive_orders as receiving
from orderloom.intake.commands import run_import as importing
from orderloom.intake.commands import storing
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.factories import DAY, order_doc
from orderloom.intake.provenance import Provenance
from orderloom.intake.tests.conftest import Place, place
from orderloom.intake.tests.test_imports import begin, rows_of, stored, write
from orderloom.intake.tests.test_tellings_in_any_order import STORY, end_of
from orderloom.kernel.tenancy import Hat, wear

__all__ = ["place", "write"]  # fixtures of intake's own tests


def both_at_once(shop: Place, docs: list[OrderDoc]) -> list[object]:
    """Receive the same orders twice in the same moment; return what each gave, or what it raised."""
    results: list[object] = []

    def receive() -> None:
        try:
            with wear(Hat.workspace(shop.workspace_id)):
                told = receive_orders(actor=shop.system, store_id=shop.store_id, docs=docs, now=DAY)
            results.append(told.created)
        except IntegrityError as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=receive) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_without_the_door_one_of_two_who_tell_the_same_order_fails(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = [order_doc("1")]
    assert sorted(map(str, both_at_once(place, docs))) == ["0", "1"]
    look, together = receiving.known, threading.Barrier(2)

    def look_together(*told: object) -> object:
        found = look(*told)
        together.wait(timeout=20)
        return found

    open_door = "0, (SELECT count(*) FROM unnest(%s::text[]))"
    monkeypatch.setattr(storing, "SINGLE_ORDERS", open_door)
    monkeypatch.setattr(receiving, "known", look_together)
    results = both_at_once(place, [order_doc("2")])
    assert any(isinstance(one, IntegrityError) for one in results), results


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
