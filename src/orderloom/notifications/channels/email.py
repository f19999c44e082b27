"""Delivery by e-mail."""

from collections.abc import Mapping

from django.core.mail import EmailMessage

from orderloom.notifications.words import Words


class Email:
    """Plain messages by the installation's mail server."""

    key = "email"

    def check(self, to: Mapping[str, str]) -> str:
        """Return the address; it is the one that the person signs in with."""
        return to["address"]

    def send(self, to: Mapping[str, str], words: Words, link: str, name: str) -> str:
        """Send one plain message; the server's trouble comes as OSError (SMTP errors are such)."""
        subject = " ".join(words.subject.split())  # a line break in a subject would be a header of its own
        EmailMessage(subject, f"{words.text}\n\n{link}\n", to=[to["address"]]).send()
        return "sent"
