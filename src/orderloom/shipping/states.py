"""How far a parcel is, and why it may bear no number."""

from datetime import timedelta
from enum import StrEnum

VOID_WITHIN = timedelta(minutes=10)
"""For so long a parcel that was reported by mistake may be taken back."""


class ParcelState(StrEnum):
    """How far a parcel is, as the lists of parcels say it."""

    NO_NUMBER = "no_number"
    MOVING = "moving"
    ARRIVED = "arrived"
    VOIDED = "voided"


class NoTracking(StrEnum):
    """Why a parcel has no tracking number."""

    HAND_DELIVERED = "hand_delivered"
    OWN_VEHICLE = "own_vehicle"
    LETTER = "letter"
    LATER = "later"
