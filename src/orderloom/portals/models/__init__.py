"""What the pages themselves keep: saved views of lists, and files of exported lists."""

from orderloom.portals.models.exports import ListExport
from orderloom.portals.models.views import SavedView

__all__ = ["ListExport", "SavedView"]
