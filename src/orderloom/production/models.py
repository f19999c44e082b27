"""Order tasks. A task holds its own copy of what is to be made, so that a supplier never reads the order."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from orderloom.kernel.models import WorkspaceModel
from orderloom.production.states import Milestone, TaskStatus

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
    ship_group = models.BigIntegerField(null=True)  # tasks of a workspace with the same go into one parcel
    quantity = models.PositiveIntegerField()
    # Where pieces of the task went by agreement: into tasks of their own, to nobody, and such that came along later.
    split_off = models.PositiveIntegerField(default=0, db_default=0)
    dropped = models.PositiveIntegerField(default=0, db_default=0)
    added = models.PositiveIntegerField(default=0, db_default=0)
    split_from = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    unit_price = models.DecimalField(
        max_digits=18, decimal_places=4, null=True
    )  # what the supplier gets for one
    price_currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    substitute = models.CharField(max_length=500, blank=True, default="", db_default="")
    # An open proposal about the task: who has to answer it ("merchant", "supplier", or nobody), and until when.
    talk_turn = models.CharField(max_length=8, blank=True, default="", db_default="")
    talk_by = models.DateTimeField(null=True)
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
    clock_at = models.DateTimeField(null=True)  # when the clock looks at the task next
    paused_at = models.DateTimeField(null=True)  # since when its order is on hold: its clock stands still
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
            models.CheckConstraint(
                condition=Q(talk_turn__in=["", "merchant", "supplier"]), name="production_task_talk_turn"
            ),
            models.CheckConstraint(
                condition=Q(unit_price__isnull=True, price_currency="")
                | Q(unit_price__gte=0) & ~Q(price_currency=""),
                name="production_task_price",
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
            # What Today counts is in these indexes whole, with what row-level security compares.
            models.Index(
                fields=["workspace_id", "shipped_at"],
                include=[
                    "company_id",
                    "status",
                    "created_at",
                    "first_promised_date",
                    "promised_date",
                    "requested_date",
                ],
                condition=Q(shipped_at__isnull=False),
                name="production_task_left",
            ),
            models.Index(
                fields=["workspace_id", "respond_by"],
                include=["company_id", "supplier"],
                condition=Q(status="offered"),
                name="production_task_answer",
            ),
            models.Index(
                fields=["workspace_id", "promised_date"],
                include=["company_id", "supplier"],
                condition=Q(status__in=["accepted", "in_production", "ready_to_ship"]),
                name="production_task_promised",
            ),
            models.Index(fields=["workspace_id", "due_key", "id"], name="production_task_due"),
            models.Index(
                fields=["workspace_id", "clock_at", "id"],
                condition=Q(clock_at__isnull=False),
                name="production_task_clock",
            ),
            models.Index(
                fields=["workspace_id"], condition=Q(paused_at__isnull=False), name="production_task_paused"
            ),
            models.Index(
                fields=["workspace_id", "talk_turn", "-id"],
                condition=~Q(talk_turn=""),
                name="production_task_talk",
            ),
            models.Index(
                fields=["split_from"],
                condition=Q(split_from__isnull=False),
                name="production_task_split_from",
            ),
        ]

    def __str__(self) -> str:
        return f"T-{self.number}"


class TaskMilestone(WorkspaceModel):
    """By when a task is to reach a point: as it was planned first, which never changes, and as it is due now."""

    task = models.ForeignKey(OrderTask, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    company_id = models.UUIDField()
    kind = models.CharField(max_length=8)
    requested_at = models.DateTimeField(null=True)
    planned_at = models.DateTimeField()
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "task", "kind"], name="production_milestone_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Milestone]), name="production_milestone_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"


class ClockMark(WorkspaceModel):
    """What the clock has done about a milestone that was due then: each at most once."""

    task = models.ForeignKey(OrderTask, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    attempt = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    due_at = models.DateTimeField()
    stage = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "task", "attempt", "kind", "due_at", "stage"],
                name="production_clockmark_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stage}"
