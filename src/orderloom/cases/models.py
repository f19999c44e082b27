"""Exception cases: what could not be done, who owns it, by when, and how it ended."""

from django.db import models

from orderloom.kernel.models import WorkspaceModel


class Case(WorkspaceModel):
    """One thing that needs a person. There is at most one open case of a kind for a subject."""

    number = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()  # the task, order, line or run that it is about
    order_id = models.UUIDField(null=True)
    task_id = models.UUIDField(null=True)
    owner = models.ForeignKey("identity.User", null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, default="open")  # open | solved
    facts = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)
    solution = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "number"], name="cases_case_number"),
            models.UniqueConstraint(
                fields=["workspace_id", "kind", "subject_id"],
                condition=models.Q(status="open"),
                name="cases_case_once",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "solved"]), name="cases_case_status"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "status", "due_at", "id"], name="cases_case_list"),
            models.Index(fields=["order_id"], name="cases_case_order"),
        ]

    def __str__(self) -> str:
        return f"C-{self.number}"
