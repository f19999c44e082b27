"""Write, try and publish the workspace's scripts."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.kernel.events import record
from orderloom.kernel.ids import new_id
from orderloom.scripting.events import ScriptPublished
from orderloom.scripting.models import ScriptVersion
from orderloom.scripting.permissions import EDIT
from orderloom.scripting.pool import SandboxBusy
from orderloom.scripting.sandbox import Setting
from orderloom.scripting.sku import (
    DEFAULT_SOURCE,
    LineInput,
    OrderInput,
    SkuRequest,
    SupplierInput,
    is_steady,
    make_sku,
)

LONGEST = 20_000
FEWEST = 2  # lines on which a script is tried: one alone cannot show that it counts


def sample_request() -> SkuRequest:
    """Return an order line that every script must be able to name, for workspaces without orders yet."""
    return SkuRequest(
        line_id=new_id(),
        attempt=0,
        order=OrderInput("SO-10001", "etsy", "Sample store", date(2026, 1, 15), "US"),
        line=LineInput("Ceramic mug", "White, 330 ml", "Mugs", 2, "MUG-330", (("Name", "Nana Ruth"),)),
        supplier=SupplierInput("Sample supplier", "S001"),
    )


@command
def save_draft(*, actor: Actor, source: str, now: datetime, purpose: str = "sku") -> int:
    """Keep the source as the draft and return its version number; nothing runs it yet.

    Raises NotAllowed, and Invalid when it is no Python that a script may be written in (`facts["line"]` says where).
    """
    actor.require(EDIT)
    if not 1 <= len(source) <= LONGEST or "\0" in source:
        raise Invalid(fields={"source": _("A script has 1 to 20,000 characters.")})
    _read(source, Setting(now, "UTC"))
    _lock(actor, purpose)
    versions = ScriptVersion.objects.filter(workspace_id=actor.workspace_id, purpose=purpose)
    draft = versions.filter(status="draft").first()
    if draft is None:
        draft = ScriptVersion(
            workspace_id=actor.workspace_id, purpose=purpose, number=_next_number(actor, purpose), created_at=now,
            status="draft",
        )  # fmt: skip
    draft.source, draft.author_id = source, actor.user_id
    draft.save()
    return draft.number


def _read(source: str, setting: Setting) -> None:
    """Refuse what cannot even be read as a script; what it does is tried before it is published."""
    try:
        fault = make_sku(source, sample_request(), setting).fault
    except SandboxBusy:
        return  # to keep a draft does no harm
    if fault is not None and fault.kind == "syntax":
        raise Invalid(fields={"source": fault.message}, line=fault.line)


def _lock(actor: Actor, purpose: str) -> None:
    """Let one at a time write the workspace's scripts, also while there is no version yet that could be locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 5))", [f"{actor.workspace_id} {purpose}"]
        )


def _next_number(actor: Actor, purpose: str) -> int:
    versions = ScriptVersion.objects.filter(workspace_id=actor.workspace_id, purpose=purpose)
    return (versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1


@command
def publish_draft(
    *,
    actor: Actor,
    now: datetime,
    zone: str = "UTC",
    samples: Sequence[SkuRequest] = (),
    purpose: str = "sku",
) -> int:
    """Let the draft run from now on and return its number; the version before is retired and kept.

    It is tried first on the samples (or on made-up lines): a script that fails on one of them, or that gives a line
    another code when it runs again, is not published. Raises NotAllowed, NotFound (no draft), Invalid.
    """
    actor.require(EDIT)
    _lock(actor, purpose)
    versions = ScriptVersion.objects.filter(workspace_id=actor.workspace_id, purpose=purpose)
    draft = versions.filter(status="draft").first()
    if draft is None:
        raise NotFound
    made_up = [sample_request() for _each in range(FEWEST - len(samples))]
    _prove(draft.source, [*samples, *made_up], Setting(now, zone))
    live = versions.filter(status="published").first()
    if live is not None:
        live.status = "retired"
        live.save(update_fields=["status"])
    draft.status, draft.published_at = "published", now
    draft.save(update_fields=["status", "published_at"])
    event = ScriptPublished(
        subject_id=draft.id, purpose=purpose, number=draft.number, before=live.number if live else 0
    )
    record(actor, event, at=now)
    return draft.number


def _prove(source: str, samples: Sequence[SkuRequest], setting: Setting) -> None:
    for sample in samples:
        result = make_sku(source, sample, setting)
        if result.fault:
            raise Invalid(fields={"source": result.fault.message}, line=result.fault.line)
    if not is_steady(source, samples, setting):
        raise Invalid(
            fields={
                "source": _("The script gives the same line another code each time. Use rand(n) for chance.")
            }
        )


@command
def discard_draft(*, actor: Actor, now: datetime, purpose: str = "sku") -> None:
    """Throw the draft away; without one nothing happens. Raises NotAllowed."""
    actor.require(EDIT)
    _lock(actor, purpose)
    ScriptVersion.objects.filter(workspace_id=actor.workspace_id, purpose=purpose, status="draft").delete()


@command
def revert_to(*, actor: Actor, number: int, now: datetime, purpose: str = "sku") -> int:
    """Make an earlier version's source the draft and return the draft's number. Raises NotAllowed, NotFound."""
    actor.require(EDIT)
    found = ScriptVersion.objects.filter(
        workspace_id=actor.workspace_id, purpose=purpose, number=number
    ).first()
    if found is None:
        raise NotFound
    return save_draft(actor=actor, source=found.source, now=now, purpose=purpose)


@command
def ensure_default_script(*, actor: Actor, now: datetime, source: str = DEFAULT_SOURCE) -> UUID:
    """Publish the source where no SKU script runs yet; return the published version's id. Raises NotAllowed."""
    actor.require(EDIT)
    _lock(actor, "sku")
    rows = ScriptVersion.objects.filter(workspace_id=actor.workspace_id, purpose="sku")
    found = rows.filter(status="published").first()
    if found is not None:
        return found.id
    row = ScriptVersion.objects.create(
        workspace_id=actor.workspace_id, purpose="sku", number=_next_number(actor, "sku"), source=source,
        status="published", created_at=now, published_at=now,
    )  # fmt: skip
    event = ScriptPublished(subject_id=row.id, purpose="sku", number=row.number, before=0)
    record(actor, event, at=now)
    return row.id
