"""Shipments: what left a supplier, by which carrier."""

from django.db import models

from orderloom.kernel.models import WorkspaceModel


class Shipment(WorkspaceModel):
    """A parcel of one task; without a tracking number there is a coded reason why."""

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
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="shipping_shipment_quantity"),
            models.CheckConstraint(
                condition=models.Q(tracking_number="") ^ models.Q(no_tracking_reason=""),
                name="shipping_shipment_number_or_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["task"], name="shipping_shipment_task"),
            models.Index(fields=["workspace_id", "tracking_number"], name="shipping_shipment_number"),
        ]

    def __str__(self) -> str:
        return self.tracking_number or self.carrier
