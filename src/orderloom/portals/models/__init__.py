"""What the pages themselves keep: saved views, exported lists, runs over many things, and how a workspace starts."""

from orderloom.portals.models.exports import ListExport
from orderloom.portals.models.presence import Presence
from orderloom.portals.models.runs import BulkFailure, BulkPart, BulkRun, RunAfter, RunStatus
from orderloom.portals.models.start import DemoThing, Start
from orderloom.portals.models.views import SavedView

__all__ = [
    "BulkFailure",
    "BulkPart",
    "BulkRun",
    "DemoThing",
    "ListExport",
    "Presence",
    "RunAfter",
    "RunStatus",
    "SavedView",
    "Start",
]
