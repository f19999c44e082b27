"""What is done with many things at once: a run, the pieces it goes by, and what it left and why."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from orderloom.kernel.models import WorkspaceModel


class RunStatus(models.TextChoices):
    """How far a run is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class RunAfter(models.TextChoices):
    """What a run has to do with the one before it."""

    RETRY = "retry"
    UNDO = "undo"


class BulkRun(WorkspaceModel):
    """One move with many orders or tasks, asked for by somebody; `query` is the list's address without its path."""

    user = models.ForeignKey("identity.User", on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=200)
    list = models.CharField(max_length=12)
    move = models.CharField(max_length=20)
    argument = models.CharField(max_length=300, blank=True)
    query = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.WAITING)
    is_gathered = models.BooleanField(default=False)  # the pieces are written
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    origin = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    relation = models.CharField(max_length=10, choices=RunAfter.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(list__in=["orders", "tasks"]), name="portals_run_list"),
            models.UniqueConstraint(
                fields=["origin", "relation"],
                condition=models.Q(relation="undo"),
                name="portals_run_undone_once",
            ),
        ]
        indexes = [models.Index(fields=["workspace_id", "-created_at"], name="portals_run_newest")]

    def __str__(self) -> str:
        return f"{self.move} {self.total}"


class BulkPart(WorkspaceModel):
    """A piece of a run, done in one transaction or not at all."""

    run = models.ForeignKey(BulkRun, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    place = models.PositiveIntegerField()
    ids = ArrayField(models.UUIDField())
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "place"], name="portals_part_place")]

    def __str__(self) -> str:
        return f"part {self.place}"


class BulkFailure(WorkspaceModel):
    """An order or task that a run has left as it was, and the code of the reason."""

    run = models.ForeignKey(BulkRun, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    subject_id = models.UUIDField()
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "subject_id"], name="portals_failure_once")]
        indexes = [models.Index(fields=["run", "code"], name="portals_failure_code")]

    def __str__(self) -> str:
        return self.code
