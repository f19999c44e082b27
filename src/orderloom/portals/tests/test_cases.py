"""Cases over HTTP: each is solved where it stands, closed with words, and not by strangers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orderloom.cases.models import Case
from orderloom.catalog.models import CategoryRule
from orderloom.intake.commands.purchasing import start_purchasing
from orderloom.intake.models import OrderLine
from orderloom.kernel import clock
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.production.models import OrderTask


def buy(shop: Shop, *numbers: int, hint: str = "Mugs"):
    ids = shop.receive(*numbers, hint=hint)
    with wear(Hat.workspace(shop.id)):
        start_purchasing(actor=shop.actor(), order_ids=ids, now=clock.now())
    return ids


def the_case(shop: Shop) -> Case:
    return shop.see(lambda: Case.objects.order_by("-number").first())


def all_refused(shop: Shop) -> Case:
    """Return the case of a task that both suppliers have refused."""
    (order_id,) = buy(shop, 1)
    for _supplier in range(2):
        task = shop.see(lambda: OrderTask.objects.get(order_id=order_id))
        at = shop.at(f"orders/{order_id}/tasks/{task.id}/decline/")
        assert shop.operator.post(at, {"reason": "price", "text": ""}).status_code == 302
    return the_case(shop)


@pytest.mark.parametrize(("language", "word"), [("en", "Choose category"), ("zh-hans", "选择品类")])
def test_the_list_names_the_next_step(shop: Shop, language, word):
    assert "No case waits on you" in words(shop.operator.get(shop.at("cases/")))
    buy(shop, 1, hint="Unheard of")
    html = words(shop.operator.get(shop.at("cases/"), headers={"accept-language": language}))
    assert word in html
    assert "Unheard of" in html
    assert shop.at(f"cases/{the_case(shop).id}/category/") in html


def test_a_category_is_given_to_all_lines_that_wait_for_it_and_from_now_on(shop: Shop):
    buy(shop, 1, 2, 3, hint="Unheard of")
    at = shop.at(f"cases/{the_case(shop).id}/category/")
    html = words(shop.operator.get(at))
    assert "3 lines wait for it" in html
    assert shop.operator.post(at, {"category": ""}).status_code == 422
    answer = shop.operator.post(at, {"category": str(shop.mugs), "from_now_on": "on"}, follow=True)
    assert "3 lines have their category now." in words(answer)
    assert shop.see(lambda: OrderLine.objects.filter(category_id=shop.mugs).count()) == 3
    rule = shop.see(lambda: CategoryRule.objects.get())
    assert (rule.field, rule.text, rule.category_id) == ("category", "unheard of", shop.mugs) or (
        rule.text == "Unheard of"
    )
    later = shop.receive(4, hint="unheard of")
    assert shop.see(lambda: OrderLine.objects.get(order_id=later[0]).category_id) == shop.mugs


def test_a_refused_task_is_given_by_hand(shop: Shop):
    case = all_refused(shop)
    at = shop.at(f"cases/{case.id}/assign/")
    assert "Every supplier who could make" in words(shop.operator.get(at))
    refused = shop.operator.post(at, {"supplier": str(shop.yiming), "reason": ""})
    assert refused.status_code == 422
    told = {"supplier": str(shop.yiming), "reason": "They promised on the phone"}
    assert "is offered again." in words(shop.operator.post(at, told, follow=True))
    task = shop.see(lambda: OrderTask.objects.get())
    assert (task.status, task.supplier_id) == ("offered", shop.yiming)
    assert shop.see(lambda: Case.objects.get(id=case.id).status) == "solved"
    assert shop.operator.get(at).status_code == 404


def test_a_case_is_closed_with_words_that_stay(shop: Shop):
    case = all_refused(shop)
    at = shop.at(f"cases/{case.id}/close/")
    assert shop.operator.get(at).status_code == 200
    answer = shop.operator.post(at, {"words": "Sent it back to the buyer"}, follow=True)
    assert f"Case C-{case.number} is closed." in words(answer)
    assert "Sent it back to the buyer" in words(shop.operator.get(shop.at("cases/?status=solved")))
    html = words(shop.operator.get(shop.at(f"orders/{case.order_id}/")))
    assert "closed a case" in html
    assert "Sent it back to the buyer" in html
    assert shop.operator.post(at, {"words": "x"}).status_code == 404


def test_waiting_tasks_are_tried_again(shop: Shop):
    all_refused(shop)
    answer = words(shop.operator.post(shop.at("cases/route-again/"), follow=True))
    assert "0 tasks went out. 1 still waits." in answer


def test_viewers_and_strangers_solve_nothing(shop: Shop, other: Shop):
    case = all_refused(shop)
    before = shop.see(lambda: TimelineEvent.objects.count())
    assert "Close case" not in words(shop.viewer.get(shop.at("cases/")))
    for rest in ("close", "category", "assign"):
        at = shop.at(f"cases/{case.id}/{rest}/")
        assert shop.viewer.post(at, {"words": "x"}).status_code == 403, rest
        assert other.owner.post(other.at(f"cases/{case.id}/{rest}/")).status_code == 404, rest
    assert shop.viewer.post(shop.at("cases/route-again/")).status_code == 403
    assert shop.see(lambda: TimelineEvent.objects.count()) == before


def test_the_list_asks_the_database_as_often_for_one_as_for_three(shop: Shop):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            shop.operator.get(shop.at("cases/"))
        return len(asked)

    buy(shop, 1, hint="First")
    count()
    one = count()
    buy(shop, 2, hint="Second")
    buy(shop, 3, hint="Third")
    assert count() == one
