"""The automation page: its steps, the rule of purchasing, the SKU script, and a test on a real order."""

import json
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.queries import people_of, sharing_of
from orderloom.intake.commands.stores import set_purchase_rule
from orderloom.intake.permissions import RULES
from orderloom.intake.queries.orders import OrderFilters, OrderRow, order_rows
from orderloom.intake.queries.stores import RuleCard, purchase_rule
from orderloom.kernel import clock
from orderloom.portals.merchant.automation_forms import RuleForm, ScriptForm
from orderloom.portals.merchant.script_diff import diff
from orderloom.portals.merchant.setup_pages import carry_out, here, page, redraw
from orderloom.routing.queries.pool_list import Pools, pools
from orderloom.routing.queries.preview import Preview, preview
from orderloom.scripting.permissions import EDIT
from orderloom.scripting.pool import SandboxBusy
from orderloom.scripting.queries import draft, published, versions
from orderloom.ui.toast import toast

OFFERED_ORDERS = 12
STEPS = ("trigger", "match", "rotate", "sku", "task", "tell")
NAMES = [
    ("order.number", "SO-10001"), ("order.channel", "etsy"), ("order.store", ""), ("order.placed_date", ""),
    ("order.country", "US"), ("line.title", ""), ("line.variant", ""), ("line.category", "Mugs > Ceramic"),
    ("line.quantity", ""), ("line.sku", ""), ("line.personalisation", "[].label, [].value"),
    ("supplier.name", ""), ("supplier.code", ""), ("rand", "rand(n)"), ("slug", "slug(text)"),
]  # fmt: skip
BLOCKS: dict[str, str | Promise] = {
    "held": gettext_lazy("The order is on hold."),
    "no_lines": gettext_lazy("The order has no lines yet."),
    "upstream_pending": gettext_lazy("The shop says that it is not paid yet."),
    "upstream_fulfilled": gettext_lazy("The shop has shipped it already."),
    "upstream_cancelled": gettext_lazy("The shop has cancelled it."),
    "already_purchasing": gettext_lazy("Purchasing has started already; this shows what it would be now."),
    "already_in_fulfilment": gettext_lazy(
        "Its suppliers are at work already; this shows what it would be now."
    ),
    "already_completed": gettext_lazy("The order is complete; this shows what it would be now."),
    "already_cancelled": gettext_lazy("The order is cancelled."),
}
AN_EXCEPTION = gettext_lazy("The order has an exception that somebody has to settle first.")


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step in the left column."""

    key: str
    icon: str
    title: str
    told: str
    url: str
    current: bool
    is_sound: bool


@require_GET
def automation(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show one step and, when an order is named, what would become of it."""
    return page(request, "automation", facts(request))


def facts(request: AudienceRequest, **more: object) -> dict[str, object]:
    """Return all that the page shows; `more` takes the place of what it names."""
    chosen = request.GET.get("step", "")
    step = str(more.get("step") or (chosen if chosen in STEPS else "trigger"))
    rule, known = purchase_rule(request.actor), pools(request.actor)
    recent = order_rows(request.actor, limit=OFFERED_ORDERS).rows
    found: dict[str, object] = {
        "step": step,
        "steps": steps(request, step, rule, known),
        "rule": rule,
        "pools": known,
        "rule_form": RuleForm(initial={name: getattr(rule, name) for name in RuleForm.base_fields}),
        "may_rule": request.actor.can(RULES),
        "may_script": request.actor.can(EDIT),
        "sharing": sharing_of(request.workspace.id)["address_shared"],
        "in_charge": [one for one in people_of(request.workspace.id) if one.in_charge],
        "recent": recent,
        "order_text": request.GET.get("order", "") or (f"SO-{recent[0].number}" if recent else ""),
    }
    found |= script_facts(request)
    if request.GET.get("order") and "preview" not in more:
        found |= tested(request, request.GET["order"], None)
    return {**found, **more}


def script_facts(request: AudienceRequest) -> dict[str, object]:
    """Return the versions of the script, the draft's differences, and the editor."""
    number, live = published(request.workspace.id)
    own = draft(request.actor)
    source = own.source if own else live
    return {
        "script_form": ScriptForm(initial={"source": source}),
        "live_number": number,
        "draft": own,
        "versions": versions(request.actor),
        "diff": diff(live, own.source) if own else [],
        "names": json.dumps([{"label": name, "detail": detail} for name, detail in NAMES]),
    }


def steps(request: AudienceRequest, chosen: str, rule: RuleCard, known: Pools) -> list[StepCard]:
    """Return the six steps, each with how it is set now."""
    number, source = published(request.workspace.id)
    lines = len(source.strip().splitlines())
    told = {
        "trigger": ("bolt", _("Purchasing starts"), _trigger(rule), True),
        "match": ("tag", _("Match by category"), _match(known), not known.uncovered),
        "rotate": ("refresh", _("Choose by fair rotation"), _rotate(known), bool(known.cards)),
        "sku": ("code", _("Make the SKU code"), _script(number, lines), True),
        "task": ("clipboard-list", _("Offer the task"), _("an answer within 24 hours"), True),
        "tell": ("bell", _("Tell the supplier"), _("in the app and by e-mail"), True),
    }
    return [
        StepCard(key, icon, title, text, f"{here(request, 'automation')}?step={key}", key == chosen, is_sound)
        for key, (icon, title, text, is_sound) in told.items()
    ]


def _trigger(rule: RuleCard) -> str:
    if rule.confirm_by_itself and rule.purchase_by_itself:
        return _("by itself, once paid") if rule.must_be_paid else _("by itself, paid or not")
    return _("after a review by hand") if rule.purchase_by_itself else _("started by hand")


def _match(known: Pools) -> str:
    if known.uncovered:
        empty = len(known.uncovered)
        return ngettext("%(n)d category has nobody", "%(n)d categories have nobody", empty) % {"n": empty}
    told = {"n": known.suppliers, "paused": known.paused}
    return (
        ngettext("%(n)d supplier, %(paused)d paused", "%(n)d suppliers, %(paused)d paused", told["n"]) % told
    )


def _rotate(known: Pools) -> str:
    count = len(known.cards)
    return ngettext("%(n)d pool, by weight", "%(n)d pools, by weight", count) % {"n": count}


def _script(number: int, lines: int) -> str:
    if not number:
        return _("default: SKU and 8 random characters")
    told = {"number": number, "lines": lines}
    return ngettext("Python v%(number)d, %(lines)d line", "Python v%(number)d, %(lines)d lines", lines) % told


@require_POST
def set_rule(request: AudienceRequest, slug: str) -> HttpResponse:
    """Set when orders are confirmed and bought by themselves."""
    form = RuleForm(request.POST)
    if form.is_valid() and carry_out(form, lambda: _set(request, form)):
        toast(request, _("Saved. It counts for orders that come in from now on."))
        return HttpResponse(status=303, headers={"Location": f"{here(request, 'automation')}?step=trigger"})
    return redraw(request, "automation", facts(request, step="trigger", rule_form=form))


def _set(request: AudienceRequest, form: RuleForm) -> bool:
    set_purchase_rule(actor=request.actor, now=clock.now(), **form.cleaned_data)
    return True


@require_POST
def test(request: AudienceRequest, slug: str) -> HttpResponse:
    """Play a real order through, with the script as it stands in the editor; nothing is saved or sent."""
    source = request.POST.get("source", "").replace("\r\n", "\n") or None
    step = request.POST.get("step", "")
    more: dict[str, object] = {"step": step if step in STEPS else "trigger"}
    more |= tested(request, request.POST.get("order", ""), source)
    if source is not None:
        more["script_form"] = ScriptForm(initial={"source": source})
    return page(request, "automation", facts(request, **more))


def tested(request: AudienceRequest, text: str, source: str | None) -> dict[str, object]:
    """Return the preview of the order that is searched for, or why there is none."""
    order = order_named(request, text)
    if order is None:
        return {"order_text": text, "preview": None, "no_order": True}
    own = draft(request.actor)
    try:
        found = preview(
            request.actor, order.id, now=clock.now(), source=source or (own.source if own else None)
        )
    except SandboxBusy:
        return {"order_text": text, "preview": None, "is_busy": True}
    return {"order_text": f"SO-{order.number}", "preview": found, "blocked": block_words(found)}


def order_named(request: AudienceRequest, text: str) -> OrderRow | None:
    """Return the newest order that bears this number, or whose buyer's name begins so."""
    text = text.partition(",")[0].strip()
    rows = order_rows(request.actor, filters=OrderFilters(text=text), limit=1).rows if text else ()
    return rows[0] if rows else None


def block_words(found: Preview) -> str:
    """Say what keeps the order from being bought, or nothing."""
    return str(BLOCKS.get(found.blocked_by, AN_EXCEPTION)) if found.blocked_by else ""
