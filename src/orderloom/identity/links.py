"""A link that signs a person in once, for handing over to somebody who has never signed in.

Only for people who belong to nothing but the one supplier company, and while that works for one merchant only:
whoever makes such a link could sign in as them, so it must open nothing that its maker does not look after. Checked
when the link is made and again when it is used.
"""

from uuid import UUID

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.utils.translation import gettext_lazy as _

from orderloom.identity.models import User
from orderloom.identity.queries import companies_of, merchants_of, workspaces_of
from orderloom.kernel.errors import Refusal

SALT = "orderloom.identity.links"
DAYS = 3
SECONDS = DAYS * 24 * 60 * 60


class LinkRefused(Refusal):
    """The person can sign in by themselves, or belongs to others as well."""

    code = "link_refused"
    message = _(
        "This person can sign in already. If they have forgotten the password, they can reset it by e-mail."
    )


class Once(PasswordResetTokenGenerator):
    """Makes tokens that end with the first sign-in: they cover the time of the last one."""

    key_salt = SALT


def sign_in_token(user_id: UUID, company_id: UUID) -> str:
    """Return a token that signs the person in once within three days. Raises LinkRefused."""
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None or not _is_only_theirs(user, company_id):
        raise LinkRefused
    told = {"u": str(user.id), "c": str(company_id), "t": Once().make_token(user)}
    return signing.dumps(told, salt=SALT, compress=True)


def person_of(token: str) -> User | None:
    """Return whom the token signs in; None when it is none of ours, was used, or is too old."""
    try:
        told = signing.loads(token, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    user = User.objects.filter(id=told["u"], is_active=True).first()
    if user is None or not Once().check_token(user, told["t"]):
        return None
    return user if _is_only_theirs(user, UUID(told["c"])) else None


def _is_only_theirs(user: User, company_id: UUID) -> bool:
    """Test whether the person has never signed in and belongs to this company, of one merchant, and nothing else."""
    if user.last_login is not None or user.has_usable_password():
        return False
    is_here_only = companies_of(user.id) == [company_id] and not workspaces_of(user.id)
    return is_here_only and len(merchants_of(company_id)) == 1
