"""Where an order stands, told to people: the line of steps, and who has the ball."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orderloom.intake.review.kinds import kind_of
from orderloom.kernel import clock
from orderloom.portals.merchant.order_words import exception_words, refusal_words
from orderloom.portals.queries.order_page import LIVE, MADE, SENT, OrderPage, TaskView
from orderloom.production.commands.remind import AT_MOST_EVERY
from orderloom.ui.due import day_words, stamp_words
from orderloom.ui.shapes import Step

REVIEWS = ("OrderConfirmed", "PurchasingStarted")  # who buys without a word has looked it through as well
ENDS = ("OrderCompleted",)
ORDER = ("review", "confirmed", "purchasing", "production", "ready", "shipped", "completed")


@dataclass(frozen=True, slots=True)
class Ball:
    """Who must act (`head`) and on what; `move` names the next step that the page offers, `url` where to go."""

    head: str
    text: str = ""
    tone: str = "wait"
    icon: str = "clock"
    move: str = ""
    url: str = ""
    label: str = ""
    write_to: UUID | None = None  # the task whose supplier may be written to about it
    remind: UUID | None = None  # the task of which its supplier may be reminded now


def stamp(at: datetime | None) -> str:
    """Return the moment as day and time, or an empty text."""
    return stamp_words(at, clock.now(), timezone.get_current_timezone()) if at else ""


def steps(page: OrderPage) -> list[Step]:
    """Return the stages of the order with when and how far."""
    order, tasks = page.order, [task for task in page.tasks if task.status != "cancelled"]
    metas = (
        (_("Received"), _when_and_who(order.received_at, order.store)),
        (_("Reviewed"), _when_and_who(order.confirmed_at, _who(page, REVIEWS))),
        (_("Purchasing"), _share(tasks, LIVE, _("%(n)d of %(all)d tasks accepted"))),
        (_("In production"), _share(tasks, MADE, _("%(n)d of %(all)d tasks finished"))),
        (_("Shipped"), _share(tasks, SENT, _("%(n)d of %(all)d tasks shipped"))),
        (_("Completed"), _when_and_who(order.completed_at, _who(page, ENDS))),
    )
    if order.status == "cancelled":
        done = 2 if order.confirmed_at else 1
        kept = [Step(label, meta, "ok") for label, meta in metas[:done]]
        meta = _when_and_who(order.cancelled_at, _who(page, ("OrderCancelled",)))
        return [*kept, Step(_("Cancelled"), meta, "bad", "cancel")]
    reached = _reached(order.stage)
    return [
        Step(label, meta, "ok" if place < reached else "now" if place == reached else "todo")
        for place, (label, meta) in enumerate(metas)
    ]


def _when_and_who(at: datetime | None, who: str) -> str:
    if at is None:
        return ""
    return _("%(at)s, %(who)s") % {"at": stamp(at), "who": who} if who else stamp(at)


def _who(page: OrderPage, kinds: Collection[str]) -> str:
    """Return who did the newest deed of these kinds, or an empty text when that is not among the facts shown."""
    return next((event.actor_name for event in page.events if event.kind in kinds), "")


def _reached(stage: str) -> int:
    """Return the place of the step that is under way; all are done when it is past the last."""
    places = {"draft": 0, "review": 1, "confirmed": 2, "purchasing": 2, "production": 3, "ready": 4}
    return places.get(stage, 6 if stage == "completed" else 5)


def _share(tasks: list[TaskView], among: tuple[str, ...], words: str) -> str:
    if not tasks:
        return ""
    return words % {"n": sum(task.status in among for task in tasks), "all": len(tasks)}


def ball(page: OrderPage) -> Ball:
    """Return who has the ball now, and the next step."""
    order = page.order
    if order.status == "cancelled":
        return Ball(_("Cancelled."), _("Nobody has to do anything."), "idle", "x")
    if order.stage == "completed":
        return Ball(_("Completed."), _("Nobody has to do anything."), "done", "circle-check")
    if order.exception:
        return _stopped(page)
    if order.held:
        return Ball(_("On hold."), order.hold_reason, "idle", "player-pause", "release", label=_("Release"))
    return _asked(page) or _mine(page) or _theirs(page)


def is_asked(page: OrderPage) -> bool:
    """Tell whether nothing is to be done before a supplier's proposal is answered."""
    order = page.order
    is_open = order.status != "cancelled" and order.stage != "completed"
    return is_open and not order.exception and not order.held and _asked(page) is not None


def _asked(page: OrderPage) -> Ball | None:
    """Return that a supplier's proposal waits for an answer, where one does."""
    asking = [task for task in page.tasks if task.talk_turn == "merchant"]
    task = min(asking, key=lambda one: one.talk_by or clock.now(), default=None)
    if task is None:
        return None
    text = _("%(name)s proposes a change of T-%(n)d.") % {"name": task.supplier, "n": task.number}
    if task.talk_by:
        text += " " + _("Answer by %(at)s.") % {"at": stamp(task.talk_by)}
    is_late = task.talk_by is not None and task.talk_by < clock.now()
    tone, icon = ("risk", "alert-circle") if is_late else ("wait", "message")
    return Ball(_("Waiting on you."), text, tone, icon, url=f"#talk-{task.id}", label=_("See the proposal"))


def _stopped(page: OrderPage) -> Ball:
    code = page.order.exception
    if kind_of(code) is not None:
        text = _("Mend what the rules found, or approve the order as it is.")
        return Ball(_("Waiting on you."), text, "wait", "eye", "approve", label=_("Approve"))
    case = next((case for case in page.cases if case.kind == code), None)
    text = f"{case.sentence} {case.next_step}" if case else exception_words(code)
    return Ball(_("Waiting on you."), text, "risk", "alert-circle", "settle", label=_("Mark as settled"))


def _mine(page: OrderPage) -> Ball | None:
    order = page.order
    if order.status in ("received", "confirmed"):
        if order.blocked_by == "upstream_pending":
            return Ball(_("Waiting on the buyer."), _("The shop has no payment for it yet."), "idle")
        if order.blocked_by:
            return Ball(_("Waiting on you."), refusal_words(order.blocked_by))
        text = (
            _("Look the order through; when purchasing starts, its lines go to suppliers by themselves.")
            if order.status == "received"
            else _("It is confirmed. When purchasing starts, its lines go to suppliers by themselves.")
        )
        return Ball(_("Waiting on you."), text, move="purchase", label=_("Start purchasing"))
    stuck = next((task for task in page.tasks if task.status == "queued"), None)
    if stuck is None:
        return None
    case = next((case for case in page.cases if case.task_id in (None, stuck.id)), None)
    text = (
        f"{case.sentence} {case.next_step}"
        if case
        else _("Task T-%(n)d has no supplier.") % {"n": stuck.number}
    )
    url, label = f"#task-{stuck.id}", _("See task T-%(n)d") % {"n": stuck.number}
    return Ball(_("Waiting on you."), text, "risk", "alert-circle", url=url, label=label)


def _theirs(page: OrderPage) -> Ball:
    order = page.order
    if order.waits_on == "carrier" or order.stage == "shipped":
        return Ball(_("Under way."), _("All parcels have left."), "info", "truck-delivery", url="#parcels",
                    label=_("See the parcels"))  # fmt: skip
    open_tasks = [task for task in page.tasks if task.status not in (*SENT, "cancelled")]
    asked = next((task for task in open_tasks if task.status == "offered"), None)
    task = asked or min(open_tasks, key=lambda one: one.promised or clock.now().date(), default=None)
    if task is None:
        return Ball(_("Being routed."), _("The lines go to suppliers in a moment."), "info", "route")
    head = _("Waiting on %(name)s.") % {"name": task.supplier}
    if asked:
        text = _("Has to answer by %(at)s.") % {"at": stamp(asked.respond_by)} if asked.respond_by else ""
    else:
        day = task.promised or task.requested
        said = day_words(day, clock.now().date()) if day else ""
        text = _("Promised for %(day)s.") % {"day": said} if said else ""
    more = len(open_tasks) - 1
    if more:
        text += " " + ngettext("%(n)d more task is open.", "%(n)d more tasks are open.", more) % {"n": more}
    label = _("See task T-%(n)d") % {"n": task.number}
    told = task.reminded_at if task.reminded_at and clock.now() - task.reminded_at < AT_MOST_EVERY else None
    if told:
        text += " " + _("Reminded %(at)s.") % {"at": stamp(told)}
    ask = None if told else task.id
    return Ball(head, text, url=f"#task-{task.id}", label=label, write_to=task.id, remind=ask)
