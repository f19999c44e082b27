"""A file of suppliers between its upload and its import: what was said about its cells, and what is wrong with them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.catalog.commands.import_suppliers import SupplierProblem
from orderloom.catalog.supplier_columns import columns_of
from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.checking import SOME_ROWS
from orderloom.intake.files import Upload, keep_file, path_of, shown_name
from orderloom.intake.remedies import Remedy
from orderloom.intake.repairs import Repair, repaired, repairs_of, with_repair
from orderloom.kernel.tables.faults import FileRefused
from orderloom.kernel.tables.reading import read_table
from orderloom.kernel.tables.table import Table

KEY = "suppliers_file"
MOST_WEIGHT = 1000


@dataclass(frozen=True, slots=True)
class Kept:
    """The file that waits to be imported; `adds` tells whether categories that are not there are added."""

    key: str
    name: str
    repairs: tuple[Repair, ...] = ()
    adds: bool = True

    def table(self) -> Table:
        """Return the file with what was said about its cells. Raises FileRefused."""
        found = repaired(read_table(path_of(self.key)), self.repairs)
        if not isinstance(found, Table):
            raise FileRefused("file_not_table", kind="JSON")
        return found

    def with_answer(self, repair: Repair) -> "Kept":
        """Return it with one answer more."""
        return replace(self, repairs=with_repair(self.repairs, repair))


def keep(request: AudienceRequest, file: Upload, name: str) -> Kept:
    """Keep an uploaded file for this person until it is imported. Raises FileRefused when it is no table."""
    kept = Kept(keep_file(request.workspace.id, file).key, shown_name(name))
    if "name" not in columns_of(kept.table().header):
        raise FileRefused("no_name_column")
    remember(request, kept)
    return kept


def remember(request: AudienceRequest, kept: Kept | None) -> None:
    """Write down what this person is at; None forgets it."""
    if kept is None:
        request.session.pop(KEY, None)
        return
    request.session[KEY] = {
        "workspace": str(request.workspace.id),
        "key": kept.key,
        "name": kept.name,
        "repairs": [one.as_json() for one in kept.repairs],
        "adds": kept.adds,
    }


def kept_file(request: AudienceRequest) -> Kept | None:
    """Return the file that this person has uploaded in this workspace and not imported yet."""
    told = request.session.get(KEY) or {}
    if told.get("workspace") != str(UUID(str(request.workspace.id))):
        return None
    return Kept(told["key"], told["name"], repairs_of(told["repairs"]), told["adds"])


@dataclass(slots=True)
class LikeCells:
    """Cells with the same trouble, in the shape that the check of orders shows."""

    column: str
    value: str
    reason: str
    fix: str
    remedy: Remedy | None = None
    code: str = ""
    is_warning: bool = False
    names_column: bool = True
    count: int = 0
    rows: list[int] = field(default_factory=list)


def likes_of(problems: Iterable[SupplierProblem]) -> list[LikeCells]:
    """Bring like cells together, each with how it can be answered."""
    found: dict[tuple[str, str, str], LikeCells] = {}
    for one in problems:
        like = found.setdefault(
            (one.column, one.value, one.reason),
            LikeCells(one.column, one.value, one.reason, one.fix, _remedy(one.column, one.value)),
        )
        like.count += 1
        if len(like.rows) < SOME_ROWS:
            like.rows.append(one.row)
    return list(found.values())


def _remedy(column: str, value: str) -> Remedy | None:
    """Return how a cell of the column is answered; none where the file has no such column."""
    name = next(iter(columns_of((column,))), "")
    if name == "status":
        return Remedy("choice", (("active", _("Active")), ("paused", _("Paused"))))
    if name == "language":
        return Remedy("choice", (("zh", _("Chinese")), ("en", _("English"))))
    if name == "weight":
        return Remedy("number", suggestion=_only_number(value))
    return Remedy("text", suggestion=value) if name else None


def _only_number(value: str) -> str:
    """Return the number in the cell when it holds a single whole one that can be a weight."""
    found = re.findall(r"\d+(?:[.,]\d+)?", value)
    return found[0] if len(found) == 1 and found[0].isdigit() and 1 <= int(found[0]) <= MOST_WEIGHT else ""
