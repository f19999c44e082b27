"""Why this supplier: what an assignment keeps of its choice, and the sentence that says it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orderloom.catalog.queries import Maker

MOST_NAMED = 12  # candidates kept by name; of the others the number is kept
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_quoted = _COMPACT.encode
_ABOVE = ',"above":true'


@dataclass(frozen=True, slots=True)
class Choice:
    """What decided: the pool's category, each candidate's count before the choice, and who was left out and why."""

    rule: str
    category: str
    nearest: bool
    chosen: str
    had: int
    others: tuple[tuple[str, int, int], ...]  # name, tasks so far, weight
    more: int
    left_out: tuple[tuple[str, str], ...]  # name, paused or declined


def keep(
    *,
    category: str,
    nearest: bool,
    chosen: UUID,
    makers: Sequence[Maker],
    served: Mapping[UUID, int],
    left_out: frozenset[UUID],
) -> str:
    """Return the choice as compact JSON text; `served` holds the counts after the choice."""
    names, more = "", 0
    others: list[list[str | int]] = []
    out: list[list[str]] = []
    for maker in makers:
        if maker.supplier_id == chosen:
            names = maker.name
        elif maker.supplier_id in left_out:
            out.append([maker.name, "declined"])
        elif not maker.active:
            out.append([maker.name, "paused"])
        elif len(others) < MOST_NAMED:
            others.append([maker.name, served[maker.supplier_id], maker.weight])
        else:
            more += 1
    kept: dict[str, Any] = {
        "rule": "fair_rotation",
        "in": category,
        "chose": names,
        "had": served[chosen] - 1,
        "others": others,
    }
    if not nearest:
        kept["above"] = True
    if more:
        kept["more"] = more
    if out:
        kept["out"] = out
    return _COMPACT.encode(kept)


class Explainer:
    """Keeps the choices of one pool in a run: what is the same for all of them is written once.

    Writes the very text that `keep` writes when nobody is left out but those who are paused.
    """

    def __init__(self, category: str, makers: Sequence[Maker]) -> None:
        self._head = f'{{"rule":"fair_rotation","in":{_quoted(category)},"chose":'
        active = [maker for maker in makers if maker.active]
        self._ids = [maker.supplier_id for maker in active]
        self._places = {supplier_id: place for place, supplier_id in enumerate(self._ids)}
        self._names = [_quoted(maker.name) for maker in active]
        self._weights = [maker.weight for maker in active]
        out = [[maker.name, "paused"] for maker in makers if not maker.active]
        self._out = f',"out":{_COMPACT.encode(out)}' if out else ""

    def keep(self, chosen: UUID, served: Mapping[UUID, int], *, nearest: bool) -> str:
        """Return the choice as compact JSON text; `served` holds the counts after the choice."""
        mine = self._places[chosen]
        others = [
            f"[{self._names[place]},{served[supplier_id]},{self._weights[place]}]"
            for place, supplier_id in enumerate(self._ids[: MOST_NAMED + 1])
            if place != mine
        ][:MOST_NAMED]
        more = len(self._ids) - 1 - len(others)
        tail = ("" if nearest else _ABOVE) + (f',"more":{more}' if more else "") + self._out
        head = f'{self._head}{self._names[mine]},"had":{served[chosen] - 1},"others":['
        return f"{head}{','.join(others)}]{tail}}}"


def by_hand(chosen: str, by: str, reason: str) -> str:
    """Return what an assignment keeps that a person made."""
    return json.dumps({"rule": "by_hand", "chose": chosen, "by": by, "reason": reason}, ensure_ascii=False)


def read(why: str) -> Choice:
    """Return the kept choice."""
    kept = json.loads(why)
    return Choice(
        rule=kept["rule"],
        category=kept.get("in", ""),
        nearest=not kept.get("above", False),
        chosen=kept["chose"],
        had=kept.get("had", 0),
        others=tuple((name, count, weight) for name, count, weight in kept.get("others", [])),
        more=kept.get("more", 0),
        left_out=tuple((name, reason) for name, reason in kept.get("out", [])),
    )


def sentence(why: str, *, category: str = "") -> str:
    """Say in one plain sentence, in the reader's language, why this supplier was chosen.

    `category` is the name of the pool's category in that language; without it the name is told that was kept.
    """
    kept = json.loads(why)
    if kept["rule"] == "by_hand":
        return _("%(by)s chose %(supplier)s by hand: %(reason)s") % {
            "by": kept["by"], "supplier": kept["chose"], "reason": kept["reason"],
        }  # fmt: skip
    choice = read(why)
    facts: dict[str, Any] = {
        "category": category or choice.category,
        "supplier": choice.chosen,
        "left": _left_out(choice.left_out),
    }
    if not choice.others and not choice.more:
        return _("%(category)s: %(supplier)s is the only one that can make it%(left)s.") % facts
    count = choice.had
    others = _(", ").join(f"{name} {had}" for name, had, _weight in choice.others[:3])
    hidden = len(choice.others) - 3 + choice.more
    if hidden > 0:
        others += ngettext(" and %(n)d more", " and %(n)d more", hidden) % {"n": hidden}
    facts |= {"count": count, "others": others}
    return (
        ngettext(
            "%(category)s: it was %(supplier)s’s turn with %(count)d task so far (%(others)s)%(left)s.",
            "%(category)s: it was %(supplier)s’s turn with %(count)d tasks so far (%(others)s)%(left)s.",
            count,
        )
        % facts
    )


def _left_out(left_out: Sequence[tuple[str, str]]) -> str:
    if not left_out:
        return ""
    words = {"paused": _("paused"), "declined": _("declined")}
    said = _(", ").join(f"{name} {words[reason]}" for name, reason in left_out[:3])
    return _("; left out: %(names)s") % {"names": said}
