"""What apprise does for us: read an address, and send. Read when somebody needs it, for it takes long to read."""

import logging

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

# The classes themselves: `Apprise.instantiate` loads all of its 130 providers first.
PLUGINS: dict[str, type[NotifyBase]] = {
    "tgram": NotifyTelegram,
    "whatsapp": NotifyWhatsApp,
    "twilio": NotifyTwilio,
    "bulksms": NotifyBulkSMS,
}


def provider(scheme: str, address: str) -> NotifyBase:
    """Return the provider at the address. Raises Invalid when apprise cannot read it."""
    plugin = PLUGINS[scheme]
    try:
        return plugin(**plugin.parse_url(address) or {})
    except (AppriseException, TypeError) as error:
        raise Invalid(fields={"address": _("The provider's address is not complete.")}) from error


def sent_by(made: NotifyBase, title: str, body: str) -> None:
    """Send by the provider. Raises Refused with apprise's words on it."""
    with LogCapture(level=logging.WARNING, fmt="%(message)s") as said:  # type: ignore[no-untyped-call]  # apprise has no types there
        sent = made.send(body=body, title=title)
        trouble = " ".join(said.getvalue().split())
    if not sent:
        raise Refused(trouble[:300] or "the provider did not take it")
