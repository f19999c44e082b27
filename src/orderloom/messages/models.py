"""Messages, what is attached to them, and how far each person has read."""

from django.db import models
from django.db.models import Q

from orderloom.kernel.models import WorkspaceModel


class Message(WorkspaceModel):
    """Words about an order. With a `company_id` that supplier company reads them too; rows are never changed."""

    order = models.ForeignKey(
        "intake.CustomerOrder",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    task = models.ForeignKey(
        "production.OrderTask",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    company_id = models.UUIDField(null=True)
    audience = models.CharField(max_length=8)
    party = models.CharField(max_length=10)
    author = models.ForeignKey("identity.User", null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    once = models.UUIDField(null=True)  # what was sent twice bears the same
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="team", company_id=None)
                | Q(audience="supplier", company_id__isnull=False, task__isnull=False),
                name="messaging_message_audience",
            ),
            models.UniqueConstraint(fields=["workspace_id", "once"], name="messaging_message_once"),
        ]
        indexes = [
            models.Index(fields=["order", "-id"], name="messaging_message_order"),
            models.Index(
                fields=["task", "-id"], condition=Q(task__isnull=False), name="messaging_message_task"
            ),
            models.Index(
                fields=["company_id", "-id"],
                condition=Q(company_id__isnull=False),
                name="messaging_message_company",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_name} {self.created_at:%Y-%m-%d %H:%M}"


class Attachment(WorkspaceModel):
    """A file of a message: kept under its content's hash; a picture has a size and a small copy of itself."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "digest"], name="messaging_attachment_digest")]

    def __str__(self) -> str:
        return self.name


class ReadMark(WorkspaceModel):
    """The newest message that a person has seen: of an order as staff, of a task at a supplier."""

    user = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="+")
    order_id = models.UUIDField()
    task_id = models.UUIDField(null=True)
    company_id = models.UUIDField(null=True)
    seen_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "user", "order_id", "task_id"],
                nulls_distinct=False,
                name="messaging_readmark_once",
            ),
            models.CheckConstraint(
                condition=Q(task_id=None, company_id=None)
                | Q(task_id__isnull=False, company_id__isnull=False),
                name="messaging_readmark_side",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company_id", "user"],
                condition=Q(company_id__isnull=False),
                name="messaging_readmark_company",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.order_id}"
