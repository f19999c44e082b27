"""How far a workspace is with its first steps: real rows are counted, nothing is ticked by hand."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from orderloom.kernel.actor import Actor
from orderloom.portals.models import DemoThing

PROGRESS = """
SELECT s.dismissed_at IS NOT NULL, s.trial_order_id,
    EXISTS (SELECT FROM partners_supplier p WHERE p.workspace_id = s.workspace_id AND p.status = 'active'
        AND NOT EXISTS (SELECT FROM portals_demothing d WHERE d.workspace_id = s.workspace_id
            AND d.kind = 'supplier' AND d.thing_id = p.id)),
    EXISTS (SELECT FROM intake_customerorder o WHERE o.workspace_id = s.workspace_id
        AND NOT EXISTS (SELECT FROM portals_demothing d WHERE d.workspace_id = s.workspace_id
            AND d.kind = 'order' AND d.thing_id = o.id)),
    EXISTS (SELECT FROM kernel_timelineevent e WHERE e.workspace_id = s.workspace_id AND e.order_id IS NULL
        AND e.task_id IS NULL AND e.party = 'staff' AND e.kind IN ('ScriptPublished', 'PurchaseRuleSet')),
    EXISTS (SELECT FROM production_ordertask t WHERE t.workspace_id = s.workspace_id
        AND t.order_id = s.trial_order_id AND t.accepted_at IS NOT NULL),
    w.accent <> '' OR w.logo <> '',
    (SELECT count(*) > 1 FROM identity_member m WHERE m.workspace_id = s.workspace_id)
FROM portals_start s JOIN identity_workspace w ON w.id = s.workspace_id WHERE s.workspace_id = %s
"""
STEPS = ("supplier", "orders", "rule", "trial", "brand", "team")


@dataclass(frozen=True, slots=True)
class Progress:
    """Which steps are done, and whether the list was put away."""

    dismissed: bool
    trial_order_id: UUID | None
    done: frozenset[str]

    @property
    def is_open(self) -> bool:
        """Test whether there is something left to show."""
        return not self.dismissed and len(self.done) < len(STEPS)


def start_progress(actor: Actor) -> Progress | None:
    """Return how far the workspace is, or None where no list was begun; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(PROGRESS, [actor.workspace_id])
        row = cursor.fetchone()
    if row is None:
        return None
    dismissed, trial, *done = row
    return Progress(
        dismissed, trial, frozenset(name for name, is_done in zip(STEPS, done, strict=True) if is_done)
    )


def demo_counts(actor: Actor) -> dict[str, int]:
    """Return how many things of each kind are demo data; one statement."""
    counts: dict[str, int] = {}
    for kind in DemoThing.objects.filter(workspace_id=actor.workspace_id).values_list("kind", flat=True):
        counts[kind] = counts.get(kind, 0) + 1
    return counts
