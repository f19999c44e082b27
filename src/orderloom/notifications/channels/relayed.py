"""Providers that apprise writes to: only those whose hosts it holds itself, so that no address leads elsewhere."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from apprise.exception import AppriseException
from apprise.logger import LogCapture
from apprise.plugins.base import NotifyBase
from apprise.plugins.bulksms import NotifyBulkSMS
from apprise.plugins.telegram import NotifyTelegram
from apprise.plugins.twilio import NotifyTwilio
from apprise.plugins.whatsapp import NotifyWhatsApp
from django.utils.translation import gettext_lazy as _

from orderloom.kernel.errors import Invalid
from orderloom.notifications.ports import Refused
from orderloom.notifications.words import Words


@dataclass(frozen=True, slots=True)
class Relayed:
    """A provider, or several of one trade, by apprise's schemes."""

    key: str
    schemes: tuple[str, ...]
    is_short: bool = False  # a text message: the subject and where it leads

    def check(self, to: Mapping[str, str]) -> str:
        """Return scheme and last signs of the address. Raises Invalid when apprise cannot read it."""
        _made(self, to)
        return f"{urlsplit(to['address']).scheme} …{to['address'].rstrip('/')[-4:]}"

    def send(self, to: Mapping[str, str], words: Words, link: str, name: str) -> str:
        """Send by the provider. Raises Refused with apprise's words on it."""
        made = _made(self, to)
        told = Words("", words.subject) if self.is_short else words
        with LogCapture(level=logging.WARNING, fmt="%(message)s") as said:  # type: ignore[no-untyped-call]  # apprise has no types there
            sent = made.send(body=f"{told.text}\n\n{link}", title=told.subject)
            trouble = " ".join(said.getvalue().split())
        if not sent:
            raise Refused(trouble[:300] or "the provider did not take it")
        return "the provider took it"


def _made(channel: Relayed, to: Mapping[str, str]) -> NotifyBase:
    address = to["address"].strip()
    # Options behind the question mark change apprise's own ways (certificates, redirects, formats).
    plain = urlsplit(address)
    if plain.scheme.lower() not in channel.schemes or plain.query or plain.fragment:
        known = ", ".join(f"{scheme}://" for scheme in channel.schemes)
        raise Invalid(
            fields={
                "address": _("Only addresses of these kinds, without options: %(known)s") % {"known": known}
            }
        )
    # The classes themselves: `Apprise.instantiate` loads all of its 130 providers first.
    plugin = PLUGINS[plain.scheme.lower()]
    try:
        return plugin(**plugin.parse_url(address) or {})
    except (AppriseException, TypeError) as error:
        raise Invalid(fields={"address": _("The provider's address is not complete.")}) from error


PLUGINS: dict[str, type[NotifyBase]] = {
    "tgram": NotifyTelegram,
    "whatsapp": NotifyWhatsApp,
    "twilio": NotifyTwilio,
    "bulksms": NotifyBulkSMS,
}
RELAYED = (
    Relayed("telegram", ("tgram",)),
    Relayed("whatsapp", ("whatsapp",)),
    Relayed("sms", ("twilio", "bulksms"), is_short=True),
)
