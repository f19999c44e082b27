"""When suppliers work, and what their merchants' clock does: who may say it, and what is counted by it."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from orderloom.identity.queries import hat_of
from orderloom.kernel.errors import Invalid, NotAllowed, NotFound
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import wear
from orderloom.partners.clock_policy import set_clock_policy
from orderloom.partners.clock_rules import USUAL, Clocks
from orderloom.partners.clocks import clocks, working_time
from orderloom.partners.models import SupplierCalendar, SupplierDaysOff
from orderloom.partners.working_time import HoursInput, add_days_off, remove_days_off, set_working_hours
from orderloom.production.factories import NOW, Shop, do, look, make_shop

pytestmark = pytest.mark.django_db(transaction=True)
SHANGHAI = "Asia/Shanghai"
WORKS = HoursInput(SHANGHAI, (1, 2, 3, 4, 5, 6), time(9), time(18), time(17), "CN")


@pytest.fixture
def shop() -> Shop:
    return make_shop({"cups": ["Anna", "Bo"]})


def own_clocks(shop: Shop, name: str = "Anna") -> Clocks:
    return look(shop, lambda: clocks(shop.id, [shop.sellers[name].supplier_id]))


def facts(shop: Shop) -> list[str]:
    rows = TimelineEvent.objects.filter(workspace_id=shop.id, order_id=None).order_by("link_number", "place")
    return look(shop, lambda: list(rows.values_list("kind", flat=True)))


def test_a_supplier_says_when_it_works_and_its_merchant_counts_by_it(shop: Shop):
    anna = shop.sellers["Anna"]
    do(set_working_hours, actor=anna.actor, supplier_id=None, told=WORKS)
    calendar = own_clocks(shop).calendar(anna.supplier_id)
    assert (calendar.zone, calendar.opens, calendar.closes, calendar.country) == (
        SHANGHAI,
        time(9),
        time(18),
        "CN",
    )
    assert not calendar.is_working(date(2026, 2, 17))
    assert facts(shop)[-1] == "SupplierCalendarChanged"
    other = own_clocks(shop, "Bo").calendar(shop.sellers["Bo"].supplier_id)
    assert other.opens is None
    before = facts(shop)
    do(set_working_hours, actor=anna.actor, supplier_id=None, told=WORKS)
    assert facts(shop) == before


def test_days_off_are_no_working_days_until_they_are_removed(shop: Shop):
    anna = shop.sellers["Anna"]
    span = do(
        add_days_off,
        actor=anna.actor,
        supplier_id=None,
        first=date(2026, 12, 1),
        last=date(2026, 12, 3),
        reason=" 搬厂 ",
    )
    assert not own_clocks(shop).calendar(anna.supplier_id).is_working(date(2026, 12, 3))
    with wear(hat_of(anna.actor)), transaction.atomic():
        assert [one.reason for one in working_time(anna.actor, None, NOW.date()).off] == ["搬厂"]
    do(remove_days_off, actor=shop.owner, supplier_id=anna.supplier_id, span_id=span)
    assert own_clocks(shop).calendar(anna.supplier_id).is_working(date(2026, 12, 3))
    assert facts(shop)[-2:] == ["SupplierDaysOffAdded", "SupplierDaysOffRemoved"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(WORKS, zone="Mars"), "zone"),
        (replace(WORKS, weekdays=()), "weekdays"),
        (replace(WORKS, weekdays=(8,)), "weekdays"),
        (replace(WORKS, closes=time(9)), "closes"),
        (replace(WORKS, cut_off=time(19)), "cut_off"),
        (replace(WORKS, country="XX"), "country"),
    ],
)
def test_hours_that_cannot_be_are_refused(shop: Shop, wrong: HoursInput, field: str):
    with pytest.raises(Invalid) as refused:
        do(set_working_hours, actor=shop.owner, supplier_id=shop.sellers["Anna"].supplier_id, told=wrong)
    assert list(refused.value.fields) == [field]
    assert look(shop, SupplierCalendar.objects.count) == 0


def test_the_second_person_signs_in_for_the_supplier(shop: Shop):
    anna, bo = shop.sellers["Anna"], shop.sellers["Bo"]
    told = replace(WORKS, second=anna.actor.user_id)
    with pytest.raises(Invalid):
        do(set_working_hours, actor=bo.actor, supplier_id=None, told=told)
    assert look(shop, SupplierCalendar.objects.count) == 0
    do(set_working_hours, actor=anna.actor, supplier_id=None, told=told)
    assert own_clocks(shop).seconds == {anna.supplier_id: anna.actor.user_id}


def test_nobody_says_it_for_somebody_else(shop: Shop):
    anna, bo = shop.sellers["Anna"], shop.sellers["Bo"]
    with pytest.raises(NotFound):
        do(set_working_hours, actor=bo.actor, supplier_id=anna.supplier_id, told=WORKS)
    with pytest.raises(NotAllowed):
        do(set_working_hours, actor=shop.viewer, supplier_id=anna.supplier_id, told=WORKS)
    span = do(
        add_days_off,
        actor=anna.actor,
        supplier_id=None,
        first=date(2026, 12, 1),
        last=date(2026, 12, 1),
        reason="",
    )
    with pytest.raises(NotFound):
        do(remove_days_off, actor=bo.actor, supplier_id=None, span_id=span)
    with pytest.raises(Invalid):
        do(
            add_days_off,
            actor=anna.actor,
            supplier_id=None,
            first=date(2026, 12, 2),
            last=date(2026, 12, 1),
            reason="",
        )
    with wear(hat_of(bo.actor)), transaction.atomic():
        assert SupplierDaysOff.objects.count() == SupplierCalendar.objects.count() == 0


def test_the_policy_changes_with_a_fact_and_only_by_who_may(shop: Shop):
    told = replace(USUAL, answer=2, answer_in_days=True, fail_over="ask")
    with pytest.raises(NotAllowed):
        do(set_clock_policy, actor=shop.operator, told=told)
    with pytest.raises(Invalid) as refused:
        do(set_clock_policy, actor=shop.owner, told=replace(told, grace=-1, start=0))
    assert sorted(refused.value.fields) == ["grace", "start"]
    assert own_clocks(shop).rules == USUAL
    do(set_clock_policy, actor=shop.owner, told=told)
    do(set_clock_policy, actor=shop.owner, told=told)
    assert own_clocks(shop).rules == told
    assert facts(shop).count("ClockPolicyChanged") == 1


def test_an_offer_is_counted_on_the_supplier_s_days(shop: Shop):
    anna = shop.sellers["Anna"]
    do(set_working_hours, actor=anna.actor, supplier_id=None, told=WORKS)
    saturday = datetime(2026, 11, 28, 16, tzinfo=ZoneInfo(SHANGHAI))  # worked; Sunday is not
    times = own_clocks(shop).offer_times(anna.supplier_id, saturday)
    assert times.respond_by == datetime(2026, 11, 30, 16, tzinfo=ZoneInfo(SHANGHAI))
    assert times.clock_at == datetime(2026, 11, 30, 12, tzinfo=ZoneInfo(SHANGHAI))
