"""The port that each channel of messages fills."""

from collections.abc import Mapping
from typing import Protocol

from orderloom.notifications.words import Words


class Refused(OSError):
    """The provider answered that it does not take the message; its words are the message."""


class Gone(OSError):
    """The address is no more: nothing can ever be sent there again."""


class Channel(Protocol):
    """A way by which a notice reaches a person."""

    @property
    def key(self) -> str:
        """Return the channel's name in the database."""

    def check(self, to: Mapping[str, str]) -> str:
        """Return how the address is shown, without its secret. Raises Invalid when it is none of this channel."""

    def send(self, to: Mapping[str, str], words: Words, link: str, name: str) -> str:
        """Deliver the words and return the provider's answer; `name` is the same at every try of one message.

        Raises OSError when it may work later, Gone when never.
        """
