"""Who may begin a workspace by themselves: the first person of an installation, and others where it is opened."""

from django.conf import settings
from django.db import connection

from orderloom.identity.models import SlugIndex, User
from orderloom.identity.queries import workspaces_of


def is_untouched() -> bool:
    """Tell whether nobody has ever signed in to this installation."""
    return not User.objects.exists()


def may_begin(person: User) -> bool:
    """Tell whether the person may make a workspace: they belong to none, and there is none yet or everybody may."""
    return not workspaces_of(person.id) and (settings.OPEN_SIGNUP or not SlugIndex.objects.exists())


def begin_one_at_a_time() -> None:
    """Let nobody else make a workspace until the transaction ends, so that only one is the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('first workspace', 0))")
