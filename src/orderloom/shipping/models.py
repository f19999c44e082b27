"""Shipments: what left a supplier, by which carrier."""

from django.db import models
from django.db.models import Case, Q, Value, When

from orderloom.kernel.models import WorkspaceModel
from orderloom.shipping.states import NoTracking, ParcelState


class Shipment(WorkspaceModel):
    """A parcel of one task; without a tracking number there is a coded reason why. `state` is computed for lists."""

    task = models.ForeignKey(
        "production.OrderTask", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    supplier = models.ForeignKey(
        "partners.Supplier", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    company_id = models.UUIDField()
    carrier = models.CharField(max_length=40)
    tracking_number = models.CharField(max_length=60, blank=True)
    no_tracking_reason = models.CharField(max_length=20, blank=True)
    quantity = models.PositiveIntegerField()
    shipped_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    standing = models.TextField(blank=True, db_default="")  # how its task was before and after, JSON text
    state = models.GeneratedField(
        expression=Case(
            When(voided_at__isnull=False, then=Value(ParcelState.VOIDED.value)),
            When(arrived_at__isnull=False, then=Value(ParcelState.ARRIVED.value)),
            When(no_tracking_reason=NoTracking.LATER.value, then=Value(ParcelState.NO_NUMBER.value)),
            default=Value(ParcelState.MOVING.value),
        ),
        output_field=models.CharField(max_length=10),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="shipping_shipment_quantity"),
            models.CheckConstraint(
                condition=Q(tracking_number="") ^ Q(no_tracking_reason=""),
                name="shipping_shipment_number_or_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["task"], name="shipping_shipment_task"),
            models.Index(fields=["workspace_id", "tracking_number"], name="shipping_shipment_number"),
            models.Index(fields=["workspace_id", "-shipped_at", "-id"], name="shipping_shipment_list"),
            *(
                models.Index(
                    fields=["workspace_id", field, "-shipped_at", "-id"], name=f"shipping_shipment_{field}"
                )
                for field in ("state", "carrier", "supplier")
            ),
        ]

    def __str__(self) -> str:
        return self.tracking_number or self.carrier
