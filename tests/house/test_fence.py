"""Row-level security: what one hat may never see or write, in every table."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from orderloom.identity.models import Workspace
from orderloom.kernel.ids import new_id
from orderloom.kernel.postgres.base import TENANT_TABLE
from orderloom.kernel.tenancy import Hat, HatMissing, wear

from .rows import administrator, tenant_tables

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def make(slug):
    identity = new_id()
    with wear(Hat.workspace(identity)), transaction.atomic():
        return Workspace.objects.create(id=identity, slug=slug, name=slug, created_at=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_workspace_sees_itself_only():
    ours, theirs = make("ours"), make("theirs")
    with wear(Hat.workspace(ours.id)), transaction.atomic():
        assert [found.slug for found in Workspace.objects.all()] == ["ours"]
        assert Workspace.objects.filter(id=theirs.id).update(name="taken") == 0
    with pytest.raises(HatMissing), transaction.atomic():
        Workspace.objects.count()
    with wear(Hat.workspace(ours.id)), pytest.raises(HatMissing):
        Workspace.objects.count()


@pytest.mark.django_db(transaction=True)
def test_taking_the_hat_off_inside_a_transaction_is_told_to_the_database():
    ours, theirs = make("ours"), make("theirs")
    with wear(Hat.workspace(ours.id)), transaction.atomic():
        with wear(Hat.workspace(theirs.id)), transaction.atomic():
            assert Workspace.objects.get().slug == "theirs"
        assert Workspace.objects.get().slug == "ours"
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.workspace')")
            assert cursor.fetchone()[0] == str(ours.id)


# Looked up before it is known in whose hat: what a slug names is no secret.
OPEN_TABLES = {"identity_slugindex"}


@pytest.mark.django_db
def test_every_tenant_table_is_refused_without_a_hat():
    with administrator() as admin:
        tables = set(tenant_tables(admin)) - OPEN_TABLES
    assert {table for table in tables if not TENANT_TABLE.search(f'SELECT 1 FROM "{table}"')} == set()
