"""What the menus of a selection's bar offer, fetched when one opens: suppliers to assign, people to put in charge."""

from django.http import HttpResponse

from orderloom.portals.bulk.assigning import assignees
from orderloom.portals.lists.page import ListPage
from orderloom.portals.merchant.setup_pages import page


def bulk_panel(at: ListPage) -> HttpResponse | None:
    """Return the menu that the address asks for, if it asks for one of these."""
    name = at.request.GET.get("panel", "")
    if name == "assign":
        return page(at.request, "lists/panel_assign", {"assignees": assignees(at.request.actor)})
    if name == "charge":
        return page(at.request, "lists/panel_charge", {"people": at.reader.people})
    return None
