"""By what a customer's orders are found in SQL; `review.seen.customer_key` says the same in Python."""

CUSTOMER = (
    "lower(coalesce(nullif({o}.buyer_email, ''), nullif({o}.buyer_phone, ''), "
    "nullif({o}.buyer_name, '') || ' ' || {o}.ship_postal))"
)
"""Has an index of its own; `{o}` is the name of the orders' table in the statement."""


def customer_of(table: str) -> str:
    """Return the expression for the table's name in a statement."""
    return CUSTOMER.format(o=table)
