"""The page that says which of the suppliers' changes are accepted by themselves."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from orderloom.identity.models import User
from orderloom.kernel.models import TimelineEvent
from orderloom.negotiation.queries.talks import band_of
from orderloom.negotiation.rules import Band
from orderloom.portals.merchant.setup_story import told
from orderloom.production.factories import Shop, look, make_shop

TOLD = {"is_on": "on", "days": 2, "quantity_percent": "5", "price_percent": "2.5"}


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"cups": ["Anna"]})


def signed_in(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email__startswith=email))
    return client


def test_the_owner_sets_the_limits_and_takes_them_back(shop: Shop):
    client, url = signed_in("birch@"), reverse("merchant:settings-tolerance", args=("birch",))
    assert "Accept small changes" in client.get(url).content.decode()
    assert client.post(url, TOLD).status_code == 302
    assert look(shop, lambda: band_of(shop.id, "task")) == Band(Decimal("2.5"), 2, Decimal(5))
    assert 'value="2.5"' in client.get(url).content.decode()
    assert client.post(url, {**TOLD, "is_on": ""}).status_code == 302
    assert look(shop, lambda: band_of(shop.id, "task")) is None
    changes = client.get(reverse("merchant:settings-changes", args=("birch",))).content.decode()
    assert "changed what suppliers may change without asking" in changes
    first = look(shop, lambda: TimelineEvent.objects.filter(kind="ToleranceChanged").order_by("id").first())
    with override("zh-hans"):
        (change,) = told(first.kind, first.data).changes
    assert (change.old, change.new) == ("无", "最多晚2天、少5.00%件、涨价2.50%")


def test_what_is_too_much_is_said_beside_its_field_and_changes_nothing(shop: Shop):
    client, url = signed_in("birch@"), reverse("merchant:settings-tolerance", args=("birch",))
    assert client.post(url, {**TOLD, "price_percent": "101"}).status_code == 422
    assert client.post(url, {**TOLD, "days": "91"}).status_code == 422
    assert look(shop, lambda: band_of(shop.id, "task")) is None
    assert signed_in("viewer.birch@").post(url, TOLD).status_code == 403
