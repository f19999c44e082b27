"""Run as processes of their own: a small installation whose database is killed again and again.

Arguments: what to be (`installation`, `taker`, `teller`), and what it needs to know, as JSON.
"""

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

PAUSE = 0.05  # seconds until an order that could not be told is told again


def installation(place: Path, told: dict[str, str]) -> None:
    """Keep a database, a worker and somebody who takes orders in, as `orderloom up` does."""
    from orderloom.config import embedded, launch
    from orderloom.config.processes import Part, Supervisor

    worker = [sys.executable, "-m", "orderloom.config.cli", "worker"]
    taker_ = [sys.executable, __file__, "taker", json.dumps(told)]
    parts = [
        Part("worker", worker, {"ORDERLOOM_ROLE": "worker"}),
        Part("taker", taker_, {"ORDERLOOM_ROLE": "app"}),
    ]
    supervisor = Supervisor(place, parts, print)
    server = supervisor.open(embedded.attach())
    supervisor.keep = lambda: launch.keep(server, print)
    try:
        supervisor.start()
        supervisor.watch()
    finally:
        supervisor.close()


def shop_of(told: dict[str, str]) -> dict[str, str]:
    """Return the shop's ids, after making it at the first start."""
    from orderloom.production.factories import make_shop

    known = Path(told["file"]).with_suffix(".shop")
    if not known.exists():
        shop = make_shop({"Mugs": ["Anna", "Boris"], "Plates": ["Boris", "Cleo"]})
        known.write_text(json.dumps({"id": str(shop.id), "store": str(shop.store_id)}))
    return json.loads(known.read_text())


def taker(told: dict[str, str]) -> None:
    """Take orders in until asked to stop; one that could not be taken in is told again until it is."""
    shop = shop_of(told)
    file = os.open(told["file"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    number = 0
    while not Path(told["file"]).with_suffix(".stop").exists():
        number += 1
        name = f"P{os.getpid()}-{number}"
        while not _taken(shop, name):
            time.sleep(PAUSE)
        os.write(file, f"{name}\n".encode())
    while True:
        time.sleep(1)


def _taken(shop: dict[str, str], name: str) -> bool:
    from django.db import InterfaceError, OperationalError, connection

    from orderloom.intake.commands.take_orders import take_orders
    from orderloom.kernel import clock
    from orderloom.kernel.permissions import Role
    from orderloom.production.factories import do, order_of, staff

    actor = staff(UUID(shop["id"]), Role.OWNER)
    docs = [order_of(name, ["Mugs", "Plates", "Nobody"], quantity=1)]
    try:
        # Taken in now, for the worker's clock is the real one: of an old order it would end the offers.
        do(take_orders, actor=actor, now=clock.now(), store_id=UUID(shop["store"]), docs=docs, purchase=True)
    except (OperationalError, InterfaceError):
        connection.close()
        return False
    return True


def teller(told: dict[str, str]) -> dict[str, Any]:
    """Tell how fair the turns were, and where the timeline is broken."""
    from django.db import transaction

    from orderloom.kernel.chain import verify_chain
    from orderloom.kernel.tenancy import Hat, wear
    from orderloom.routing.models import Assignment

    shop = UUID(shop_of(told)["id"])
    with wear(Hat.workspace(shop)), transaction.atomic():
        had = Counter(Assignment.objects.values_list("category_id", "supplier_id"))
    worst = 0
    for category in {category for category, _supplier in had}:
        counts = [count for (of, _supplier), count in had.items() if of == category]
        worst = max(worst, max(counts) - min(counts))
    return {"spread": worst, "broken_at": verify_chain(shop).broken_at}


if __name__ == "__main__":
    what, given = sys.argv[1], json.loads(sys.argv[2])
    if what == "installation":
        installation(Path(given["home"]), given)
    else:
        import django

        django.setup()
        json.dump({"taker": taker, "teller": teller}[what](given), sys.stdout)
