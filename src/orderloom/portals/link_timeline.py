"""What the timeline says of links: by which one something was done, and that another device came by one."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from orderloom.portals.order_timeline import Said

Data = Mapping[str, Any]


def by_link(what: str, data: Data) -> str:
    """Return what was done, with the link by which it was done without signing in."""
    return _("%(what)s by link %(link)s") % {"what": what, "link": data["link"]} if "link" in data else what


def _asked(data: Data) -> Said:
    return Said(_("was asked for a code: another device"), "lock", detail=data["device"])


def _confirmed(data: Data) -> Said:
    return Said(_("confirmed another device by a code"), "lock", detail=data["device"])


LINK_WORDS: dict[str, Callable[[Data], Said]] = {
    "OtherDeviceAsked": _asked,
    "OtherDeviceConfirmed": _confirmed,
}
