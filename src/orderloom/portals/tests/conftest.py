"""Worlds in which the pages are tried."""

import pytest

from orderloom.portals.tests.supplier_world import World, make_world


@pytest.fixture
def world(transactional_db: None) -> World:
    """Return a merchant with two suppliers and without orders yet."""
    return make_world()
