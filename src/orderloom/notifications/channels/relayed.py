"""Providers that apprise writes to: only those whose hosts it holds itself, so that no address leads elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.errors import Invalid
from orderloom.notifications.words import Words


@dataclass(frozen=True, slots=True)
class Relayed:
    """A provider, or several of one trade, by apprise's schemes."""

    key: str
    schemes: tuple[str, ...]
    is_short: bool = False  # a text message: the subject and where it leads

    def check(self, to: Mapping[str, str]) -> str:
        """Return scheme and last signs of the address. Raises Invalid when apprise cannot read it."""
        from orderloom.notifications.channels.by_apprise import provider  # noqa: PLC0415 - long to read

        scheme, address = self._address(to)
        provider(scheme, address)
        return f"{scheme} …{address.rstrip('/')[-4:]}"

    def send(self, to: Mapping[str, str], words: Words, link: str, name: str) -> str:
        """Send by the provider. Raises Refused with apprise's words on it."""
        from orderloom.notifications.channels.by_apprise import provider, sent_by  # noqa: PLC0415 - long to read

        told = Words("", words.subject) if self.is_short else words
        sent_by(provider(*self._address(to)), told.subject, f"{told.text}\n\n{link}")
        return "the provider took it"

    def _address(self, to: Mapping[str, str]) -> tuple[str, str]:
        """Return the scheme and the address. Raises Invalid for another scheme, and for options.

        Options behind the question mark change apprise's own ways (certificates, redirects, formats).
        """
        address = to["address"].strip()
        plain = urlsplit(address)
        if plain.scheme.lower() not in self.schemes or plain.query or plain.fragment:
            known = {"known": ", ".join(f"{scheme}://" for scheme in self.schemes)}
            words = _("Only addresses of these kinds, without options: %(known)s") % known
            raise Invalid(fields={"address": words})
        return plain.scheme.lower(), address


RELAYED = (
    Relayed("telegram", ("tgram",)),
    Relayed("whatsapp", ("whatsapp",)),
    Relayed("sms", ("twilio", "bulksms"), is_short=True),
)
