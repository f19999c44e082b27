"""The pages of the clock: the policy, when suppliers work, until when they answer, and what the timeline tells."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from orderloom.identity.models import User
from orderloom.kernel.models import TimelineEvent
from orderloom.partners.clocks import clocks
from orderloom.portals.supplier.cards import answer_words
from orderloom.portals.timeline import entries
from orderloom.production.commands.tick import tick
from orderloom.production.factories import Shop, buy, do, later, look, make_shop

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"cups": ["Anna", "Bo"]})


def signed_in(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email__startswith=email))
    return client


def test_the_owner_sets_the_deadlines(shop: Shop):
    client, url = signed_in("birch@"), reverse("merchant:settings-clock", args=("birch",))
    assert "To answer an offer" in client.get(url).content.decode()
    told = {
        "answer": 2, "answer_in_days": "True", "start": 8, "start_in_days": "False", "produce_days": 3, "ship_days": 1,
        "remind_before": 2, "remind_after": 0, "second_after": 3, "merchant_after": 4, "fail_over": "ask", "grace": 1,
    }  # fmt: skip
    assert client.post(url, told).status_code == 302
    rules = look(shop, lambda: clocks(shop.id, ())).rules
    assert (rules.answer, rules.answer_in_days, rules.fail_over, rules.remind_after) == (2, True, "ask", 0)
    wrong = client.post(url, told | {"answer": 200})
    assert wrong.status_code == 422
    assert "Give 1 to 90." in wrong.content.decode()
    changes = client.get(reverse("merchant:settings-changes", args=("birch",))).content.decode()
    assert "changed the deadlines for suppliers" in changes


HOURS = {
    "weekdays": ["1", "2", "3"], "opens": "09:00", "closes": "18:00", "cut_off": "", "country": "CN",
    "zone": "Asia/Shanghai", "second": "",
}  # fmt: skip


def test_a_supplier_says_on_the_phone_when_it_works(shop: Shop):
    client = signed_in("anna@")
    assert reverse("supplier:hours") in client.get(reverse("supplier:me")).content.decode()
    assert client.post(reverse("supplier:hours"), HOURS).status_code == 302
    off = {"first": "2030-05-01", "last": "2030-05-03", "reason": "Moving"}
    assert client.post(reverse("supplier:off-add"), off).status_code == 302
    anna = shop.sellers["Anna"].supplier_id
    calendar = look(shop, lambda: clocks(shop.id, [anna])).calendar(anna)
    assert calendar.closes == time(18)
    assert not calendar.is_working(date(2030, 5, 1))
    page = client.get(reverse("supplier:hours"))
    assert "2030-05-01 – 2030-05-03" in page.content.decode()
    (span,) = page.context["off"]
    assert client.post(reverse("supplier:off-remove", args=(span.id,))).status_code == 302
    assert client.post(reverse("supplier:hours"), HOURS | {"weekdays": []}).status_code == 422
    assert client.post(reverse("supplier:off-add"), off | {"last": "2030-04-01"}).status_code == 422


def test_a_time_zone_that_is_not_among_the_near_ones_is_written(shop: Shop):
    client, url = signed_in("anna@"), reverse("supplier:hours")
    assert client.post(url, HOURS | {"zone": "", "other_zone": "America/Lima"}).status_code == 302
    anna = shop.sellers["Anna"].supplier_id
    assert look(shop, lambda: clocks(shop.id, [anna])).calendar(anna).zone == "America/Lima"
    page = client.get(url).content.decode()
    assert '<option value="America/Lima" selected>' in page
    assert '<option value="Asia/Shanghai">' in page  # in the country whose holidays count
    wrong = client.post(url, HOURS | {"zone": "", "other_zone": "Nowhere/At_all"})
    assert wrong.status_code == 422
    assert "This time zone is not known" in wrong.content.decode()


def test_its_merchant_sees_it_and_may_say_it_too(shop: Shop):
    client, anna = signed_in("operator.birch@"), shop.sellers["Anna"].supplier_id
    url = reverse("merchant:supplier-hours", args=("birch", anna))
    assert "Nobody has said it yet" in client.get(url).content.decode()
    assert client.post(url, HOURS).status_code == 302
    off = {"first": "2030-05-01", "last": "2030-05-01", "reason": ""}
    assert client.post(reverse("merchant:supplier-off-add", args=("birch", anna)), off).status_code == 302
    assert "2030-05-01" in client.get(url).content.decode()
    viewer = signed_in("viewer.birch@")
    assert viewer.post(url, HOURS).status_code == 403


@pytest.mark.parametrize(
    ("at", "english", "chinese", "tone"),
    [
        ("2026-11-24 17:00", "answer overdue", "", "late"),
        ("2026-11-24 17:42", "answer in 12 min", "", "soon"),
        ("2026-11-24 21:00", "answer by 21:00 today", "今天21:00前答复", "soon"),
        ("2026-11-25 18:00", "answer by 18:00 tomorrow", "明天18:00前答复", ""),
        ("2026-11-27 09:00", "answer by 27 Nov 09:00", "11月27日09:00前答复", ""),
    ],
)
def test_until_when_a_supplier_answers(at: str, english: str, chinese: str, tone: str):
    now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # 17:30 in Shanghai
    due = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    assert answer_words(due, now, SHANGHAI) == (english, tone)
    if chinese:
        with override("zh-hans"):
            assert answer_words(due, now, SHANGHAI)[0] == chinese


def test_the_timeline_says_where_an_unanswered_offer_went(shop: Shop):
    (task,) = buy(shop, "cups")
    do(tick, actor=shop.system, now=later(24))
    events = look(shop, lambda: list(TimelineEvent.objects.filter(task_id=task.id).order_by("-id")))
    said = [entry.what for entry in look(shop, lambda: entries(shop.owner, events))]
    assert said[1].startswith("No answer from Anna until ")
    assert "passed on to Bo" in said[1]
    with override("zh-hans"):
        said = [entry.what for entry in look(shop, lambda: entries(shop.owner, events))]
    assert "没有答复，已转派Bo" in said[1]
