"""Orders of one customer that go out in one parcel."""

from django.db import models

from orderloom.intake.models.orders import CustomerOrder
from orderloom.kernel.models import WorkspaceModel


class ShipGroup(WorkspaceModel):
    """Orders that stay apart and are shipped together, as somebody has confirmed."""

    number = models.BigIntegerField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "number"], name="intake_shipgroup_number")
        ]

    def __str__(self) -> str:
        return f"G-{self.number}"


class ShipGroupOrder(WorkspaceModel):
    """An order in its group; it is in one at most."""

    group = models.ForeignKey(ShipGroup, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    order = models.ForeignKey(
        CustomerOrder, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order"], name="intake_shipgroup_order")]

    def __str__(self) -> str:
        return f"{self.order_id} in {self.group_id}"
