"""The port that each channel of messages fills; e-mail is built in."""

from typing import Protocol

from django.core.mail import EmailMessage

from orderloom.identity.queries import Reader
from orderloom.notifications.words import Words


class Channel(Protocol):
    """A way by which a notice reaches a person."""

    key: str

    def address_of(self, person: Reader) -> str:
        """Return the person's address on this channel, or an empty text."""

    def send(self, address: str, words: Words, link: str) -> None:
        """Deliver the words. Raises OSError when it may work later."""


class Email:
    """Delivery by e-mail."""

    key = "email"

    def address_of(self, person: Reader) -> str:
        """Return the person's e-mail address."""
        return person.email

    def send(self, address: str, words: Words, link: str) -> None:
        """Send one plain message; the server's trouble comes as OSError (SMTP errors are such)."""
        subject = " ".join(words.subject.split())  # a line break in a subject would be a header of its own
        EmailMessage(subject, f"{words.text}\n\n{link}\n", to=[address]).send()


CHANNELS: dict[str, Channel] = {"email": Email()}
