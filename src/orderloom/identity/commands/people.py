"""Find or make the person behind an e-mail address."""

import re

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from orderloom.identity.models import User
from orderloom.kernel.errors import Invalid

ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")


def person_with(
    email: str, *, name: str = "", language: str = "en", password: str | None = None
) -> tuple[User, bool]:
    """Return the user who signs in with the address, made when there is none, and whether they are new.

    Raises Invalid when it is no e-mail address.
    """
    address = email.strip().lower()
    if not ADDRESS.fullmatch(address) or len(address) > 254:
        raise Invalid(fields={"email": _("This is not an e-mail address.")})
    found = User.objects.filter(email=address).first()
    if found is not None:
        return found, False
    return User.objects.get_or_create(  # two may make the same person at once
        email=address,
        defaults={
            "name": (name.strip() or address.partition("@")[0])[:120],
            "language": language,
            "password": make_password(password),
        },
    )
