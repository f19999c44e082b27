"""`orderloom import` as a person or a script calls it, in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from orderloom.intake.factories import make_workspace
from orderloom.intake.models import CustomerOrder, ImportRun, OrderLine
from orderloom.kernel.chain import verify_chain
from orderloom.kernel.tenancy import Hat, wear

ROOT = Path(__file__).parents[4]
MAPPING = {
    "key": "test",
    "columns": {
        "external_id": {"source": "Order"},
        "title": {"source": "Item"},
        "quantity": {"source": "Pieces"},
    },
}


@pytest.fixture
def shop(transactional_db, tmp_path):
    """Wear the hat of a new workspace, and call the command for it."""
    workspace_id = make_workspace("shop")
    rules = tmp_path / "mapping.json"
    rules.write_text(json.dumps(MAPPING))

    def call(file, *options, store="Counter"):
        command = [
            sys.executable,
            "-m",
            "orderloom.config.cli",
            "import",
            "orders",
            str(file),
            "--store",
            store,
        ]
        environment = os.environ | {
            "ORDERLOOM_DATABASE_NAME": connection.settings_dict["NAME"],
            "PYTHONPATH": str(ROOT / "src"),
        }
        return subprocess.Popen(
            [*command, "--workspace", "shop", "--mapping", str(rules), *options],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    with wear(Hat.workspace(workspace_id)):
        yield call, workspace_id


def write(path, count, extra=""):
    rows = (f"A{number},Mug,1\nA{number},Plate,2" for number in range(count))
    path.write_text("Order,Item,Pieces\n" + "\n".join(rows) + "\n" + extra)
    return path


def finished(process):
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def stored():
    with transaction.atomic():
        return CustomerOrder.objects.count(), OrderLine.objects.count()


def test_it_prints_what_a_script_needs(shop, tmp_path):
    call, _workspace = shop
    file = write(tmp_path / "orders.csv", 3, "B1,Mug,none\n")
    code, out, err = finished(call(file, "--json"))
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told.pop("seconds") > 0
    (problem,) = told.pop("problems")
    assert (problem["row"], problem["column"], problem["value"]) == (8, "Pieces", "none")
    assert problem["reason"]
    assert problem["fix"]
    del told["run"]
    assert told == {
        "rows_read": 7, "orders_created": 3, "orders_updated": 0, "orders_unchanged": 0, "orders_stale": 0,
        "lines_created": 6, "duplicate_rows": 0, "rejected_rows": 1, "format": "mapping", "store": "Counter",
        "store_created": True, "status": "done", "problems_more": 0,
    }  # fmt: skip
    code, out, _err = finished(call(file))
    assert code == 0
    assert "duplicate rows: 6" in out
    assert "row 8, Pieces:" in out


def test_what_it_refuses(shop, tmp_path):
    call, _workspace = shop
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    code, out, err = finished(call(empty))
    assert (code, out) == (2, "")
    assert err.startswith("The file is empty.")
    code, out, err = finished(call(write(tmp_path / "o.csv", 1), "--workspace", "nowhere"))
    assert (code, out) == (2, "")
    assert "no workspace nowhere" in err
    assert "orderloom " in err


def test_a_killed_import_goes_on_without_doubles(shop, tmp_path):
    call, workspace_id = shop
    count = 12_000
    file = write(tmp_path / "orders.csv", count)
    process = call(file, "--json")
    deadline = time.monotonic() + 30
    while stored()[0] == 0 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    orders, lines = stored()
    assert 0 < orders < count
    assert lines == 2 * orders
    code, out, err = finished(call(file, "--json"))
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert (told["orders_created"], told["lines_created"], told["duplicate_rows"]) == (count, 2 * count, 0)
    assert stored() == (count, 2 * count)
    with transaction.atomic():
        assert ImportRun.objects.count() == 1
    assert verify_chain(workspace_id).broken_at is None
