"""What holds orders for review: the rules of a workspace, its blocked buyers, and what the rules have found."""

from django.db import models
from django.db.models import Q

from orderloom.intake.models.orders import CustomerOrder, one_of
from orderloom.intake.review.kinds import BlockedBy, ReviewKind, Settled
from orderloom.kernel.models import WorkspaceModel


class ReviewRule(WorkspaceModel):
    """How one rule of review is set in the workspace; a rule that was never set has no row."""

    kind = models.CharField(max_length=12)
    is_on = models.BooleanField()
    params = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "kind"], name="intake_reviewrule_kind"),
            one_of("kind", ReviewKind, "intake_reviewrule_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {'on' if self.is_on else 'off'}"


class BlockedBuyer(WorkspaceModel):
    """A sign of somebody whose orders are looked through first; `folded` is what is compared."""

    by = models.CharField(max_length=8)
    value = models.CharField(max_length=300)
    folded = models.CharField(max_length=300)
    why = models.CharField(max_length=300, blank=True)
    added_by = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "by", "folded"], name="intake_blockedbuyer_once"),
            one_of("by", BlockedBy, "intake_blockedbuyer_by"),
        ]

    def __str__(self) -> str:
        return self.value


class ReviewFinding(WorkspaceModel):
    """Why an order waits for somebody. `facts` is the digest of what the rule saw: approved once, it stays approved."""

    order = models.ForeignKey(
        CustomerOrder, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=12)
    params = models.JSONField(default=dict)
    facts = models.CharField(max_length=32)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)
    settled = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            one_of("kind", ReviewKind, "intake_finding_kind"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled="")
                | Q(settled_at__isnull=False, settled__in=[one.value for one in Settled]),
                name="intake_finding_settled",
            ),
            models.UniqueConstraint(
                fields=["order", "kind"], condition=Q(settled_at=None), name="intake_finding_open"
            ),
        ]
        indexes = [
            models.Index(fields=["order", "kind", "facts"], name="intake_finding_order"),
            models.Index(
                fields=["workspace_id", "kind"], condition=Q(settled_at=None), name="intake_finding_kind_ix"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.order_id}"
