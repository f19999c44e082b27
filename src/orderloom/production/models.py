"""Order tasks. A task holds its own copy of what its supplier may see, so that a supplier never reads the order."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from orderloom.kernel.models import WorkspaceModel
from orderloom.production.states import TaskStatus

NO_DUE = date(9999, 12, 31)


class OrderTask(WorkspaceModel):
    """A quantity of one thing that one supplier is asked, or has agreed, to make and ship."""

    order = models.ForeignKey(
        "intake.CustomerOrder", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    line = models.ForeignKey(
        "intake.OrderLine", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    category = models.ForeignKey(
        "catalog.Category", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    supplier = models.ForeignKey(
        "partners.Supplier", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    company_id = models.UUIDField(null=True)  # the supplier's company: what row-level security compares
    number = models.BigIntegerField()
    sku = models.CharField(max_length=64, null=True)  # noqa: DJ001  unmade is not empty: many tasks may lack one
    status = models.CharField(max_length=14, default=TaskStatus.QUEUED.value)
    attempt = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=500)
    variant = models.CharField(max_length=300, blank=True)
    personalisation = models.TextField(default="[]")
    image = models.CharField(max_length=500, blank=True)
    note = models.TextField(blank=True)
    ship_to = models.TextField(
        blank=True
    )  # the address as the workspace lets this supplier see it, JSON text
    ship_group = models.BigIntegerField(null=True)  # tasks of a workspace with the same go into one parcel
    quantity = models.PositiveIntegerField()
    produced = models.PositiveIntegerField(default=0)
    shipped = models.PositiveIntegerField(default=0)
    delivered = models.PositiveIntegerField(default=0)
    requested_date = models.DateField(null=True)
    first_promised_date = models.DateField(null=True)
    promised_date = models.DateField(null=True)
    slip_reason = models.CharField(max_length=300, blank=True)
    respond_by = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    row_version = models.PositiveIntegerField(default=1)
    # What lists are ordered by: the promised day, else the one that is asked for; without either, last.
    due_key = models.GeneratedField(
        expression=Coalesce("promised_date", "requested_date", models.Value(NO_DUE)),
        output_field=models.DateField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "number"], name="production_task_number"),
            models.UniqueConstraint(fields=["workspace_id", "sku"], name="production_task_sku"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in TaskStatus]), name="production_task_status"
            ),
            models.CheckConstraint(
                condition=Q(
                    produced__lte=F("quantity"), shipped__lte=F("quantity"), delivered__lte=F("shipped")
                ),
                name="production_task_ledger",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "cancelled"])
                | Q(supplier__isnull=False, company_id__isnull=False),
                name="production_task_has_supplier",
            ),
        ]
        indexes = [
            models.Index(fields=["order"], name="production_task_order"),
            models.Index(fields=["company_id", "status", "-id"], name="production_task_company"),
            models.Index(fields=["workspace_id", "status", "-id"], name="production_task_list"),
            models.Index(
                fields=["company_id", "status", "promised_date", "id"],
                condition=Q(status__in=["accepted", "in_production", "ready_to_ship"]),
                name="production_task_company_due",
            ),
            models.Index(
                fields=["workspace_id", "ship_group"],
                condition=Q(ship_group__isnull=False),
                name="production_task_ship_group",
            ),
            models.Index(
                fields=["workspace_id", "shipped_at"],
                condition=Q(shipped_at__isnull=False),
                name="production_task_shipped",
            ),
            models.Index(fields=["workspace_id", "due_key", "id"], name="production_task_due"),
        ]

    def __str__(self) -> str:
        return f"T-{self.number}"
