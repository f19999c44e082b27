"""The workspace's scripts, every version of them kept."""

from django.db import models

from orderloom.kernel.models import WorkspaceModel


class ScriptVersion(WorkspaceModel):
    """One version of a script; the published one runs, a draft does not, earlier ones are retired."""

    purpose = models.CharField(max_length=20, default="sku")
    number = models.PositiveIntegerField()
    source = models.TextField()
    status = models.CharField(max_length=10, default="draft")  # draft | published | retired
    author = models.ForeignKey("identity.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "purpose", "number"], name="scripting_version_number"
            ),
            models.UniqueConstraint(
                fields=["workspace_id", "purpose"],
                condition=models.Q(status="published"),
                name="scripting_one_published",
            ),
            models.UniqueConstraint(
                fields=["workspace_id", "purpose"],
                condition=models.Q(status="draft"),
                name="scripting_one_draft",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "published", "retired"]),
                name="scripting_version_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.number}"
