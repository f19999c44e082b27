"""Links that were sent, the devices that are known to be a member's own, and the codes that make one known."""

from django.db import models

from orderloom.kernel.actor import link_name
from orderloom.kernel.models import WorkspaceModel
from orderloom.links.states import Known, Purpose


class TaskLink(WorkspaceModel):
    """A link to one task for one purpose, for one member of its supplier; only the digest of its secret is kept."""

    company_id = models.UUIDField()
    user = models.ForeignKey("identity.User", on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(
        "production.OrderTask", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    attempt = models.PositiveIntegerField()  # the offer to which it belongs: with that it ends
    purpose = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Purpose])
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)  # what cannot be undone is done once
    asked_at = models.DateTimeField(null=True)  # when somebody asked for a fresh one
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["company_id", "user"],
                condition=models.Q(revoked_at__isnull=True),
                name="links_tasklink_person",
            ),
            models.Index(fields=["task"], name="links_tasklink_task"),
        ]

    def __str__(self) -> str:
        return link_name(self.id)


class LinkDevice(WorkspaceModel):
    """A browser that is taken for the member's own; it carries a cookie, whose digest is kept."""

    company_id = models.UUIDField()
    user = models.ForeignKey("identity.User", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)  # iPhone, Android, WeChat, Windows, ...
    known_by = models.CharField(max_length=7, choices=[(one.value, one.value) for one in Known])
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "user", "digest"], name="links_linkdevice_once")
        ]
        indexes = [models.Index(fields=["company_id", "user"], name="links_linkdevice_person")]

    def __str__(self) -> str:
        return self.kind


class LinkCode(WorkspaceModel):
    """Six digits that were mailed to the member, because somebody came from a device that is not known."""

    link = models.ForeignKey(TaskLink, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    company_id = models.UUIDField()
    user = models.ForeignKey("identity.User", on_delete=models.PROTECT, related_name="+")
    device = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, blank=True)  # blank until it is mailed
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "user", "-id"], name="links_linkcode_person")]

    def __str__(self) -> str:
        return f"code for {self.link_id}"
