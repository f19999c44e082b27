"""Negotiations with their versions, and what a workspace lets accept itself."""

from django.db import models
from django.db.models import Q

from orderloom.kernel.models import WorkspaceModel
from orderloom.negotiation.states import NegotiationStatus, Side

SIDES = [side.value for side in Side]


class Negotiation(WorkspaceModel):
    """Two sides talk about a subject: whose turn it is, until when, and what came of it.

    `standing` holds the terms that stood when it began; `version` names the newest version, the one on the table.
    """

    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    supplier = models.ForeignKey(
        "partners.Supplier", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    company_id = models.UUIDField()  # the supplier's company: what row-level security compares
    status = models.CharField(max_length=10, default=NegotiationStatus.OPEN.value)
    turn = models.CharField(max_length=8)
    version_id = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    standing = models.TextField()
    respond_by = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "subject_kind", "subject_id"],
                condition=Q(status="open"),
                name="negotiation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in NegotiationStatus]),
                name="negotiation_status",
            ),
            models.CheckConstraint(condition=Q(turn__in=SIDES), name="negotiation_turn"),
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True)
                | (~Q(status="open") & Q(closed_at__isnull=False)),
                name="negotiation_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id", "-id"], name="negotiation_subject"),
            models.Index(
                fields=["workspace_id", "respond_by"], condition=Q(status="open"), name="negotiation_due"
            ),
            models.Index(
                fields=["company_id", "-id"], condition=Q(status="open"), name="negotiation_company"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.status}"


class Version(WorkspaceModel):
    """What one side proposed. Rows are added and never changed; `digest` covers terms, side and the version before."""

    negotiation = models.ForeignKey(
        Negotiation, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    company_id = models.UUIDField()
    number = models.PositiveIntegerField()
    side = models.CharField(max_length=8)
    on_behalf = models.BooleanField(default=False)  # staff spoke for the supplier
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    terms = models.TextField()  # canonical JSON, kept as text so that its digest can be checked byte for byte
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["negotiation", "number"], name="negotiation_version_number"),
            models.CheckConstraint(condition=Q(side__in=SIDES), name="negotiation_version_side"),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class Policy(WorkspaceModel):
    """What the workspace lets suppliers change without being asked, for one kind of subject; no row: nothing."""

    subject_kind = models.CharField(max_length=20)
    price_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    days = models.PositiveSmallIntegerField(default=0)
    quantity_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "subject_kind"], name="negotiation_policy_once"),
            models.CheckConstraint(
                condition=Q(price_percent__range=(0, 100), quantity_percent__range=(0, 100)),
                name="negotiation_policy_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}: {self.price_percent} %, {self.days} d, {self.quantity_percent} %"
