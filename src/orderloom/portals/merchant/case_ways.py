"""The next step of a case: what the button beside it says, and where it leads."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from orderloom.cases.kinds import CaseKind
from orderloom.cases.queries.cases import CaseRow
from orderloom.portals.merchant.setup_pages import Placed, here


@dataclass(frozen=True, slots=True)
class Way:
    """A button: its words and its address; `post` when pressing it does the thing at once."""

    label: str
    url: str
    post: bool = False


def way_of(request: Placed, case: CaseRow) -> Way:
    """Return the step that solves the case."""
    if case.kind is CaseKind.NO_CATEGORY:
        return Way(_("Choose category"), here(request, "case-category", case.id))
    if case.kind is CaseKind.ALL_DECLINED and case.task_id:
        return Way(_("Assign by hand"), here(request, "case-assign", case.id))
    if case.kind is CaseKind.NO_SUPPLIER:
        return Way(_("Add a supplier"), f"{here(request, 'supplier-new')}?category={case.subject_id.hex}")
    if case.kind is CaseKind.SKU_SCRIPT:
        return Way(_("Mend the script"), f"{here(request, 'automation')}?step=sku")
    if case.order_id:
        return Way(_("Open the order"), here(request, "order", case.order_id))
    return Way(_("See the orders"), f"{here(request, 'orders')}?exception=1")
