"""How a workspace starts: what of it is demo data, and how far its owner is with setting up."""

from django.db import models

from orderloom.kernel.models import WorkspaceModel


class DemoThing(WorkspaceModel):
    """An order, store, supplier or category that came with the demo data."""

    kind = models.CharField(max_length=10)
    thing_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "kind", "thing_id"], name="portals_demothing_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["order", "store", "supplier", "category"]),
                name="portals_demothing_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}"


class Start(WorkspaceModel):
    """The list of first steps: when it was put away, and the order that it was tried with."""

    dismissed_at = models.DateTimeField(null=True)
    trial_order_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id"], name="portals_start_one")]

    def __str__(self) -> str:
        return f"start {self.created_at:%Y-%m-%d}"
