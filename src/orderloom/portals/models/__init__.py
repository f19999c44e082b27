"""What the pages themselves keep: saved views of lists, files of exported lists, and how a workspace starts."""

from orderloom.portals.models.exports import ListExport
from orderloom.portals.models.start import DemoThing, Start
from orderloom.portals.models.views import SavedView

__all__ = ["DemoThing", "ListExport", "SavedView", "Start"]
