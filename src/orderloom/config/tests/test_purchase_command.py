"""`orderloom purchase` as a person or a script calls it, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from orderloom.intake.canonical import LineDoc, OrderDoc
from orderloom.intake.commands.orders import hold_orders
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.production.factories import NOW, Shop, do, make_shop

ROOT = Path(__file__).parents[4]


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna", "Boris"], "Plates": ["Cleo"]})


def receive(shop: Shop, name: str, *hints: str, state: Any = "ready") -> Any:
    lines = tuple(
        LineDoc(ref=str(place), quantity=1, title="Thing", category_hint=hint)
        for place, hint in enumerate(hints)
    )
    doc = OrderDoc(external_id=name, number=name, state=state, placed_at=NOW, lines=lines)
    done = do(receive_orders, actor=shop.owner, store_id=shop.store_id, docs=[doc])
    return done.orders[name]


def purchase(slug: str, *options: str) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "orderloom.config.cli",
        "purchase",
        "--workspace",
        slug,
        "--json",
        *options,
    ]
    environment = os.environ | {
        "ORDERLOOM_DATABASE_NAME": str(connection.settings_dict["NAME"]),
        "PYTHONPATH": str(ROOT / "src"),
    }
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_all_that_may_be_bought_is_and_only_once(shop: Shop) -> None:
    slug = "birch"
    for place in range(5):
        receive(shop, f"A{place}", "Mugs", "Plates")
    receive(shop, "unknown", "Rugs")
    held = receive(shop, "held", "Mugs")
    do(hold_orders, actor=shop.owner, order_ids=[held], reason="wait")
    receive(shop, "shipped", "Mugs", state="fulfilled")
    told = purchase(slug)
    assert (told["orders"], told["tasks"], told["unassigned"]) == (6, 11, 1)
    assert told["by_category"]["Plates"] == {"Cleo": 5}
    mugs = told["by_category"]["Mugs"]
    assert sum(mugs.values()) == 5
    assert max(mugs.values()) - min(mugs.values()) == 1
    again = purchase(slug)
    assert (again["orders"], again["tasks"], again["by_category"]) == (0, 0, {})
    assert again["totals_by_category"] == told["totals_by_category"] == told["by_category"]
    assert purchase(slug, "--even-shipped")["orders"] == 1
    final = purchase(slug)["totals_by_category"]
    assert set(final["Mugs"].values()) == {3}
