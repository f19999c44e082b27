"""What every stage's rows share, the timeline with its hash chain, and running numbers."""

from django.db import models

from orderloom.kernel.ids import new_id


class WorkspaceModel(models.Model):
    """A row that belongs to exactly one workspace; PostgreSQL hides it from all others."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace_id = models.UUIDField(editable=False)

    class Meta:
        abstract = True


class TimelineEvent(WorkspaceModel):
    """A fact that happened. Rows are added and never changed; `digest` covers all other columns."""

    link_number = models.BigIntegerField()
    place = models.IntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    party = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    order_id = models.UUIDField(null=True)
    task_id = models.UUIDField(null=True)
    subject_id = models.UUIDField(null=True)
    company_id = models.UUIDField(null=True)
    data = models.TextField()  # canonical JSON, kept as text so that its digest can be checked byte for byte
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "link_number", "place"], name="kernel_event_place"
            )
        ]
        indexes = [
            models.Index(
                fields=["order_id", "id"],
                condition=models.Q(order_id__isnull=False),
                name="kernel_event_order",
            ),
            models.Index(
                fields=["task_id", "id"], condition=models.Q(task_id__isnull=False), name="kernel_event_task"
            ),
            models.Index(
                fields=["subject_id", "id"],
                condition=models.Q(subject_id__isnull=False),
                name="kernel_event_subject",
            ),
            models.Index(
                fields=["workspace_id", "-id"],
                condition=models.Q(order_id__isnull=True, task_id__isnull=True),
                name="kernel_event_setup",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class TimelineLink(WorkspaceModel):
    """One transaction's events in the chain: `hash = sha256(previous hash, digest of the events)`."""

    number = models.BigIntegerField()
    events = models.IntegerField()
    digest = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "number"], name="kernel_link_number")]

    def __str__(self) -> str:
        return f"link {self.number}"


class ChainHead(models.Model):
    """The newest link of a workspace; its row lock puts the links in order."""

    workspace_id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField(default=0)
    hash = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"head {self.number}"


class Counter(WorkspaceModel):
    """The last running number given out for one kind of thing (`order`, `task`) in a workspace."""

    name = models.CharField(max_length=20)
    value = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "name"], name="kernel_counter_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"
