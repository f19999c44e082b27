"""Who looks at what just now; rows that live for minutes."""

from django.db import models

from orderloom.kernel.models import WorkspaceModel


class Presence(WorkspaceModel):
    """Somebody has the page of an order open; who has not been heard of for a while is gone."""

    user = models.ForeignKey("identity.User", on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "subject_id", "user"], name="portals_presence_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.subject_id}"
