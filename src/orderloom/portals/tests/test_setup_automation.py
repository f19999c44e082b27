"""The automation page: rule, script, trial and test on a real order; what is tried keeps nothing."""

import pytest

from orderloom.intake.commands.purchasing import confirm_orders, start_purchasing
from orderloom.intake.queries.stores import purchase_rule
from orderloom.kernel import clock
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.commands import pause_supplier
from orderloom.portals.merchant.script_diff import diff
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.production.models import OrderTask
from orderloom.routing.models import PoolSeat, RotationPool
from orderloom.scripting.queries import draft, published, versions

GOOD = 'def sku(order, line, supplier):\n    return supplier.code + "-" + rand(6)\n'
FAILING = "def sku(order, line, supplier):\n    return 1 / 0\n"
COUNTING = "N = [0]\n\n\ndef sku(order, line, supplier):\n    N[0] += 1\n    return 'A' + str(N[0])\n"
STEPS = ("trigger", "match", "rotate", "sku", "task", "tell")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_every_step_is_shown(shop: Shop, language: str, role: str):
    client = getattr(shop, role)
    client.cookies["django_language"] = language
    for step in (*STEPS, "nonsense"):
        answer = client.get(shop.at("automation/"), {"step": step})
        assert answer.status_code == 200
        assert ("自动化" in words(answer)) == (language != "en")


def test_the_owner_sets_the_rule(shop: Shop):
    told = {"confirm_by_itself": "on", "must_be_paid": "on"}
    assert shop.operator.post(shop.at("automation/rule/"), told).status_code == 403
    assert shop.owner.post(shop.at("automation/rule/"), told).status_code == 303
    rule = shop.see(lambda: purchase_rule(shop.actor()))
    assert (rule.confirm_by_itself, rule.purchase_by_itself, rule.must_be_paid) == (True, False, True)


def script(shop: Shop, source: str, do: str, client=None):
    return (client or shop.operator).post(shop.at("automation/script/"), {"source": source, "do": do})


def test_a_draft_is_kept_compared_and_thrown_away(shop: Shop):
    assert script(shop, GOOD.replace("\n", "\r\n"), "save").status_code == 303
    kept = shop.see(lambda: draft(shop.actor()))
    assert kept is not None
    assert kept.source == GOOD
    html = words(shop.operator.get(shop.at("automation/"), {"step": "sku"}))
    assert "Compare draft v1 with the default" in html
    assert 'class="add"' in html
    assert shop.operator.post(shop.at("automation/script/discard/")).status_code == 303
    assert shop.see(lambda: draft(shop.actor())) is None


def test_a_script_is_published_and_an_earlier_one_taken_back(shop: Shop):
    assert script(shop, GOOD, "publish").status_code == 303
    assert script(shop, GOOD.replace("6", "8"), "publish").status_code == 303
    assert shop.see(lambda: published(shop.id))[0] == 2
    first = shop.see(lambda: versions(shop.actor()))[-1]
    assert shop.operator.post(shop.at(f"automation/script/{first.id}/revert/")).status_code == 303
    kept = shop.see(lambda: draft(shop.actor()))
    assert kept is not None
    assert (kept.number, kept.source) == (3, GOOD)
    assert shop.operator.post(shop.at(f"automation/script/{shop.id}/revert/")).status_code == 404


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (FAILING, "Line 2: The script failed: ZeroDivisionError"),
        (COUNTING, "gives the same line another code each time"),
        ("def other():\n    pass\n", "must define a function named “sku”"),
        ("", "Write the function"),
    ],
)
def test_a_bad_script_is_not_published_and_stays_in_the_editor(shop: Shop, source: str, told: str):
    shop.receive(1, 2)
    answer = script(shop, source, "publish")
    assert answer.status_code == 422
    assert told in words(answer)
    assert source.split("\n")[0] in words(answer)
    assert shop.see(lambda: (published(shop.id)[0], draft(shop.actor()))) == (0, None)


def test_a_script_is_tried_on_the_newest_lines(shop: Shop):
    assert "no orders to try it on" in words(script(shop, GOOD, "try"))
    shop.receive(*range(1, 15))
    trial = script(shop, GOOD, "try").context["trial"]
    assert len(trial.lines) == 10
    assert trial.failures == 0
    assert all(line.result.sku.startswith("HY-") or line.result.sku.startswith("YM-") for line in trial.lines)
    failed = script(shop, FAILING, "try")
    assert failed.context["trial"].failures == 10
    assert "Line 2" in words(failed)
    same = script(shop, "def sku(order, line, supplier):\n    return 'ONE'\n", "try").context["trial"]
    assert same.failures == 10
    assert shop.see(lambda: draft(shop.actor())) is None


def everything(shop: Shop) -> tuple[int, ...]:
    tables = (TimelineEvent, OrderTask, RotationPool, PoolSeat)
    return shop.see(lambda: tuple(table.objects.count() for table in tables))


def test_a_real_order_is_played_through_and_nothing_is_kept(shop: Shop):
    (order_id,) = shop.receive(1)
    before = everything(shop)
    answer = shop.viewer.get(shop.at("automation/"), {"order": "SO-10001"})
    preview = answer.context["preview"]
    (line,) = preview.lines
    assert preview.order.id == order_id
    assert (line.reason, line.pool, len(line.candidates)) == ("", "Mugs", 2)
    assert line.sku.sku.startswith("SKU")
    assert everything(shop) == before


def test_the_dry_choice_is_what_routing_then_does(shop: Shop):
    for number in range(1, 6):
        (order_id,) = shop.receive(number, hint="Ceramic")
        answer = shop.owner.get(shop.at("automation/"), {"order": f"SO-{10000 + number}"})
        (line,) = answer.context["preview"].lines
        assert (line.is_nearest, line.category) == (False, "Mugs > Ceramic")
        with wear(Hat.workspace(shop.id)):
            confirm_orders(actor=shop.actor(), order_ids=[order_id], now=clock.now())
            start_purchasing(actor=shop.actor(), order_ids=[order_id], now=clock.now())
        task = shop.see(lambda id=order_id: OrderTask.objects.select_related("supplier").get(order_id=id))
        assert task.supplier.name == line.chosen
        assert task.sku == line.sku.sku


def test_a_paused_supplier_is_left_out_and_an_unknown_category_waits(shop: Shop):
    with wear(Hat.workspace(shop.id)):
        pause_supplier(actor=shop.actor(), supplier_id=shop.hongyun, now=clock.now())
    shop.receive(1)
    shop.receive(2, hint="Shoes")
    first = shop.owner.get(shop.at("automation/"), {"order": "10001"})
    assert first.context["preview"].lines[0].paused == ("Hongyun Cups",)
    assert "Left out, as paused: Hongyun Cups" in words(first)
    second = shop.owner.get(shop.at("automation/"), {"order": "10002"})
    assert second.context["preview"].lines[0].reason == "no_category"
    assert "The file says “Shoes”" in words(second)
    assert "No order bears this number." in words(shop.owner.get(shop.at("automation/"), {"order": "SO-1"}))


def test_the_test_runs_the_script_in_the_editor(shop: Shop):
    shop.receive(1)
    told = {"order": "SO-10001", "step": "sku", "source": GOOD}
    answer = shop.viewer.post(shop.at("automation/test/"), told)
    assert answer.status_code == 200
    assert "-" in answer.context["preview"].lines[0].sku.sku
    failing = shop.viewer.post(shop.at("automation/test/"), {**told, "source": FAILING})
    assert "ZeroDivisionError" in words(failing)


def test_a_viewer_writes_no_script(shop: Shop):
    for do in ("save", "try", "publish"):
        assert script(shop, GOOD, do, shop.viewer).status_code == 403
    assert shop.viewer.post(shop.at("automation/script/discard/")).status_code == 403
    html = words(shop.viewer.get(shop.at("automation/"), {"step": "sku"}))
    assert "readonly" in html
    assert "Publish" not in html


def test_another_workspaces_order_is_not_found(shop: Shop, other: Shop):
    other.receive(1)
    answer = shop.owner.get(shop.at("automation/"), {"order": "SO-10001"})
    assert "No order bears this number." in words(answer)


def test_a_difference_is_told_line_by_line():
    told = [(line.sign, line.text) for line in diff("a\nb\nc\n", "a\nB\nc\n")]
    assert told == [(" ", "a"), ("-", "b"), ("+", "B"), (" ", "c")]
    assert diff("a\n", "a\n") == []
