"""One at a time for each customer: two who bring orders of one customer at once would not see each other's."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from orderloom.intake.canonical import OrderDoc
from orderloom.intake.review.seen import customer_key
from orderloom.kernel.bulk import array

FEW = 50  # so many customers are locked one by one; who brings more of them holds up the others for a moment
ALL = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))"
SOME = """
SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 11)), (SELECT count(pg_advisory_xact_lock(key))
    FROM (SELECT DISTINCT hashtextextended(%s || x, 12) AS key FROM unnest(%s::text[]) AS x ORDER BY key) AS keys)
"""


def hold_customers(workspace_id: UUID, docs: Iterable[OrderDoc]) -> None:
    """Let nobody else bring orders of these customers in, from any store, until the transaction ends.

    Must be called before the orders take their numbers: of two duplicates the one with the higher number is told.
    """
    customers = {_customer(doc) for doc in docs} - {""}
    if not customers:
        return
    here = str(workspace_id)
    with connection.cursor() as cursor:
        if len(customers) > FEW:
            cursor.execute(ALL, [here])
        else:
            cursor.execute(SOME, [here, here, array(list(customers))])


def _customer(doc: OrderDoc) -> str:
    buyer = doc.buyer
    postal = doc.ship_to.postal if doc.ship_to else ""
    return customer_key(buyer.name or "", buyer.email or "", buyer.phone or "", postal or "")
