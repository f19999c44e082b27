"""Begin a workspace with all that it needs: its owner, the default SKU script, first steps, and demo data."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction

from orderloom.identity.commands.workspaces import create_workspace
from orderloom.identity.models import SlugIndex
from orderloom.kernel.actor import system
from orderloom.kernel.ids import new_id
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.commands.start import begin_start
from orderloom.scripting.commands import ensure_default_script

LONGEST = 40
NAMELESS = "shop"


def begin_workspace(
    *, name: str, slug: str, with_demo: bool, by: str, now: datetime, **owner_and_settings: Any
) -> str:
    """Make the workspace and all that it begins with, or nothing; return its id as text.

    The rest is what `create_workspace` asks. Not one command but many, as days pass in demo data. Raises Invalid.
    """
    with transaction.atomic():
        made = create_workspace(name=name, slug=slug, now=now, **owner_and_settings)
        with wear(Hat.workspace(made)):
            actor = system(made, name=by)
            ensure_default_script(actor=actor, now=now)
            begin_start(actor=actor, now=now, with_demo=with_demo)
    return str(made)


def slug_of(name: str) -> str:
    """Return the letters and digits of the name as a short name for addresses; blank when it has none."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower())[:LONGEST].strip("-")


def free_slug(name: str) -> str:
    """Return a short name that nobody has yet: of the name's letters, with a few more where that is taken."""
    wanted = slug_of(name) or NAMELESS
    if not SlugIndex.objects.filter(slug=wanted).exists() and wanted != NAMELESS:
        return wanted
    return f"{wanted[: LONGEST - 9].strip('-')}-{new_id().hex[-8:]}"
