"""The merchant's list of products: what its filters mean, and how many there are."""

from uuid import UUID

from django.db.models import Q, QuerySet

from orderloom.intake.models import SoldProduct
from orderloom.kernel.reading import fetched
from orderloom.portals.lists.asked import Asked
from orderloom.portals.lists.reader import Reader
from orderloom.portals.queries.orders_list import with_all_below

COUNT = """
SELECT count(*), count(*) FILTER (WHERE unmapped) FROM intake_soldproduct WHERE workspace_id = %s
"""


def filtered_products(reader: Reader, asked: Asked) -> "QuerySet[SoldProduct]":
    """Return the products of the workspace that fit, in no order."""
    found = SoldProduct.objects.filter(workspace_id=reader.workspace.id)
    if asked.tab:
        found = found.filter(unmapped=asked.tab == "unmapped")
    for name, field in (("store", "store_id__in"), ("platform", "platform__in")):
        if values := asked.many(name):
            found = found.filter(**{field: values})
    if chosen := asked.many("category"):
        found = found.filter(category_id__in=with_all_below(reader.actor, [UUID(one) for one in chosen]))
    if text := asked.text:
        found = found.filter(Q(title__icontains=text) | Q(sku__icontains=text) | Q(variant__icontains=text))
    return found


def product_counts(reader: Reader) -> dict[str, int]:
    """Return how many products there are, mapped and unmapped, in one statement."""
    ((whole, unmapped),) = fetched(COUNT, [reader.workspace.id])
    return {"": whole, "unmapped": unmapped, "mapped": whole - unmapped}
