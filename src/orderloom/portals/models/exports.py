"""Lists that are too long to be downloaded at once: a job writes them to a file."""

from django.db import models

from orderloom.kernel.models import WorkspaceModel


class ExportStatus(models.TextChoices):
    """How far an export is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class ListExport(WorkspaceModel):
    """A file of a list: `query` is the list's address without its path, `file_key` where the file lies."""

    user = models.ForeignKey("identity.User", on_delete=models.PROTECT, related_name="+")
    list = models.CharField(max_length=12)
    query = models.TextField(blank=True)
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=4)
    status = models.CharField(max_length=10, choices=ExportStatus.choices, default=ExportStatus.WAITING)
    rows = models.PositiveIntegerField(default=0)
    file_key = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["csv", "xlsx"]), name="portals_listexport_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.list}.{self.kind}"
