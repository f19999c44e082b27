"""The contract of a workspace's SKU script: `def sku(order, line, supplier) -> str`.

What the three hold is written in the classes below; `rand(n)` gives letters and digits that cannot be
misread, `slug(text)` capitals, digits and hyphens. The rule for the result is in `rules`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

from orderloom.scripting.batch import run_batch
from orderloom.scripting.faults import ScriptFault
from orderloom.scripting.rules import sku_fault
from orderloom.scripting.sandbox import Call, Outcome, Script, Setting, run_script

DEFAULT_SOURCE = """\
def sku(order, line, supplier):
    return "SKU" + rand(8)
"""
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

PRELUDE = f"""
import datetime as _datetime
import re as _re
from dataclasses import dataclass as _dataclass


@_dataclass(frozen=True)
class _Order:
    number: str
    channel: str
    store: str
    placed_date: object
    country: str


@_dataclass(frozen=True)
class _Line:
    title: str
    variant: str
    category: str
    quantity: int
    sku: str
    personalisation: list


@_dataclass(frozen=True)
class _Field:
    label: str
    value: str


@_dataclass(frozen=True)
class _Supplier:
    name: str
    code: str


def rand(n=8, _choices=_random.choices):
    return "".join(_choices("{LETTERS}", k=n))


def slug(text, _sub=_re.sub, _str=str):
    return _sub("[^A-Za-z0-9]+", "-", _str(text)).strip("-").upper()


def _build(order, line, fields, supplier, _Order=_Order, _Line=_Line, _Field=_Field,
           _Supplier=_Supplier, _date=_datetime.date):
    number, channel, store, placed, country = order
    return (
        _Order(number, channel, store, _date.fromisoformat(placed) if placed else None, country),
        _Line(*line, [_Field(label, value) for label, value in fields]),
        _Supplier(*supplier),
    )
"""


@dataclass(frozen=True, slots=True)
class OrderInput:
    """What a script sees as `order`: `placed_date` in the workspace's zone, `country` as ISO 3166 alpha-2."""

    number: str
    channel: str
    store: str
    placed_date: date | None
    country: str


@dataclass(frozen=True, slots=True)
class LineInput:
    """What a script sees as `line`: `sku` is the shop's; personalisation has items with label and value."""

    title: str
    variant: str
    category: str
    quantity: int
    sku: str
    personalisation: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class SupplierInput:
    """What a script sees as `supplier`."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class SkuRequest:
    """One order line that needs a SKU. The same line and attempt always give the same code."""

    line_id: UUID
    attempt: int
    order: OrderInput
    line: LineInput
    supplier: SupplierInput


@dataclass(frozen=True, slots=True)
class SkuResult:
    """A SKU that keeps the rule, or the fault; `printed` is what the script printed (never in a batch)."""

    sku: str | None
    fault: ScriptFault | None
    printed: str = ""


def make_sku(source: str, request: SkuRequest, setting: Setting) -> SkuResult:
    """Run the workspace's script for one line. Raises pool.SandboxBusy."""
    return _result(run_script(_script(source), _call(request), setting))


def make_skus(source: str, requests: Sequence[SkuRequest], setting: Setting) -> list[SkuResult]:
    """Run the workspace's script for many lines, in their order. Raises pool.SandboxBusy.

    The default script is ours: what it gives is worked out here, which takes a fiftieth of the sandbox's time.
    """
    if source == DEFAULT_SOURCE:
        return [SkuResult(_default_sku(request), None) for request in requests]
    calls = [_call(request) for request in requests]
    return [_result(outcome) for outcome in run_batch(_script(source), calls, setting)]


def _default_sku(request: SkuRequest) -> str:
    chance = Random(_seed(request))  # noqa: S311  a name, no secret: the sandbox draws the same one
    return "SKU" + "".join(chance.choices(LETTERS, k=8))


def is_steady(source: str, requests: Sequence[SkuRequest], setting: Setting) -> bool:
    """Tell whether the script gives each line the same result alone as among the others, in another order.

    It does not if it counts, remembers, or draws from `random.Random()` instead of `rand` or `random`. Such
    a script must not be published: a repeated run could give a line another code. Raises pool.SandboxBusy.
    """
    alone = [make_sku(source, request, setting).sku for request in requests]
    among = make_skus(source, list(reversed(requests)), setting)
    return alone == [result.sku for result in reversed(among)]


def _script(source: str) -> Script:
    return Script(source=source, entry="sku", prelude=PRELUDE)


def _call(request: SkuRequest) -> Call:
    order, line, supplier = request.order, request.line, request.supplier
    placed = order.placed_date.isoformat() if order.placed_date else None
    return Call(
        seed=_seed(request),
        arguments=(
            (order.number, order.channel, order.store, placed, order.country),
            (line.title, line.variant, line.category, line.quantity, line.sku),
            line.personalisation,
            (supplier.name, supplier.code),
        ),
    )


def _seed(request: SkuRequest) -> str:
    return f"{request.line_id}:{request.attempt}"


def _result(outcome: Outcome) -> SkuResult:
    fault = outcome.fault or sku_fault(outcome.value)
    sku = outcome.value if fault is None and isinstance(outcome.value, str) else None
    return SkuResult(sku=sku, fault=fault, printed=outcome.printed)
