"""Rotation pools with their seats, and the record of every assignment."""

from django.db import models

from orderloom.kernel.models import WorkspaceModel


class RotationPool(WorkspaceModel):
    """The suppliers of one category, served in fair rotation; the row's lock puts choices in order."""

    category = models.ForeignKey(
        "catalog.Category", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    turns = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "category"], name="routing_pool_category")
        ]

    def __str__(self) -> str:
        return f"pool of {self.category_id}"


class PoolSeat(WorkspaceModel):
    """How much a supplier has had in a pool; `seated` is false while it is paused or has left."""

    pool = models.ForeignKey(RotationPool, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    supplier = models.ForeignKey(
        "partners.Supplier", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    served = models.BigIntegerField(default=0)
    adjustment = models.CharField(
        max_length=120, default="0"
    )  # an exact fraction: weighted levels are not decimals
    weight = models.PositiveIntegerField(default=1)
    last_turn = models.BigIntegerField(default=0)
    seated = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "pool", "supplier"], name="routing_seat_once")
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id}: {self.served}"


class AssignmentStatus(models.TextChoices):
    """What became of an offer."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class Assignment(WorkspaceModel):
    """One offer of one task to one supplier, with why; `why` is JSON text: rule, candidates, who was left out."""

    task = models.ForeignKey(
        "production.OrderTask", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    supplier = models.ForeignKey(
        "partners.Supplier", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    category = models.ForeignKey(
        "catalog.Category", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    attempt = models.PositiveIntegerField()
    turn = models.BigIntegerField(
        null=True
    )  # the pool's count at the choice: fairness is checked at every prefix
    status = models.CharField(
        max_length=12, choices=AssignmentStatus.choices, default=AssignmentStatus.OFFERED
    )
    at = models.DateTimeField()
    respond_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20, blank=True)
    reason_text = models.CharField(max_length=500, blank=True)
    script_number = models.PositiveIntegerField(null=True)
    why = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "attempt"], name="routing_assignment_attempt"),
            models.CheckConstraint(
                condition=models.Q(status__in=AssignmentStatus.values), name="routing_assignment_status"
            ),
        ]
        indexes = [models.Index(fields=["supplier", "-id"], name="routing_assignment_supplier")]

    def __str__(self) -> str:
        return f"attempt {self.attempt} of {self.task_id}"
