"""Stores, customer orders and their lines, imports with what they could not read, and the purchasing rule."""

from datetime import UTC, datetime
from enum import Enum
from typing import Any

from django.db import models
from django.db.models.functions import Cast, Coalesce, Lower

from orderloom.intake.states import OrderStage, OrderStatus, Payment, Platform, WaitsOn
from orderloom.kernel.models import WorkspaceModel

NO_DUE = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for no due date where rows are put in order: they come last."""
MONEY: dict[str, Any] = {"max_digits": 18, "decimal_places": 4}


def one_of(field: str, values: type[Enum], name: str) -> models.CheckConstraint:
    """Return the constraint that keeps a field inside an enum."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": [value.value for value in values]}), name=name
    )


class Store(WorkspaceModel):
    """One shop of the workspace on a platform; lines without a category take its default category."""

    name = models.CharField(max_length=80)
    platform = models.CharField(max_length=12)
    zone = models.CharField(max_length=60, blank=True)
    default_category = models.ForeignKey(
        "catalog.Category", null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", Lower("name"), name="intake_store_name"),
            one_of("platform", Platform, "intake_store_platform"),
        ]

    def __str__(self) -> str:
        return self.name


NARROWED = {
    "store": "store",
    "platform": "platform",
    "payment": "payment",
    "waits_on": "waits_on",
    "country": "ship_country_code",
}


class CustomerOrder(WorkspaceModel):
    """What a shopper ordered. `stage`, `waits_on`, `waits_name`, `due_at` and the counts are computed for lists."""

    store = models.ForeignKey(
        Store, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    platform = models.CharField(max_length=12)
    number = models.BigIntegerField()
    external_id = models.CharField(max_length=120)
    external_number = models.CharField(max_length=120)
    external_version = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    upstream_state = models.CharField(max_length=12, default="ready")
    status = models.CharField(max_length=14, default=OrderStatus.RECEIVED.value)
    stage = models.CharField(max_length=12, default=OrderStage.REVIEW.value)
    payment = models.CharField(max_length=10, default=Payment.UNKNOWN.value)
    held = models.BooleanField(default=False)
    hold_reason = models.CharField(max_length=300, blank=True)
    exception = models.CharField(max_length=40, blank=True)
    waits_on = models.CharField(max_length=10, default=WaitsOn.MERCHANT.value)
    waits_name = models.CharField(max_length=120, blank=True)
    due_at = models.DateTimeField(null=True)
    placed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    purchasing_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    ship_by = models.DateTimeField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    goods_total = models.DecimalField(null=True, **MONEY)
    shipping_total = models.DecimalField(null=True, **MONEY)
    tax_total = models.DecimalField(null=True, **MONEY)
    discount_total = models.DecimalField(null=True, **MONEY)
    total = models.DecimalField(null=True, **MONEY)
    buyer_name = models.CharField(max_length=200, blank=True)
    buyer_key = models.GeneratedField(
        expression=Lower("buyer_name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )
    buyer_email = models.CharField(max_length=254, blank=True)
    buyer_phone = models.CharField(max_length=60, blank=True)
    ship_name = models.CharField(max_length=200, blank=True)
    ship_company = models.CharField(max_length=200, blank=True)
    ship_lines = models.TextField(blank=True)  # one line of the address a row
    ship_city = models.CharField(max_length=120, blank=True)
    ship_region = models.CharField(max_length=120, blank=True)
    ship_postal = models.CharField(max_length=40, blank=True)
    ship_country = models.CharField(max_length=80, blank=True)
    ship_country_code = models.CharField(max_length=2, blank=True)
    ship_phone = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    gift = models.BooleanField(default=False)
    tags = models.TextField(blank=True)
    lines_count = models.PositiveIntegerField(default=0)
    units = models.PositiveIntegerField(default=0)
    first_title = models.CharField(max_length=500, blank=True)
    row_version = models.PositiveIntegerField(default=1)
    # What lists are ordered by: never null, of types whose comparisons row-level security lets an index serve.
    due_key = models.GeneratedField(
        expression=Coalesce("due_at", models.Value(NO_DUE)),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    total_key = models.GeneratedField(  # ten thousandths of the currency's unit
        expression=Cast(Coalesce(models.F("total") * 10_000, models.Value(-1)), models.BigIntegerField()),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    provenance = models.TextField(blank=True)  # which version told what, where that is not external_version

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "store", "external_id"], name="intake_order_external"
            ),
            models.UniqueConstraint(fields=["workspace_id", "number"], name="intake_order_number"),
            one_of("status", OrderStatus, "intake_order_status"),
            one_of("stage", OrderStage, "intake_order_stage"),
            one_of("payment", Payment, "intake_order_payment"),
            one_of("waits_on", WaitsOn, "intake_order_waits_on"),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "-placed_at", "-id"], name="intake_order_placed"),
            models.Index(fields=["workspace_id", "stage", "-placed_at", "-id"], name="intake_order_stage_ix"),
            # One for each thing that the list is narrowed down by: two of them are joined where few rows fit both.
            *(
                models.Index(
                    fields=["workspace_id", field, "-placed_at", "-id"], name=f"intake_order_by_{name}"
                )
                for name, field in NARROWED.items()
            ),
            models.Index(fields=["workspace_id", "external_number"], name="intake_order_ext_number"),
            models.Index(fields=["workspace_id", "buyer_key"], name="intake_order_buyer_key"),
            models.Index(
                fields=["workspace_id", "-placed_at", "-id"],
                condition=~models.Q(exception=""),
                name="intake_order_exception",
            ),
            models.Index(
                fields=["workspace_id", "-placed_at", "-id"],
                condition=models.Q(held=True),
                name="intake_order_held",
            ),
            models.Index(fields=["workspace_id", "due_key", "id"], name="intake_order_due"),
            models.Index(fields=["workspace_id", "total_key", "id"], name="intake_order_total"),
            models.Index(
                fields=["workspace_id", "-placed_at", "-id"],
                condition=~models.Q(tags=""),
                name="intake_order_tagged",
            ),
        ]

    def __str__(self) -> str:
        return f"SO-{self.number}"


class OrderLine(WorkspaceModel):
    """One thing that a shopper ordered; `personalisation` is JSON text, kept byte for byte."""

    order = models.ForeignKey(
        CustomerOrder, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    position = models.PositiveIntegerField()
    ref = models.CharField(max_length=120, blank=True)
    sku = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=500)
    variant = models.CharField(max_length=300, blank=True)
    vendor = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveIntegerField()
    unit_price = models.DecimalField(null=True, **MONEY)
    category = models.ForeignKey(
        "catalog.Category", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    category_hint = models.CharField(max_length=300, blank=True)
    personalisation = models.TextField(default="[]")
    image = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="intake_line_position"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="intake_line_quantity"),
        ]

    def __str__(self) -> str:
        return self.title


class OrderOwner(WorkspaceModel):
    """A person in charge of one order."""

    order = models.ForeignKey(CustomerOrder, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    user = models.ForeignKey("identity.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "order", "user"], name="intake_orderowner_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.order_id}"


class SavedMapping(WorkspaceModel):
    """How the columns of one kind of file become an order, as the workspace has saved it."""

    name = models.CharField(max_length=80)
    shape = models.CharField(max_length=64, blank=True)
    rules = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", Lower("name"), name="intake_savedmapping_name")
        ]

    def __str__(self) -> str:
        return self.name


class ImportStatus(models.TextChoices):
    """How far an import is."""

    UPLOADED = "uploaded"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class ImportRun(WorkspaceModel):
    """One reading of one file; `orders_done` is where it goes on after an interruption.

    `shape` is the same for files with the same columns; `repairs` are what a person has said about its cells.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    file_name = models.CharField(max_length=255)
    file_key = models.CharField(max_length=120)
    file_hash = models.CharField(max_length=64)
    format_key = models.CharField(max_length=40)
    mapping = models.JSONField(null=True)
    status = models.CharField(max_length=10, choices=ImportStatus.choices, default=ImportStatus.UPLOADED)
    started_by = models.ForeignKey("identity.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(null=True)
    orders_done = models.PositiveIntegerField(default=0)
    orders_created = models.PositiveIntegerField(default=0)
    orders_updated = models.PositiveIntegerField(default=0)
    orders_unchanged = models.PositiveIntegerField(default=0)
    orders_stale = models.PositiveIntegerField(default=0)
    lines_created = models.PositiveIntegerField(default=0)
    duplicate_rows = models.PositiveIntegerField(default=0)
    rejected_rows = models.PositiveIntegerField(default=0)
    seconds = models.DecimalField(max_digits=10, decimal_places=3, default=0)
    failure = models.TextField(blank=True)
    shape = models.CharField(max_length=64, blank=True)
    repairs = models.JSONField(default=list)
    queued_at = models.DateTimeField(null=True)
    undo_asked_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "-id"], name="intake_importrun_newest"),
            models.Index(
                fields=["workspace_id", "shape", "-id"],
                condition=~models.Q(shape=""),
                name="intake_importrun_shape",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportProblem(WorkspaceModel):
    """A row that could not go in: where, what, why, and what to do; it waits to be mended."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    value = models.TextField(blank=True)
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    raw = models.JSONField(default=dict)
    mended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "row"], name="intake_importproblem_row")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.code}"


class PurchaseRule(models.Model):
    """When orders are confirmed and purchasing starts by itself in a workspace."""

    workspace_id = models.UUIDField(primary_key=True, editable=False)
    confirm_by_itself = models.BooleanField(default=False)
    purchase_by_itself = models.BooleanField(default=False)
    must_be_paid = models.BooleanField(default=True)
    changed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"confirm {self.confirm_by_itself}, purchase {self.purchase_by_itself}"
