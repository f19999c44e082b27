"""Notices that a person reads in the app, and the messages sent for them."""

from django.db import models

from orderloom.kernel.models import WorkspaceModel


class Notice(WorkspaceModel):
    """One thing a person is told; the words are made from `kind` and `facts` in the reader's language."""

    user = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="+")
    company_id = models.UUIDField(null=True)
    level = models.CharField(max_length=5, default="know")  # act | know | log
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    order_id = models.UUIDField(null=True)
    task_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="notifications_notice_reader")]

    def __str__(self) -> str:
        return self.kind


class Delivery(WorkspaceModel):
    """A notice on its way by a channel, with every try; `given_up` ones show as an exception."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    channel = models.CharField(max_length=12)
    address = models.CharField(max_length=254)
    status = models.CharField(max_length=10, default="waiting")  # waiting | sent | given_up
    tries = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel", "address"], name="notifications_delivery_once"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["waiting", "sent", "given_up"]),
                name="notifications_delivery_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.status}"


class MessageText(WorkspaceModel):
    """The workspace's own words for one kind of notice in one language, with {placeholders}."""

    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "kind", "language"], name="notifications_messagetext_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"
