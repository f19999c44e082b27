"""Saved views: what a list shows, under a name."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from orderloom.kernel.models import WorkspaceModel

LISTS = ("orders", "tasks", "cases", "suppliers", "shipments", "products")


class SavedView(WorkspaceModel):
    """What a list shows, under a name; without a `user` it is the team's. `query` is the address without its path."""

    user = models.ForeignKey("identity.User", null=True, on_delete=models.PROTECT, related_name="+")
    list = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    query = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    pinned = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(list__in=LISTS), name="portals_view_list"),
            models.UniqueConstraint(
                "workspace_id", "list", Lower("name"), condition=Q(user=None), name="portals_view_team_name"
            ),
            models.UniqueConstraint(
                "workspace_id",
                "user",
                "list",
                Lower("name"),
                condition=Q(user__isnull=False),
                name="portals_view_own_name",
            ),
            models.UniqueConstraint(
                fields=["workspace_id", "list"],
                condition=Q(user=None, is_default=True),
                name="portals_view_team_default",
            ),
            models.UniqueConstraint(
                fields=["workspace_id", "user", "list"],
                condition=Q(user__isnull=False, is_default=True),
                name="portals_view_own_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name
