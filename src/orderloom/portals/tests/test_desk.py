"""The merchant's desk over HTTP: it renders in both languages, jumps to numbers, and is closed to strangers."""

import pytest
from django.urls import reverse

from orderloom.identity.queries import workspace_by_slug
from orderloom.kernel import clock
from orderloom.kernel.tenancy import Hat, wear
from orderloom.notifications.models import Notice
from orderloom.portals.demo import OPERATOR, PASSWORD, create
from orderloom.production.models import OrderTask

PAGES = ("today", "tasks", "cases", "notices")


@pytest.fixture
def lin(transactional_db, client):
    create(now=clock.now())
    assert client.post("/accounts/login/", {"login": OPERATOR, "password": PASSWORD}).status_code == 302
    return client


def test_the_desk_is_drawn_in_both_languages_and_closed_to_strangers(lin, client):
    for language, word in (("en", "Today"), ("zh-hans", "今日")):
        lin.cookies["django_language"] = language
        for name in PAGES:
            answer = lin.get(reverse(f"merchant:{name}", args=("demo",)))
            assert answer.status_code == 200
            assert word in answer.content.decode()
    assert lin.get("/merchant/elsewhere/").status_code == 404
    lin.post("/accounts/logout/")
    assert lin.get("/merchant/demo/").status_code == 302


def test_tasks_are_found_by_status_number_and_code_and_the_palette_jumps(lin):
    workspace = workspace_by_slug("demo")
    from django.db import transaction

    with wear(Hat.workspace(workspace.id)), transaction.atomic():
        task = OrderTask.objects.exclude(sku=None).first()
    at = reverse("merchant:tasks", args=("demo",))
    for query in (f"?q=T-{task.number}", f"?q={task.sku}", f"?status={task.status}"):
        assert f"T-{task.number}" in lin.get(at + query).content.decode()
    found = lin.get(reverse("merchant:palette", args=("demo",)) + f"?q={task.sku}").content.decode()
    assert f"/merchant/demo/orders/{task.order_id}/" in found
    assert lin.get(at + "?after=nonsense").status_code == 422


def test_a_list_takes_the_same_statements_however_long_it_is(lin, django_assert_max_num_queries):
    at = reverse("merchant:tasks", args=("demo",))
    with django_assert_max_num_queries(16) as few:
        lin.get(at + "?status=offered")
    with django_assert_max_num_queries(16) as many:
        lin.get(at)
    assert len(few) == len(many)


def test_reading_the_notices_clears_their_mark(lin):
    from django.db import transaction

    workspace = workspace_by_slug("demo")
    with wear(Hat.workspace(workspace.id)), transaction.atomic():
        assert Notice.objects.filter(user__email=OPERATOR, read_at=None).exists()
    assert lin.post(reverse("merchant:notices-read", args=("demo",))).status_code == 302
    with wear(Hat.workspace(workspace.id)), transaction.atomic():
        assert not Notice.objects.filter(user__email=OPERATOR, read_at=None).exists()
