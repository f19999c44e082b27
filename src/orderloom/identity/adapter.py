"""What allauth asks us: who may sign up, where links lead, what is said when something is wrong."""

import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from orderloom.identity.openness import is_untouched
from orderloom.kernel.errors import Refusal

YEAR_SECONDS = 365 * 24 * 3600
logger = logging.getLogger("orderloom.identity")


class MailNotSent(Refusal):
    """The mail server does not answer."""

    code = "mail_not_sent"
    status = 503
    message = _("The mail could not be sent just now. Nothing has changed. Try again in a few minutes.")


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """People come by invitation of a workspace; only the very first one signs up by themselves."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, or reset the password."),
        "enter_current_password": _("This is not your present password."),
        "invalid_password_reset": _("This link no longer works."),
        "unknown_email": _("Nobody signs in with this address."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Let the first person of an installation in, and nobody after them: addresses are not proven here."""
        return is_untouched()

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Leave the user without a user name: the e-mail address signs in."""

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a reset mail, at the installation's own address: a request may claim any host."""
        uid, _dash, rest = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": rest})
        return f"{settings.ADDRESS}{path}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return where to go after changing the password: the front door."""
        return "/"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of the sign-in pages. Raises MailNotSent."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as trouble:  # what goes wrong between us and the mail server is such an error
            logger.warning("mail not sent: %s", trouble)
            raise MailNotSent from trouble

    def post_login(self, request: HttpRequest, user: Any, **told: Any) -> HttpResponse:
        """Go on after signing in, in the person's own language unless this browser has another."""
        response: HttpResponse = super().post_login(request, user, **told)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                max_age=YEAR_SECONDS,
                secure=request.is_secure(),
                samesite="Lax",
            )
        return response
