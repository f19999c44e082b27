"""Notices that a person reads in the app, and the messages sent for them."""

from django.db import models

from orderloom.kernel.ids import new_id
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
    address = models.CharField(max_length=254)  # as it is shown; a secret one is kept sealed, with the way
    way_id = models.UUIDField(null=True)
    bundle = models.CharField(max_length=80, blank=True)  # what goes out as one message: a task's, a digest's
    due_at = models.DateTimeField(null=True)  # not before; null: at once
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

        indexes = [
            models.Index(
                fields=["bundle", "channel"],
                condition=~models.Q(bundle=""),
                name="notifications_delivery_bundle",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.status}"


class Way(models.Model):
    """An address that a person added to be told at: a chat, a device, a program. It is the person's in all places."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=12)
    shown = models.CharField(max_length=200)
    sealed = models.TextField()  # address and secret, readable only with the installation's key
    digest = models.CharField(max_length=64)  # of the address, so that it is kept once
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="notifications_way_once")]

    def __str__(self) -> str:
        return f"{self.channel} {self.shown}"


class Preference(models.Model):
    """What a person wants to be told, how soon and when not, the same in all places."""

    user = models.OneToOneField("identity.User", primary_key=True, on_delete=models.CASCADE, related_name="+")
    zone = models.CharField(max_length=60, blank=True)
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    mail = models.BooleanField(default=True)
    levels = models.JSONField(default=dict)  # by kind of notice: urgent | act | know | log

    def __str__(self) -> str:
        return str(self.user_id)


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
