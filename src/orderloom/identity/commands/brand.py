"""The logo of a workspace."""

import hashlib
from datetime import datetime

from orderloom.identity.events import LogoChanged
from orderloom.identity.models import Logo, Workspace
from orderloom.identity.permissions import SETTINGS
from orderloom.identity.pictures import checked_picture
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.events import record


@command
def set_logo(*, actor: Actor, content: bytes, now: datetime) -> str:
    """Make the picture the workspace's logo and return its digest. Raises NotAllowed and Invalid (no such picture)."""
    actor.require(SETTINGS)
    picture = checked_picture(content)
    digest = hashlib.sha256(content).hexdigest()
    if _told(actor, digest, now):
        Logo.objects.update_or_create(
            workspace_id=actor.workspace_id,
            defaults={"kind": picture.kind, "digest": digest, "content": content, "at": now},
        )
    return digest


@command
def remove_logo(*, actor: Actor, now: datetime) -> None:
    """Take the logo away. Raises NotAllowed."""
    actor.require(SETTINGS)
    if _told(actor, "", now):
        Logo.objects.filter(workspace_id=actor.workspace_id).delete()


def _told(actor: Actor, digest: str, now: datetime) -> bool:
    """Note the new digest, and return whether it is another one."""
    row = Workspace.objects.select_for_update().get(id=actor.workspace_id)
    before, row.logo = row.logo, digest
    if before == digest:
        return False
    row.save(update_fields=["logo"])
    record(actor, LogoChanged(subject_id=row.id, changes={"logo": [before[:12], digest[:12]]}), at=now)
    return True
