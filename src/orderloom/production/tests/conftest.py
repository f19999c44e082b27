"""A shop with two makers of mugs."""

import pytest

from orderloom.production.factories import Shop, make_shop


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna", "Boris"]})
