"""Which of an order's fields a supplier may see, and from when on: the workspace's choice for each."""

from typing import Literal, get_args

Moment = Literal["never", "accepted", "offered"]
MOMENTS: tuple[Moment, ...] = get_args(Moment)
SHARED = (
    "name_shared",
    "phone_shared",
    "email_shared",
    "address_shared",
    "price_shared",
    "note_shared",
    "source_shared",
)
"""The columns of a workspace that say so. What is made (title, variant, personalisation, picture) is always seen."""
