"""Who may write to whom, what is kept of it, and who is told."""

from uuid import uuid4

import pytest
from django.db import ProgrammingError

from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.errors import Invalid, NotAllowed, NotFound
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear
from orderloom.messages.commands.post import NobodyReads, tell_other_side, tell_team
from orderloom.messages.commands.read import read_order, read_task
from orderloom.messages.models import Message
from orderloom.messages.queries.thread import messages_of_order, messages_of_task
from orderloom.messages.queries.unread import unread_of_order, unread_of_tasks
from orderloom.messages.rules import digest_of, reader_after
from orderloom.notifications.models import Delivery, Notice
from orderloom.production.factories import buy, do, later, look
from orderloom.production.models import OrderTask


def read(actor: Actor, reading, *told):
    hat = (
        Hat.supplier(actor.company_id) if actor.party is Party.SUPPLIER else Hat.workspace(actor.workspace_id)
    )
    with wear(hat):
        return reading(actor, *told)


def texts(cards) -> list[str]:
    return [card.text for card in cards]


def test_each_reads_what_is_for_them(shop, both):
    mugs, totes = both
    anna, boris = shop.holder(mugs), shop.holder(totes)
    do(tell_team, actor=shop.operator, order_id=mugs.order_id, text="Repeat buyer")
    do(tell_other_side, actor=shop.operator, task_id=mugs.id, text="When?")
    do(tell_other_side, actor=anna, task_id=mugs.id, text=" On Monday\r\n ")
    do(tell_other_side, actor=boris, task_id=totes.id, text="Out of thread")
    assert texts(read(shop.viewer, messages_of_order, mugs.order_id)) == [
        "Out of thread", "On Monday", "When?", "Repeat buyer",
    ]  # fmt: skip
    assert texts(read(anna, messages_of_task, mugs.id)) == ["On Monday", "When?"]
    assert texts(read(boris, messages_of_task, totes.id)) == ["Out of thread"]
    with pytest.raises(NotFound):
        read(boris, messages_of_task, mugs.id)


def test_the_database_itself_shows_a_supplier_only_its_own(shop, both):
    mugs, totes = both
    do(tell_team, actor=shop.operator, order_id=mugs.order_id, text="Secret")
    do(tell_other_side, actor=shop.operator, task_id=mugs.id, text="For Anna")
    with wear(Hat.supplier(shop.holder(totes).company_id)):
        assert not Message.objects.exists()
    with wear(Hat.supplier(shop.holder(mugs).company_id)):
        assert list(Message.objects.values_list("text", flat=True)) == ["For Anna"]


def test_who_may_not_write_does_not(shop, both):
    mugs, totes = both
    with pytest.raises(NotAllowed):
        do(tell_team, actor=shop.viewer, order_id=mugs.order_id, text="x")
    with pytest.raises(NotAllowed):
        do(tell_other_side, actor=shop.viewer, task_id=mugs.id, text="x")
    with pytest.raises(NotAllowed):
        do(tell_team, actor=shop.holder(mugs), order_id=mugs.order_id, text="x")
    with pytest.raises(NotFound):
        do(tell_other_side, actor=shop.holder(totes), task_id=mugs.id, text="x")
    with pytest.raises(NotFound):
        do(tell_team, actor=shop.operator, order_id=uuid4(), text="x")
    with pytest.raises(Invalid):
        do(tell_team, actor=shop.operator, order_id=mugs.order_id, text="  \n")
    with pytest.raises(Invalid):
        do(tell_team, actor=shop.operator, order_id=mugs.order_id, text="x" * 4001)
    (queued,) = buy(shop, "Nobody")
    with pytest.raises(NobodyReads):
        do(tell_other_side, actor=shop.operator, task_id=queued.id, text="x")
    assert look(shop, Message.objects.count) == 0


def test_a_message_that_arrives_twice_is_there_once(shop, both):
    mugs, totes = both
    once = uuid4()
    first = do(tell_other_side, actor=shop.operator, task_id=mugs.id, text="When?", once=once)
    assert do(tell_other_side, actor=shop.operator, task_id=mugs.id, text="When?", once=once) == first
    with pytest.raises(Invalid):
        do(tell_other_side, actor=shop.operator, task_id=totes.id, text="When?", once=once)
    assert look(shop, Message.objects.count) == 1


def test_the_timeline_proves_the_words_without_repeating_them(shop, both):
    mugs, _totes = both
    do(tell_team, actor=shop.operator, order_id=mugs.order_id, text="Repeat buyer")
    do(tell_other_side, actor=shop.operator, task_id=mugs.id, text="When?")
    ours, theirs = look(shop, lambda: list(TimelineEvent.objects.filter(kind="MessagePosted").order_by("id")))
    assert ours.company_id is None
    assert theirs.company_id == mugs.company_id
    assert digest_of("Repeat buyer", []) in ours.data
    assert "Repeat buyer" not in ours.data
    with wear(Hat.supplier(shop.holder(mugs).company_id)):
        assert list(TimelineEvent.objects.filter(kind="MessagePosted").values_list("id", flat=True)) == [
            theirs.id
        ]


def test_the_other_side_is_told_and_nobody_else(shop, both):
    mugs, _totes = both
    before = set(look(shop, lambda: list(Notice.objects.values_list("id", flat=True))))

    def told():
        return list(
            Notice.objects.exclude(id__in=before)
            .order_by("id")
            .values_list("kind", "company_id", "facts__text")
        )

    do(tell_team, actor=shop.operator, order_id=mugs.order_id, text="Repeat buyer")
    assert look(shop, told) == []
    do(tell_other_side, actor=shop.operator, task_id=mugs.id, text="When?")
    assert look(shop, told) == [("message_from_merchant", mugs.company_id, "When?")]
    do(tell_other_side, actor=shop.holder(mugs), task_id=mugs.id, text="On Monday " * 99)
    kind, company, text = look(shop, told)[1]
    assert (kind, company) == ("message_from_supplier", None)
    assert len(text) == 280
    mails = lambda: Delivery.objects.exclude(notice_id__in=before).count()  # noqa: E731
    assert look(shop, mails) == 2
    do(tell_other_side, actor=shop.operator, task_id=mugs.id, text="Fine", now=later(0.4))
    # The application shows it at once; its mail waits on the queue until half an hour has gone by.
    assert (len(look(shop, told)), look(shop, mails)) == (3, 3)


def test_unread_counts_are_each_persons_own(shop, both):
    mugs, _totes = both
    anna = shop.holder(mugs)
    do(tell_team, actor=shop.operator, order_id=mugs.order_id, text="a")
    do(tell_other_side, actor=shop.operator, task_id=mugs.id, text="b")
    do(tell_other_side, actor=anna, task_id=mugs.id, text="c")
    assert read(shop.operator, unread_of_order, mugs.order_id) == 1
    assert read(shop.viewer, unread_of_order, mugs.order_id) == 3
    assert read(anna, unread_of_tasks) == {mugs.id: ("offered", 1)}
    do(read_order, actor=shop.viewer, order_id=mugs.order_id)
    do(read_task, actor=anna, task_id=mugs.id)
    assert read(shop.viewer, unread_of_order, mugs.order_id) == 0
    assert read(shop.operator, unread_of_order, mugs.order_id) == 1
    assert read(anna, unread_of_tasks) == {}
    do(tell_other_side, actor=shop.operator, task_id=mugs.id, text="d")
    assert read(anna, unread_of_tasks) == {mugs.id: ("offered", 1)}
    with pytest.raises(NotFound):
        do(read_order, actor=shop.operator, order_id=uuid4())


def test_the_next_message_never_has_a_wider_reader_than_the_last():
    mugs, totes = uuid4(), uuid4()
    assert reader_after(None, [mugs, totes]) is None
    assert reader_after(totes, [mugs, totes]) == totes
    assert reader_after(totes, [mugs]) is None
    assert reader_after(mugs, []) is None


def test_a_supplier_that_lost_the_task_reads_nothing_new(shop, both):
    mugs, _totes = both
    do(tell_other_side, actor=shop.operator, task_id=mugs.id, text="For Anna")
    boris = shop.sellers["Boris"]
    with wear(Hat.workspace(shop.id)):
        OrderTask.objects.filter(id=mugs.id).update(
            supplier_id=boris.supplier_id, company_id=boris.actor.company_id
        )
    assert texts(read(boris.actor, messages_of_task, mugs.id)) == []
    with pytest.raises(NotFound):
        read(shop.sellers["Anna"].actor, messages_of_task, mugs.id)


def test_nobody_can_change_what_was_written(shop, both):
    do(tell_team, actor=shop.operator, order_id=both[0].order_id, text="Repeat buyer")
    with wear(Hat.workspace(shop.id)), pytest.raises(ProgrammingError, match="permission denied"):
        Message.objects.update(text="Nothing")
