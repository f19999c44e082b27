"""Settings: the rules that hold orders for review, and the list of blocked buyers."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.commands.review_settings import (
    MOST_HOURS,
    MOST_VALUE,
    block_buyer,
    set_review_rule,
    unblock_buyer,
)
from orderloom.intake.permissions import BLOCK, REVIEW
from orderloom.intake.queries.findings import RuleCard, blocked_buyers, rule_cards
from orderloom.intake.review.kinds import ADDRESS_PARTS, BlockedBy, ReviewKind
from orderloom.kernel import clock
from orderloom.portals.merchant.review_words import LABELS, PARTS, SIGNS
from orderloom.portals.merchant.settings_tabs import tabs
from orderloom.portals.merchant.setup_pages import carry_out, go, page, redraw
from orderloom.ui.toast import toast

LIMIT = re.compile(r"^\s*([A-Za-z]{3})\s*([0-9][0-9.,]*)\s*$|^\s*([0-9][0-9.,]*)\s*([A-Za-z]{3})\s*$")
MEANS: Mapping[str, str | Promise] = {
    ReviewKind.BLOCKED.value: gettext_lazy("The buyer is on the list below."),
    ReviewKind.DUPLICATE.value: gettext_lazy("The customer has ordered the same item shortly before."),
    ReviewKind.UNPAID.value: gettext_lazy("The money has not come, or only a part of it."),
    ReviewKind.ADDRESS.value: gettext_lazy("The address lacks something a parcel needs."),
    ReviewKind.UNMAPPED.value: gettext_lazy(
        "Nobody knows which category a line is, so no supplier can be asked."
    ),
    ReviewKind.AMOUNT.value: gettext_lazy("The order is worth more than you want to buy without a look."),
    ReviewKind.NOTE.value: gettext_lazy("The buyer has written something that may need an answer."),
}
Rule = tuple[str, str, str, list[forms.BoundField]]


class RulesForm(forms.Form):
    """All rules with their parameters."""

    hours = forms.IntegerField(label=gettext_lazy("Within hours"), min_value=1, max_value=MOST_HOURS)
    unknown = forms.BooleanField(
        label=gettext_lazy("Also when the shop does not say whether it is paid"), required=False
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("An address needs"),
        choices=[(part, PARTS[part]) for part in ADDRESS_PARTS],
        widget=forms.CheckboxSelectMultiple,
    )
    limits = forms.CharField(
        label=gettext_lazy("More than"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "500 USD"}),
        help_text=gettext_lazy("One amount with its currency a line, such as 500 USD."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, rules: list[RuleCard]) -> None:
        super().__init__(data, initial=_initial(rules))
        for rule in rules:
            label = str(LABELS[rule.kind])
            self.fields[f"on_{rule.kind}"] = forms.BooleanField(label=label, required=False)

    def clean_limits(self) -> dict[str, str]:
        """Return the amounts by currency."""
        limits: dict[str, str] = {}
        for line in self.cleaned_data["limits"].splitlines():
            if not line.strip():
                continue
            found = LIMIT.match(line)
            if found is None:
                raise forms.ValidationError(_("Write each as an amount and a currency, such as 500 USD."))
            currency = (found[1] or found[4]).upper()
            limits[currency] = _plain(found[2] or found[3])
        return limits

    def rows(self) -> list[Rule]:
        """Return each rule with its switch, what it looks for, and its own fields."""
        own = {"duplicate": ["hours"], "unpaid": ["unknown"], "address": ["needs"], "amount": ["limits"]}
        return [
            (
                kind.value,
                self[f"on_{kind.value}"],
                MEANS[kind.value],
                [self[name] for name in own.get(kind, [])],
            )  # type: ignore[misc]
            for kind in ReviewKind
        ]


def _plain(amount: str) -> str:
    """Return an amount as it is stored, without marks between thousands. Raises ValidationError."""
    text = amount.replace(",", "") if "." in amount or amount.count(",") != 1 else amount.replace(",", ".")
    if "," in amount and "." not in amount and re.search(r",\d{3}$", amount):
        text = amount.replace(",", "")
    if not re.fullmatch(r"[0-9]{1,14}(\.[0-9]{1,4})?", text):
        raise forms.ValidationError(_("Write each as an amount and a currency, such as 500 USD."))
    return f"{Decimal(text):f}"


def _initial(rules: list[RuleCard]) -> dict[str, Any]:
    told: dict[str, Any] = {f"on_{rule.kind}": rule.is_on for rule in rules}
    for rule in rules:
        told |= rule.params
    told["limits"] = "\n".join(f"{amount} {currency}" for currency, amount in told["limits"].items())
    return told


class BlockForm(forms.Form):
    """A sign of a buyer whose orders are to be looked at."""

    by = forms.ChoiceField(label=gettext_lazy("Known by"), choices=list(SIGNS.items()))
    value = forms.CharField(
        label=gettext_lazy("Sign"),
        max_length=MOST_VALUE,
        help_text=gettext_lazy(
            "The name, e-mail, phone or street as orders have it; case and blanks do not matter."
        ),
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=MOST_VALUE, required=False)


@require_http_methods(["GET", "POST"])
def rules(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show and switch the rules."""
    form = RulesForm(request.POST if request.method == "POST" else None, rules=rule_cards(request.actor))
    if form.is_bound:
        request.actor.require(REVIEW)
        if form.is_valid() and (done := carry_out(form, lambda: _set(request, form))) is not None:
            told = (
                _("Saved. Orders that wait are looked at again in a moment.")
                if done
                else _("Nothing to save.")
            )
            toast(request, told)
            return go(request, "settings-review")
        return redraw(request, "review_rules", _facts(request, form=form))
    return page(request, "review_rules", _facts(request, form=form))


def _set(request: AudienceRequest, form: RulesForm) -> int:
    told, now = form.cleaned_data, clock.now()
    params: dict[ReviewKind, dict[str, Any]] = {
        ReviewKind.DUPLICATE: {"hours": told["hours"]},
        ReviewKind.UNPAID: {"unknown": told["unknown"]},
        ReviewKind.ADDRESS: {"needs": told["needs"]},
        ReviewKind.AMOUNT: {"limits": told["limits"]},
    }
    changed = {kind: told[f"on_{kind.value}"] for kind in ReviewKind if _differs(form, kind)}
    done = [
        set_review_rule(actor=request.actor, kind=kind, is_on=is_on, params=params.get(kind, {}), now=now)
        for kind, is_on in changed.items()
    ]
    return sum(done)


def _differs(form: RulesForm, kind: ReviewKind) -> bool:
    """Tell whether anything of a rule was touched; one that nobody has touched keeps following its default."""
    own = {"duplicate": "hours", "unpaid": "unknown", "address": "needs", "amount": "limits"}
    return bool({f"on_{kind.value}", own.get(kind.value, "")} & set(form.changed_data))


def _facts(
    request: AudienceRequest, *, form: RulesForm | None = None, block: BlockForm | None = None
) -> dict[str, object]:
    asked = {name: request.GET[name] for name in ("by", "value") if name in request.GET}
    return {
        "form": form or RulesForm(None, rules=rule_cards(request.actor)),
        "signs": block or BlockForm(initial=asked),
        "blocked": [(one, SIGNS[one.by]) for one in blocked_buyers(request.actor)],
        "pages": tabs(request, "settings-review"),
        "may": request.actor.can(REVIEW),
        "may_block": request.actor.can(BLOCK),
    }


@require_POST
def block(request: AudienceRequest, slug: str) -> HttpResponse:
    """Put a buyer on the list. Raises NotAllowed."""
    request.actor.require(BLOCK)
    form = BlockForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        made = carry_out(
            form,
            lambda: block_buyer(
                actor=request.actor,
                by=BlockedBy(told["by"]),
                value=told["value"],
                why=told["why"],
                now=clock.now(),
            ),
        )
        if made is not None:
            toast(request, _("On the list. Orders that wait are looked at again in a moment."))
            return go(request, "settings-review")
    return redraw(request, "review_rules", _facts(request, block=form))


@require_POST
def unblock(request: AudienceRequest, slug: str, blocked_id: UUID) -> HttpResponse:
    """Take a buyer off the list. Raises NotAllowed, NotFound."""
    unblock_buyer(actor=request.actor, blocked_id=blocked_id, now=clock.now())
    toast(request, _("Off the list."))
    return go(request, "settings-review")
