"""Codes are unique and usable whatever the workspace's script returns; a script that fails is one case."""

import pytest

from orderloom.kernel.ids import new_id
from orderloom.kernel.models import TimelineEvent
from orderloom.production.factories import NOW, Shop, add_seller, again, buy, do, look, make_shop
from orderloom.production.models import OrderTask
from orderloom.routing.commands.again import try_waiting_again
from orderloom.routing.commands.assign import assign_task
from orderloom.routing.models import Assignment
from orderloom.routing.queries.scripts import script_subject
from orderloom.scripting.commands import publish_draft, save_draft
from orderloom.scripting.models import ScriptVersion
from orderloom.scripting.rules import sku_fault

RETURNS = {
    "constant": ("'MUG'", "not_unique"),
    "empty": ("''", "empty"),
    "too long": ("'x' * 300", "too_long"),
    "NUL": ("'a' + chr(0)", "characters"),
    "lone surrogate": ("chr(0xD800)", ""),
    "formula": ("'=1+1'", "characters"),
    "a number": ("7", "not_text"),
    "nothing": ("None", "not_text"),
    "an error": ("1 // 0", ""),
    "a file": ("open('/etc/passwd').read()", ""),
    "a case in another form": ("'Ｍ１'", "characters"),
}


def publish(shop: Shop, body: str) -> int:
    """Let the script run from now on, without the trial that would refuse it."""
    source = f"def sku(order, line, supplier):\n    return {body}\n"

    def store() -> int:
        number = ScriptVersion.objects.filter(workspace_id=shop.id).count() + 1
        ScriptVersion.objects.filter(workspace_id=shop.id).update(status="retired")
        ScriptVersion.objects.create(
            id=new_id(), workspace_id=shop.id, purpose="sku", number=number, source=source, status="published",
            created_at=NOW, published_at=NOW,
        )  # fmt: skip
        return number

    return look(shop, store)


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna", "Boris"], "Lamps": []})


def faults(shop: Shop) -> list[str]:
    rows = TimelineEvent.objects.filter(workspace_id=shop.id, kind="ScriptFailed").order_by("id")
    return look(shop, lambda: list(rows.values_list("data", flat=True)))


def assert_codes(tasks: list[OrderTask]) -> None:
    """Check that every task has a usable code of its own."""
    assert all(sku_fault(task.sku) is None for task in tasks)
    assert len({task.sku for task in tasks}) == len(tasks)


def test_whatever_the_script_returns_the_tasks_go_out(shop: Shop) -> None:
    tasks: list[OrderTask] = []
    for kind, (body, reason) in RETURNS.items():
        version = publish(shop, body)
        tasks += buy(shop, "Mugs", "Mugs", "Mugs") + buy(shop, "Mugs")
        assert_codes(tasks)
        told = [one for one in faults(shop) if f'"version":{version}' in one]
        assert len(told) == 2, kind
        assert all(reason in one for one in told), kind
        rows = TimelineEvent.objects.filter(kind="ScriptFailed").order_by("-id")
        assert look(shop, rows.first).subject_id == script_subject(shop.id, version)


def test_a_script_that_loops_costs_a_second_and_no_order(shop: Shop) -> None:
    publish(shop, "sum(1 for _ in range(10**12))")
    assert_codes(buy(shop, "Mugs"))
    assert len(faults(shop)) == 1


def test_the_workspaces_own_codes_are_used(shop: Shop) -> None:
    number = publish(shop, "line.category.upper() + '-' + supplier.name[:1] + '-' + order.number[3:]")
    first, second = buy(shop, "Mugs")[0], buy(shop, "Mugs")[0]
    assert (first.sku, second.sku) == ("MUGS-A-10001", "MUGS-B-10002")
    assert faults(shop) == []
    versions = look(shop, lambda: set(Assignment.objects.values_list("script_number", flat=True)))
    assert versions == {number}


def test_a_code_that_is_taken_is_made_again_with_another_seed(shop: Shop) -> None:
    publish(shop, "rand(1)")
    tasks = buy(shop, *["Mugs"] * 10)
    assert_codes(tasks)
    assert sum(len(task.sku or "") == 1 for task in tasks) >= 7


def test_the_failure_is_told_when_a_waiting_task_goes_out_too(shop: Shop) -> None:
    waiting = buy(shop, "Lamps", "Lamps")
    publish(shop, "''")
    add_seller(shop, "Fred", ["Lamps"])
    do(try_waiting_again, actor=shop.operator)
    assert_codes([again(shop, task) for task in waiting])
    (told,) = faults(shop)
    assert '"tasks":2' in told


def test_the_failure_is_told_when_a_person_assigns(shop: Shop) -> None:
    (task,) = buy(shop, "Lamps")
    publish(shop, "1 // 0")
    anna = shop.sellers["Anna"].supplier_id
    do(assign_task, actor=shop.operator, task_id=task.id, supplier_id=anna, reason="asked")
    assert_codes([again(shop, task)])
    assert len(faults(shop)) == 1


def test_the_same_line_twice_still_gets_two_codes(shop: Shop) -> None:
    """Two tasks of one line draw the same first code; the second is made again."""
    (task,) = buy(shop, "Lamps")

    def double() -> OrderTask:
        row = OrderTask.objects.get(id=task.id)
        row.id, row.number, row._state.adding = new_id(), row.number + 1000, True
        row.save()
        return row

    copy = look(shop, double)
    publish(shop, "rand(6)")
    add_seller(shop, "Fred", ["Lamps"])
    do(try_waiting_again, actor=shop.operator)
    assert_codes([again(shop, task), again(shop, copy)])
    assert faults(shop) == []


def test_the_same_line_gets_the_same_code_when_a_crash_makes_it_run_again(shop: Shop) -> None:
    do(save_draft, actor=shop.owner, source="def sku(order, line, supplier):\n    return 'K' + rand(9)\n")
    do(publish_draft, actor=shop.owner)
    (task,) = buy(shop, "Mugs")
    look(shop, lambda: Assignment.objects.filter(task_id=task.id).delete())
    look(shop, lambda: OrderTask.objects.filter(id=task.id).update(status="queued", sku=None, attempt=0,
                                                                   supplier_id=None, company_id=None))  # fmt: skip
    do(try_waiting_again, actor=shop.operator)
    assert again(shop, task).sku == task.sku
