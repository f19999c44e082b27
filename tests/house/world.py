"""Two workspaces of the same shape, made by the product's own commands, each text of which carries its owner's mark."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import psycopg
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from orderloom.cases.commands.keep import open_case, solve_case
from orderloom.cases.kinds import CaseKind
from orderloom.cases.models import Case
from orderloom.catalog.commands.categories import add_category, set_category_owners
from orderloom.catalog.commands.makers import set_supplier_categories
from orderloom.catalog.commands.rules import add_rule
from orderloom.config import home
from orderloom.identity.commands.members import add_member, remove_member
from orderloom.identity.commands.roles import create_role
from orderloom.identity.commands.tokens import NewToken, create_token, revoke_token
from orderloom.identity.commands.workspaces import create_workspace
from orderloom.identity.models import IdempotentReply, User
from orderloom.intake.canonical import Address, Buyer, LineDoc, OrderDoc, Totals
from orderloom.intake.commands.approve_orders import approve_orders
from orderloom.intake.commands.edit_order import set_order_owners
from orderloom.intake.commands.orders import hold_orders
from orderloom.intake.commands.review_settings import block_buyer, set_review_rule
from orderloom.intake.commands.ship_together import ship_together
from orderloom.intake.commands.stores import add_store, save_mapping
from orderloom.intake.commands.take_orders import take_orders
from orderloom.intake.models import ImportChange, ImportProblem, ImportRun
from orderloom.intake.review.kinds import BlockedBy, ReviewKind
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.ids import new_id
from orderloom.kernel.permissions import Role, held_by
from orderloom.kernel.tenancy import Hat, wear
from orderloom.messages.commands.post import tell_other_side, tell_team
from orderloom.messages.commands.read import read_order
from orderloom.negotiation.commands.tolerate import set_tolerance
from orderloom.negotiation.models import Version
from orderloom.negotiation.rules import Band
from orderloom.negotiation.states import Deed
from orderloom.notifications.commands.texts import set_message_text
from orderloom.notifications.commands.ways import add_way
from orderloom.notifications.models import Delivery
from orderloom.notifications.words import Words
from orderloom.partners.clock_policy import set_clock_policy
from orderloom.partners.clock_rules import ClockRules
from orderloom.partners.commands import SupplierInput, create_supplier
from orderloom.partners.models import Supplier
from orderloom.partners.working_time import HoursInput, add_days_off, set_working_hours
from orderloom.portals.models import BulkFailure, BulkPart, BulkRun, ListExport, SavedView
from orderloom.production.commands.agree import standing_of
from orderloom.production.commands.answer import accept_task, decline_task
from orderloom.production.commands.make import change_date
from orderloom.production.commands.propose import Reply, answer_change, propose_change
from orderloom.production.models import OrderTask
from orderloom.production.states import DeclineReason
from orderloom.scripting.commands import publish_draft, save_draft
from orderloom.shipping.commands.ship_task import Parcel, ship_task

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SCRIPT = "def sku(order, line, supplier):\n    return '{mark}-' + rand(8)\n"


@dataclass
class Company:
    """A supplier company with what its tasks and texts are called."""

    mark: str
    supplier_id: UUID
    company_id: UUID
    user: User
    token: str = ""
    task_ids: list[UUID] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)


@dataclass
class Place:
    """A workspace with its people, keys and the ids of one thing of each kind."""

    mark: str
    slug: str
    id: UUID
    people: dict[str, User]
    tokens: dict[str, str]
    companies: list[Company]
    ids: dict[str, UUID]
    secret: str

    def hat(self) -> Hat:
        """Return the workspace's hat."""
        return Hat.workspace(self.id)


def owner_of(mark: str, workspace_id: UUID) -> Actor:
    return Actor(
        Party.STAFF, f"{mark} boss", None, workspace_id, permissions=held_by(Role.OWNER), token_id=new_id()
    )


def order(mark: str, name: str, category: str, *, lines: int = 2) -> OrderDoc:
    """Return an order; what suppliers may not see says so."""
    return OrderDoc(
        external_id=f"{mark}-{name}",
        number=f"{mark}-{name}",
        state="ready",
        placed_at=NOW - timedelta(days=1),
        paid=True,
        currency="USD",
        totals=Totals(goods=Decimal("7331.17"), total=Decimal("7331.19")),
        buyer=Buyer(name=f"{mark}-HIDDEN buyer", email=f"{mark}-hidden@example.com", phone=f"{mark}-HIDDEN-1"),
        ship_to=Address(
            name=f"{mark} reader", company=f"{mark} Ltd", lines=(f"{mark} Main Street 1",), city=f"{mark} town",
            region=f"{mark} region", postal=f"{mark}-1", country=f"{mark} land", country_code="US",
            phone=f"{mark} phone",
        ),
        note=f"{mark} note",
        tags=(f"{mark} tag",),
        lines=tuple(
            LineDoc(
                ref=f"{mark}-{place}", quantity=2, sku=f"{mark}-HIDDEN-SHOPSKU", title=f"{mark} {name} mug {place}",
                variant=f"{mark} blue", unit_price=Decimal("7331.17"), category_hint=category,
                vendor=f"{mark}-HIDDEN vendor", personalisation=((f"{mark} label", f"{mark} words", "text"),),
                image=f"https://example.com/{mark}.png",
            )
            for place in range(1, lines + 1)
        ),
    )  # fmt: skip


def make_place(mark: str, *, companies: int = 2) -> Place:
    """Make a workspace in which everything has happened once."""
    slug = mark.lower()
    workspace_id = create_workspace(
        name=f"{mark} shop",
        slug=slug,
        owner_email=f"{slug}-owner@example.com",
        owner_name=f"{mark} owner",
        now=NOW,
    )
    with wear(Hat.workspace(workspace_id)), transaction.atomic():
        return _fill(mark, slug, workspace_id, companies)


def _fill(mark: str, slug: str, workspace_id: UUID, companies: int) -> Place:
    actor = owner_of(mark, workspace_id)
    people, tokens = _people(mark, slug, actor)
    top = add_category(actor=actor, name=f"{mark} goods", name_zh=f"{mark} 商品", code=f"{mark}-C", now=NOW)
    mugs = add_category(
        actor=actor, name=f"{mark} mugs", name_zh=f"{mark} 杯子", code=f"{mark}-M", parent_id=top, now=NOW
    )
    made = [_company(mark, slug, actor, mugs, number) for number in range(companies)]
    set_category_owners(actor=actor, category_id=mugs, user_ids=[people["operator"].id], now=NOW)
    rule = add_rule(actor=actor, field="title", text=f"{mark} plate", category_id=mugs, now=NOW)
    store = add_store(actor=actor, name=f"{mark} store", platform="other", zone="Asia/Shanghai", now=NOW)
    mapping = save_mapping(
        actor=actor, name=f"{mark} mapping", now=NOW,
        rules={
            "key": "mine",
            "columns": {"external_id": {"source": f"{mark} No"}, "title": {"source": f"{mark} Title"}},
        },
    )  # fmt: skip
    save_draft(actor=actor, source=f"# {mark} script\n{SCRIPT.format(mark=mark)}", now=NOW)
    publish_draft(actor=actor, now=NOW)
    save_draft(actor=actor, source=f"# {mark} draft\n{SCRIPT.format(mark=mark)}", now=NOW)
    role = create_role(actor=actor, name=f"{mark} packer", permissions={"intake.see"}, now=NOW)
    own_words = Words(f"{mark} has {{count}}", f"{mark} asks for {{count}}")
    set_message_text(actor=actor, kind="tasks_offered", language="en", told=own_words, now=NOW)
    ids = {"category_id": mugs, "rule_id": rule, "store_id": store.id, "mapping_id": mapping, "role_id": role}
    place = Place(mark, slug, workspace_id, people, tokens, made, ids, "")
    _clock(place, actor)
    _ways(place, actor)
    _orders(place, actor)
    _messages(place, actor)
    _review(place, actor)
    _proposals(place, actor)
    _import(place)
    _lists(place)
    return place


def _ways(place: Place, actor: Actor) -> None:
    """Let the owner be told by a robot, too."""
    to = {"address": f"https://oapi.dingtalk.com/robot/send?access_token={place.mark}HIDDENtoken"}
    person = replace(actor, user_id=place.people["owner"].id)
    place.ids["way_id"] = add_way(actor=person, channel="dingtalk", to=to, now=NOW)


def _clock(place: Place, actor: Actor) -> None:
    """Let each supplier say when it works, and the workspace how long it may take."""
    for company in place.companies:
        told = HoursInput("UTC")
        set_working_hours(actor=actor, supplier_id=company.supplier_id, told=told, now=NOW)
        first = NOW.date() + timedelta(days=90)
        place.ids["span_id"] = add_days_off(
            actor=actor, supplier_id=company.supplier_id, first=first, last=first, now=NOW,
            reason=f"{company.mark} away",
        )  # fmt: skip
    set_clock_policy(actor=actor, told=ClockRules(grace=1), now=NOW)


def _people(mark: str, slug: str, actor: Actor) -> tuple[dict[str, User], dict[str, str]]:
    people = {"owner": User.objects.get(email=f"{slug}-owner@example.com")}
    for role in ("operator", "viewer"):
        user_id = add_member(
            actor=actor,
            email=f"{slug}-{role}@example.com",
            name=f"{mark} {role}",
            role=role,
            in_charge=True,
            now=NOW,
        )
        people[role] = User.objects.get(id=user_id)
    gone = add_member(
        actor=actor, email=f"{slug}-gone@example.com", name=f"{mark} gone", role="operator", now=NOW
    )
    remove_member(actor=actor, user_id=gone, now=NOW)
    people["gone"] = User.objects.get(id=gone)
    made: dict[str, NewToken] = {
        role: create_token(actor=actor, name=f"{mark} {role} key", role=role, now=NOW)
        for role in ("owner", "operator", "viewer")
    }
    revoked = create_token(actor=actor, name=f"{mark} revoked key", role="owner", now=NOW)
    revoke_token(actor=actor, token_id=revoked.id, now=NOW)
    tokens = {role: token.secret for role, token in made.items()} | {"revoked": revoked.secret}
    return people, tokens


def _company(mark: str, slug: str, actor: Actor, category_id: UUID, number: int) -> Company:
    own = f"{mark}-S{number}"
    told = SupplierInput(
        name=f"{own} works", code=f"{own}"[:20], contact_name=f"{own} contact", email=f"{slug}-s{number}@example.com",
        phone=f"{own} phone", wechat=f"{own} wechat", region=f"{own} region", note=f"{own} HIDDEN note",
        members=(f"{slug}-s{number}@example.com",),
    )  # fmt: skip
    supplier_id = create_supplier(actor=actor, supplier=told, now=NOW)
    set_supplier_categories(actor=actor, supplier_id=supplier_id, category_ids=[category_id], now=NOW)
    row = Supplier.objects.get(id=supplier_id)
    user = User.objects.get(email=f"{slug}-s{number}@example.com")
    made = Company(own, supplier_id, row.company_id, user)
    with wear(Hat.supplier(made.company_id)):
        seller = Actor(Party.SUPPLIER, own, user.id, company_id=made.company_id)
        made.token = create_token(actor=seller, name=f"{own} key", now=NOW).secret
    return made


def _orders(place: Place, actor: Actor) -> None:
    mark = place.mark
    docs = [order(mark, "bought", f"{mark} mugs", lines=6), order(mark, "lost", f"{mark} nowhere")]
    taken = take_orders(actor=actor, store_id=place.ids["store_id"], docs=docs, purchase=True, now=NOW)
    place.ids["order_id"] = taken.received.orders[f"{mark}-bought"]
    waiting = take_orders(
        actor=actor,
        store_id=place.ids["store_id"],
        docs=[order(mark, "new", f"{mark} mugs")],
        purchase=False,
        now=NOW,
    )
    place.ids["waiting_order_id"] = waiting.received.orders[f"{mark}-new"]
    set_order_owners(actor=actor, order_id=place.ids["order_id"], owners=[place.people["viewer"].id], now=NOW)
    for company in place.companies:
        found = OrderTask.objects.filter(supplier_id=company.supplier_id).order_by("id")
        company.task_ids = list(found.values_list("id", flat=True))
    first, _second, third = place.companies[0].task_ids
    accept_task(actor=actor, task_id=first, promised=NOW.date() + timedelta(days=3), now=NOW)
    change_date(
        actor=actor, task_id=first, promised=NOW.date() + timedelta(days=5), reason=f"{mark} slip", now=NOW
    )
    ship_task(actor=actor, task_id=first, parcel=Parcel("other", f"{mark[:20]}-77", quantity=1), now=NOW)
    decline_task(actor=actor, task_id=third, reason=DeclineReason.OTHER, text=f"{mark} words", now=NOW)
    _stops(place, actor)
    for company in place.companies:
        found = OrderTask.objects.filter(supplier_id=company.supplier_id).order_by("id")
        company.task_ids = list(found.values_list("id", flat=True))
        company.titles = list(found.values_list("title", flat=True))
    place.ids["task_id"] = place.companies[1].task_ids[0]


def _stops(place: Place, actor: Actor) -> None:
    """Hold an order, solve a case, answer a request with a key."""
    mark = place.mark
    docs = [order(mark, "held", f"{mark} mugs")]
    held = take_orders(actor=actor, store_id=place.ids["store_id"], docs=docs, purchase=False, now=NOW)
    hold_orders(actor=actor, order_ids=held.received.new_order_ids, reason=f"{mark} hold", now=NOW)
    open_case(
        actor=actor, kind=CaseKind.NOT_DELIVERED, subject_id=new_id(), now=NOW,
        facts={"address": f"{mark}@example.com", "error": f"{mark} error"},
    )  # fmt: skip
    case = Case.objects.get(workspace_id=place.id, kind=CaseKind.NOT_DELIVERED)
    solve_case(actor=actor, case_id=case.id, solution=f"{mark} way", now=NOW)
    IdempotentReply.objects.create(
        workspace_id=place.id, caller_id=new_id(), key=f"{mark}-key", fingerprint="0" * 64, status=200,
        body=f'{{"note": "{mark}"}}', created_at=NOW,
    )  # fmt: skip
    Delivery.objects.filter(workspace_id=place.id).update(error=f"{mark} error")


def _review(place: Place, actor: Actor) -> None:
    """Block a buyer, hold an order for its note and approve another, and let two orders ship together."""
    mark, store_id = place.mark, place.ids["store_id"]
    blocked = block_buyer(actor=actor, by=BlockedBy.NAME, value=f"{mark} nobody", why=f"{mark} why", now=NOW)
    set_review_rule(actor=actor, kind=ReviewKind.NOTE, is_on=True, params={}, now=NOW)
    docs = [order(mark, "noted", f"{mark} mugs"), order(mark, "approved", f"{mark} mugs")]
    noted = take_orders(actor=actor, store_id=store_id, docs=docs, purchase=False, now=NOW)
    approve_orders(actor=actor, order_ids=[noted.received.orders[f"{mark}-approved"]], now=NOW)
    made = ship_together(actor=actor, order_ids=noted.received.new_order_ids, now=NOW)
    set_review_rule(actor=actor, kind=ReviewKind.NOTE, is_on=False, params={}, now=NOW)
    place.ids |= {"blocked_id": blocked, "group_id": made.group_id}


def _messages(place: Place, actor: Actor) -> None:
    """Let the team write to itself and to each supplier, each time with a file; the words and files say for whom."""
    order_id = place.ids["order_id"]
    secret = SimpleUploadedFile(f"{place.mark}-HIDDEN.txt", f"{place.mark}-HIDDEN file".encode())
    tell_team(actor=actor, order_id=order_id, text=f"{place.mark}-HIDDEN words", files=[secret], now=NOW)
    for company in place.companies:
        file = SimpleUploadedFile(f"{company.mark}.txt", f"{company.mark} file".encode())
        told = {"task_id": company.task_ids[0], "text": f"{company.mark} words", "files": [file], "now": NOW}
        tell_other_side(actor=actor, **told)
    viewer = place.people["viewer"]
    reader = Actor(Party.STAFF, viewer.name, viewer.id, place.id, permissions=held_by(Role.VIEWER))
    read_order(actor=reader, order_id=order_id, now=NOW)


def _proposals(place: Place, actor: Actor) -> None:
    """Let each supplier propose twice: what is accepted stands on its task, what is rejected says why."""
    for company in place.companies:
        with_them = OrderTask.objects.filter(workspace_id=place.id, company_id=company.company_id)
        task = with_them.filter(status__in=["accepted", "in_production", "offered"]).order_by("status", "id")[
            0
        ]
        for deed, words in ((Deed.ACCEPT, "substitute"), (Deed.REJECT, "other")):
            task.refresh_from_db()
            standing = standing_of(task)
            terms = replace(
                standing, substitute=f"{company.mark} {words}", note=f"{company.mark} note",
                day=standing.day or (NOW + timedelta(days=9)).date(),
            )  # fmt: skip
            propose_change(actor=actor, task_id=task.id, terms=terms, for_supplier=True, now=NOW)
            version = Version.objects.filter(company_id=company.company_id).latest("id")
            reply = Reply(task.id, version.id, deed, reason=f"{company.mark} reason")
            answer_change(actor=actor, reply=reply, now=NOW)
    set_tolerance(actor=actor, kind="task", band=Band(days=1), now=NOW)


def _import(place: Place) -> None:
    mark = place.mark
    run = ImportRun.objects.create(
        workspace_id=place.id, store_id=place.ids["store_id"], file_name=f"{mark}.csv", file_key=f"imports/{mark}",
        file_hash="0" * 64, format_key="", mapping={"title": mark}, created_at=NOW, status="failed",
        failure=json.dumps({"code": "file_refused", "params": {"value": f"{mark} failure"}}), shape="0" * 64,
        repairs=[{"column": f"{mark} column", "kind": "value", "value": f"{mark} cell", "to": f"{mark} answer"}],
    )  # fmt: skip
    ImportChange.objects.create(
        workspace_id=place.id, run_id=run.id, order_id=place.ids["waiting_order_id"], what="updated", at=NOW,
        before=json.dumps({"order": {"note": [f"{mark} before", f"{mark} note"]}}),
    )  # fmt: skip
    ImportProblem.objects.create(
        workspace_id=place.id, run_id=run.id, row=2, column=f"{mark} column", value=f"{mark} value",
        code="quantity_not_positive", params={"value": f"{mark} value"},
        raw={"order": f"{mark} raw", "header": [mark], "rows": [[2, [mark]]]},
    )  # fmt: skip
    place.ids["import_id"] = run.id


def _lists(place: Place) -> None:
    """Save a view of the team's, export a list, and do something with many orders."""
    mark, owner = place.mark, place.people["owner"]
    view = SavedView.objects.create(
        workspace_id=place.id, list="orders", name=f"{mark} view", query=f"q={mark}", created_at=NOW
    )
    export = ListExport.objects.create(
        workspace_id=place.id, user=owner, list="orders", query=f"q={mark}", language="en", kind="csv",
        status="done", file_key=f"exports/{mark}", created_at=NOW,
    )  # fmt: skip
    run = BulkRun.objects.create(
        workspace_id=place.id, user=owner, actor_name=f"{mark} owner", list="orders", move="hold", total=1, left=1,
        argument=f"{mark} argument", query=f"q={mark}", status="done", is_gathered=True, created_at=NOW,
        finished_at=NOW,
    )  # fmt: skip
    subject = place.ids["order_id"]
    BulkPart.objects.create(workspace_id=place.id, run=run, place=0, ids=[subject], done_at=NOW)
    BulkFailure.objects.create(workspace_id=place.id, run=run, subject_id=subject, code="held")
    place.ids |= {"view_id": view.id, "export_id": export.id, "bulk_id": run.id}


def find_ids(place: Place) -> None:
    """Add the ids of what handlers have made."""
    wanted = {
        "case_id": "SELECT id FROM cases_case WHERE workspace_id = %s AND status = 'open' ORDER BY id LIMIT 1",
        "line_id": "SELECT id FROM intake_orderline WHERE workspace_id = %s ORDER BY id LIMIT 1",
        "shipment_id": "SELECT id FROM shipping_shipment WHERE workspace_id = %s ORDER BY id LIMIT 1",
        "problem_id": "SELECT id FROM intake_importproblem WHERE workspace_id = %s ORDER BY id LIMIT 1",
        "token_id": "SELECT id FROM identity_apitoken WHERE workspace_id = %s ORDER BY id LIMIT 1",
        "version_id": "SELECT id FROM scripting_scriptversion WHERE workspace_id = %s ORDER BY id LIMIT 1",
        "notice_id": "SELECT id FROM notifications_notice WHERE workspace_id = %s ORDER BY id LIMIT 1",
        "file_id": "SELECT id FROM messaging_attachment WHERE workspace_id = %s ORDER BY id DESC LIMIT 1",
        "assignment_id": "SELECT id FROM routing_assignment WHERE workspace_id = %s ORDER BY id LIMIT 1",
        "event_id": "SELECT id FROM kernel_timelineevent WHERE workspace_id = %s AND kind = 'OrderHeld' LIMIT 1",
    }
    with psycopg.connect(home.database_url("admin")) as connection:
        for name, statement in wanted.items():
            row = connection.execute(statement, [place.id]).fetchone()
            assert row is not None, f"{place.mark} has nothing for {name}"
            place.ids[name] = row[0]
    place.ids["supplier_id"] = place.companies[1].supplier_id
    place.ids["user_id"] = place.people["operator"].id
