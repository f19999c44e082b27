"""What allauth asks us: who may sign up, and where to go after signing in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """People come by invitation of a workspace; nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse open sign-up."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Leave the user without a user name: the e-mail address signs in."""
