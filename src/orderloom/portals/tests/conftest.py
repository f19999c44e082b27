"""Worlds in which the pages are tried."""

import pytest

from orderloom.portals.tests.setup_world import Shop, make_shop
from orderloom.portals.tests.supplier_world import World, make_world


@pytest.fixture
def world(transactional_db: None) -> World:
    """Return a merchant with two suppliers and without orders yet."""
    return make_world()


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    """Return a merchant with two suppliers of mugs."""
    return make_shop("birch")


@pytest.fixture
def other(shop: Shop) -> Shop:
    """Return another merchant, of whom the first may know nothing."""
    return make_shop("clay")
