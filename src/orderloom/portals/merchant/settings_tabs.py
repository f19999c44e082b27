"""The pages of the settings, and who may change what is on them."""

from django.utils.translation import gettext as _

from orderloom.identity.middleware import AudienceRequest
from orderloom.portals.merchant.setup_pages import here
from orderloom.ui.shapes import NavItem


def tabs(request: AudienceRequest, current: str) -> list[NavItem]:
    """Return the pages of the settings."""
    names = (
        ("settings", _("Workspace"), "settings"),
        ("settings-brand", _("Logo and colour"), "photo"),
        ("settings-days", _("Working days"), "calendar"),
        ("settings-clock", _("Deadlines"), "clock"),
        ("settings-tolerance", _("Small changes"), "message"),
        ("settings-sharing", _("What suppliers see"), "list-details"),
        ("settings-members", _("Members"), "user"),
        ("settings-roles", _("Roles"), "lock"),
        ("settings-review", _("Order review"), "eye"),
        ("settings-stores", _("Stores"), "package"),
        ("settings-messages", _("Message texts"), "mail"),
        ("settings-notices-own", _("My notifications"), "bell"),
        ("settings-tokens", _("API keys"), "code"),
        ("settings-changes", _("Changes"), "history"),
    )
    return [NavItem(label, here(request, name), icon, current=name == current) for name, label, icon in names]
