"""The tables of intake."""

from orderloom.intake.models.groups import ShipGroup, ShipGroupOrder
from orderloom.intake.models.import_changes import ImportChange, ImportWhat
from orderloom.intake.models.orders import (
    MONEY,
    CustomerOrder,
    ImportProblem,
    ImportRun,
    ImportStatus,
    OrderLine,
    OrderOwner,
    PurchaseRule,
    SavedMapping,
    Store,
    one_of,
)
from orderloom.intake.models.products import SoldProduct
from orderloom.intake.models.review import BlockedBuyer, ReviewFinding, ReviewRule

__all__ = [
    "MONEY",
    "BlockedBuyer",
    "CustomerOrder",
    "ImportChange",
    "ImportProblem",
    "ImportRun",
    "ImportStatus",
    "ImportWhat",
    "OrderLine",
    "OrderOwner",
    "PurchaseRule",
    "ReviewFinding",
    "ReviewRule",
    "SavedMapping",
    "ShipGroup",
    "ShipGroupOrder",
    "SoldProduct",
    "Store",
    "one_of",
]
