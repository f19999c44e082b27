"""What an import has done to each order."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from orderloom.intake.models.orders import CustomerOrder, ImportRun, one_of
from orderloom.kernel.models import WorkspaceModel


class ImportWhat(models.TextChoices):
    """What an import has done to an order."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    STALE = "stale"


class ImportChange(WorkspaceModel):
    """What one import has done to one order, and how it was before, so that it can be undone.

    `at` is the moment that the import's own facts bear: later ones were done by others. `outcome` says how the undoing
    ended, blank before.
    """

    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    order = models.ForeignKey(
        CustomerOrder, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    what = models.CharField(max_length=10, choices=ImportWhat.choices)
    at = models.DateTimeField()
    before = models.TextField(blank=True)  # JSON, for updated orders
    outcome = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [one_of("what", ImportWhat, "intake_importchange_what")]
        indexes = [
            models.Index(fields=["order", "run"], name="intake_importchange_order"),
            BrinIndex(fields=["run"], pages_per_range=16, name="intake_importchange_run"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.order_id}"
