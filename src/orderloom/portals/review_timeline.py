"""What the timeline says of review, of split lines and of orders that ship together; only staff read it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from orderloom.portals.merchant.review_words import labels_of
from orderloom.portals.order_timeline import Said

Data = Mapping[str, Any]


def _held(data: Data) -> Said:
    return Said(_("found something to review"), "alert-circle", detail=labels_of(data["reasons"]))


def _mended(data: Data) -> Said:
    return Said(_("noted that this is mended"), "circle-check", detail=labels_of(data["reasons"]))


def _approved(data: Data) -> Said:
    return Said(_("approved the order as it is"), "check", detail=labels_of(data["reasons"]))


def _sent_back(_data: Data) -> Said:
    return Said(_("sent the order back to review"), "refresh")


def _split(data: Data) -> Said:
    after = " + ".join(map(str, data["after"]))
    return Said(
        _("split a line"), "arrows-exchange", old=str(data["before"]), new=after, detail=data["title"]
    )


def _joined(data: Data) -> Said:
    before = " + ".join(map(str, data["before"]))
    return Said(_("joined a split line"), "package", old=before, new=str(data["after"]), detail=data["title"])


def _together(data: Data) -> Said:
    others = _(", ").join(f"SO-{number}" for number in data["others"])
    return Said(_("lets it ship together with %(orders)s") % {"orders": others}, "package")


def _apart(_data: Data) -> Said:
    return Said(_("lets it ship by itself"), "package")


REVIEW_WORDS: dict[str, Callable[[Data], Said]] = {
    "ReviewHeld": _held,
    "ReviewMended": _mended,
    "ReviewApproved": _approved,
    "OrderSentBack": _sent_back,
    "LineSplit": _split,
    "LinesJoined": _joined,
    "ShippedTogether": _together,
    "ShippedApart": _apart,
}
