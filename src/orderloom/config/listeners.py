"""Who may hear whose live updates: the session's user, a member of the party, from our own pages."""

import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections, connections
from django.http import HttpRequest
from django.utils.module_loading import import_string

RECHECK_SECONDS = 60


@dataclass
class Asked:
    """A wish to listen: by which session, for which party (`workspace:<uuid>`, `supplier:<uuid>`)."""

    session: str
    party: str
    checked: float = field(default_factory=time.monotonic)

    async def still(self, check: "Callable[[Asked], Awaitable[bool]]") -> bool:
        """Say whether the listener may go on; asked again now and then, for people leave."""
        if time.monotonic() - self.checked < RECHECK_SECONDS:
            return True
        self.checked = time.monotonic()
        return await check(self)


async def ears(asked: Asked) -> bool:
    """Say whether the session's user may hear the party."""
    if not asked.session or asked.party.partition(":")[0] not in {"workspace", "supplier"}:
        return False
    return await sync_to_async(_may_hear)(asked)


def _may_hear(asked: Asked) -> bool:
    # By its name: models can be imported only when Django is ready, which it is not yet here.
    may_hear: Callable[[object, str], bool] = import_string("orderloom.identity.queries.may_hear")
    close_old_connections()
    try:
        request = HttpRequest()
        request.session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")(asked.session)
        user = get_user(request)
        return user.is_authenticated and may_hear(user.pk, asked.party)
    except ValueError:
        return False
    finally:
        connections.close_all()


def allowed_origin(origin: str, host: str) -> bool:
    """Say whether a page of this origin may listen: our own web address, or one that is trusted.

    The application and the live updates have the same host; their ports differ unless a proxy
    stands before both.
    """
    if origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).netloc == host:
        return True
    page, here = urlsplit(origin), urlsplit(f"//{host}")
    return page.hostname == here.hostname and str(page.port) == os.environ.get("ORDERLOOM_PORT", "")
