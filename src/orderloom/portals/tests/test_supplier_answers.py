"""What a supplier does with a task over its pages: the whole way, and each way that is refused."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from orderloom.intake.models import CustomerOrder
from orderloom.kernel import clock
from orderloom.kernel.chain import verify_chain
from orderloom.kernel.tenancy import Hat, wear
from orderloom.notifications.models import Notice
from orderloom.portals.tests.supplier_world import Maker, World
from orderloom.production.models import OrderTask
from orderloom.shipping.models import Shipment

SF, YTO = "SF1380000001234", "YT8842109733520"


def soon(days: int = 3) -> date:
    return clock.now().date() + timedelta(days=days)


def parcels(world: World) -> list[Shipment]:
    with wear(Hat.workspace(world.workspace_id)), transaction.atomic():
        return list(Shipment.objects.order_by("id"))


def said(maker: Maker) -> str:
    return maker.client.get("/supplier/").content.decode()


@pytest.fixture
def offered(world: World) -> OrderTask:
    world.buy(1)
    (task,) = world.first.tasks()
    return task


@pytest.fixture
def accepted(world: World, offered: OrderTask) -> OrderTask:
    world.first.post(offered, "accept", promised=soon())
    return world.first.task(offered.id)


def test_the_whole_way(world: World, offered: OrderTask):
    maker = world.first
    assert (
        maker.post(offered, "accept", promised=soon(), tab="todo").headers["Location"]
        == "/supplier/?tab=todo"
    )
    assert "leaves by" in said(maker)
    maker.post(offered, "start")
    maker.post(offered, "progress", produced=3)
    assert maker.task(offered.id).produced == 3
    maker.post(offered, "finish")
    assert "waits to be shipped" in said(maker)
    maker.post(offered, "ship", tracking_number="sf 1380 0000 01234", quantity=4, shipped=0)
    assert [(p.carrier, p.tracking_number, p.quantity) for p in parcels(world)] == [("sf", SF, 4)]
    answer = maker.client.get(f"/supplier/tasks/{offered.id}/").content.decode()
    assert SF in answer
    assert "Mark done" in answer
    maker.post(offered, "done")
    assert maker.task(offered.id).status == "done"
    with wear(Hat.workspace(world.workspace_id)), transaction.atomic():
        assert CustomerOrder.objects.get().stage == "completed"
        assert Notice.objects.filter(kind="task_done", user__email="owner@example.com").count() == 1
    assert verify_chain(world.workspace_id).broken_at is None


def test_accepting_takes_two_taps(world: World, offered: OrderTask):
    sheet = world.first.client.get(
        f"/supplier/tasks/{offered.id}/accept/?tab=todo", headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in sheet
    assert sheet.count('name="promised" value="') == 4  # the day asked for, and in 3, 5 and 7 days
    assert f'value="{offered.requested_date}"' in sheet
    assert 'name="tab" value="todo"' in sheet


def test_a_refused_task_goes_to_the_next_and_leaves_the_list(world: World, offered: OrderTask):
    answer = world.first.post(offered, "refuse", reason="no_material", text="")
    assert answer.headers["Location"] == "/supplier/"
    assert world.first.tasks() == []
    assert [task.id for task in world.second.tasks()] == [offered.id]
    assert world.first.client.get(f"/supplier/tasks/{offered.id}/").status_code == 404
    assert world.first.post(offered, "accept", promised=soon()).status_code == 404
    # The next supplier does not learn who refused, nor why.
    html = world.second.client.get(f"/supplier/tasks/{offered.id}/").content.decode()
    assert "refused" not in html
    assert "Hongyun" not in html


def test_an_answer_to_an_offer_that_is_over_changes_nothing(world: World, offered: OrderTask):
    answer = world.first.post(offered, "accept", promised=soon(), attempt=offered.attempt + 1)
    assert answer.status_code == 302
    assert "This offer is over" in said(world.first)
    assert world.first.task(offered.id).status == "offered"


def test_a_second_tap_changes_nothing(world: World, offered: OrderTask):
    maker = world.first
    for _tap in range(2):
        maker.post(offered, "accept", promised=soon())
    version = maker.task(offered.id).row_version
    for _tap in range(2):
        maker.post(offered, "finish")
    assert "This has moved on" in said(maker)
    assert maker.task(offered.id).row_version == version + 1
    for _tap in range(2):
        maker.post(offered, "ship", tracking_number=SF, carrier="sf", quantity=4, shipped=0)
    assert len(parcels(world)) == 1
    for _tap in range(2):
        maker.post(offered, "done")
    with wear(Hat.workspace(world.workspace_id)), transaction.atomic():
        assert Notice.objects.filter(kind="task_done").count() == 1


def test_a_parcel_with_a_wrong_number_is_taken_back(world: World, accepted: OrderTask):
    maker = world.first
    maker.post(accepted, "ship", tracking_number=SF, carrier="sf", quantity=4, shipped=0)
    undo = f"/supplier/tasks/{accepted.id}/parcels/{parcels(world)[0].id}/void/"
    assert undo in said(maker)  # with the toast
    assert undo in maker.client.get(f"/supplier/tasks/{accepted.id}/").content.decode()
    assert world.second.client.post(undo).status_code == 404
    maker.client.post(undo)
    assert "The parcel is taken back." in said(maker)
    row = maker.task(accepted.id)
    assert (row.status, row.shipped) == ("accepted", 0)
    page = maker.client.get(f"/supplier/tasks/{accepted.id}/").content.decode()
    assert SF in page  # in what happened
    assert undo not in page
    maker.post(accepted, "ship", tracking_number=SF, carrier="sf", quantity=4, shipped=0)
    maker.post(accepted, "done")
    maker.client.post(f"/supplier/tasks/{accepted.id}/parcels/{parcels(world)[-1].id}/void/")
    assert "This has moved on" in said(maker)


def test_a_second_tap_on_a_part_ships_it_once(world: World, accepted: OrderTask):
    maker = world.first
    for _tap in range(2):
        maker.post(accepted, "ship", tracking_number=SF, carrier="sf", quantity=1, shipped=0)
    for _tap in range(2):
        maker.post(accepted, "ship", no_number="hand_delivered", quantity=1, shipped=1)
    assert [parcel.quantity for parcel in parcels(world)] == [1, 1]
    assert "A parcel of this task was reported in the meantime" in said(maker)
    assert maker.task(accepted.id).shipped == 2


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("ship", {"tracking_number": SF, "carrier": "yto"}, "Change to SF Express"),
        ("ship", {"tracking_number": "123", "carrier": "sf"}, "Its numbers look like"),
        ("ship", {"tracking_number": "ZZZ!!", "carrier": ""}, "Choose the carrier"),
        ("ship", {"tracking_number": "", "carrier": "sf"}, "say why there is none"),
        ("ship", {"tracking_number": SF, "quantity": 5}, "at most what is left"),
        ("ship", {"tracking_number": SF, "quantity": 0}, "greater than or equal to 1"),
        ("ship", {"tracking_number": SF, "carrier": "nobody"}, "nobody is not one of the available"),
        ("progress", {"produced": 5}, "between 0 and the quantity"),
        ("progress", {"produced": ""}, "required"),
        ("date", {"promised": "2099-01-01", "because": "", "text": ""}, "Say why it will be later"),
        ("date", {"promised": "soon"}, "valid date"),
    ],
)
def test_wrong_input_is_said_in_the_sheet_and_changes_nothing(world: World, accepted, name, data, words):
    told = {"quantity": 4, "shipped": 0, **data}
    answer = world.first.post(accepted, name, **told)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html
    assert "data-auto" in html  # the sheet is open again
    assert world.first.task(accepted.id).row_version == accepted.row_version
    assert parcels(world) == []


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("accept", {"promised": "2020-01-01"}, "This day has passed"),
        ("accept", {"promised": ""}, "Choose a day"),
        ("refuse", {"reason": ""}, "Choose a reason"),
        ("refuse", {"reason": "other", "text": "  "}, "Say in a few words why"),
        ("refuse", {"reason": "laziness"}, "valid choice"),
    ],
)
def test_wrong_answers_are_said_in_the_sheet_and_change_nothing(world: World, offered, name, data, words):
    answer = world.first.post(offered, name, **data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert world.first.task(offered.id).status == "offered"


@pytest.mark.parametrize("name", ["start", "finish", "done"])
def test_a_tap_that_comes_too_early_is_refused_in_words(world: World, offered: OrderTask, name: str):
    answer = world.first.post(offered, name)
    assert answer.headers["Location"] == f"/supplier/tasks/{offered.id}/"
    assert "This has moved on" in said(world.first)
    assert world.first.task(offered.id).status == "offered"


def test_a_later_day_is_kept_with_its_reason_in_the_merchants_language(world: World, accepted):
    world.first.client.cookies["django_language"] = "zh-hans"
    world.first.post(accepted, "date", promised=soon(9), because="material", text="glaze")
    task = world.first.task(accepted.id)
    assert (task.promised_date, task.first_promised_date) == (soon(9), soon(3))
    assert task.slip_reason == "Material is late: glaze"


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ({"tracking_number": SF}, 'value="sf" selected', "<b>YTO"),
        ({"tracking_number": ""}, "The carrier is recognised from the number", "selected"),
        (
            {"tracking_number": SF, "carrier": "yto", "recognised": ""},
            "Change to SF Express",
            'value="sf" selected',
        ),
        (
            {"tracking_number": SF, "carrier": "yto", "recognised": "yto"},
            'value="sf" selected',
            "Change to SF",
        ),
        ({"tracking_number": SF, "instead": "sf"}, 'value="sf" selected', "Change to SF"),
    ],
)
def test_the_carrier_is_recognised_while_the_number_is_typed(world: World, query, shown, hidden):
    answer = world.first.client.get("/supplier/carrier/", query, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert shown in html
    assert hidden not in html
