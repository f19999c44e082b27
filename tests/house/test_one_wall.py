"""Each of the two walls holds alone: our own filters without row-level security, and that without any filter."""

import logging
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from orderloom.config import home

from . import stranger
from .rows import administrator, tenant_tables
from .stranger import NAMELESS, addresses
from .test_catalogue import OPEN_TABLES
from .test_matrix import by_session, by_token, leak, planted, rest
from .world import Place

pytestmark = pytest.mark.django_db(transaction=True)
FENCED = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity ORDER BY 1"
)


def switch(tables: list[str], to: str) -> None:
    with administrator() as admin:
        for table in tables:
            how = sql.SQL("ALTER TABLE {} {} ROW LEVEL SECURITY")
            admin.execute(how.format(sql.Identifier(table), sql.SQL(to)))


@pytest.fixture
def only_filters(ours: Place, theirs: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take the wall of the database away while the test lasts; pages are only read."""
    monkeypatch.setattr(stranger, "USUAL", ("GET",))
    logging.disable(logging.CRITICAL)
    with administrator() as admin:
        tables = [row[0] for row in admin.execute(FENCED).fetchall()]
    switch(tables, "DISABLE")
    try:
        yield
    finally:
        switch(tables, "ENABLE")
        logging.disable(logging.NOTSET)


WAYS = {"staff": "merchant/", "program": "api/", "supplier": ("api/", "supplier/")}


@pytest.mark.parametrize("who", WAYS)
def test_filters_alone_keep_strangers_out(ours: Place, theirs: Place, only_filters: None, who: str) -> None:
    company = theirs.companies[0]
    asks = {
        "staff": by_session("their owner", theirs.people["owner"], theirs, ours),
        "program": by_token("their owner's program", theirs.tokens["owner"], theirs, ours),
        "supplier": rest(
            by_token("a supplier of theirs", company.token, theirs, ours), company, (ours.mark,)
        ),
    }[who]
    known = asks.victim.keys() | NAMELESS.keys()  # that all are known is said by the matrix
    places = [one for one in addresses() if one.route.startswith(WAYS[who])]
    asks.wander([one for one in places if set(one.parameters) <= known])
    assert asks.asked > 40
    if found := sorted(set(asks.findings)):
        pytest.fail(f"{len(found)} findings:\n" + "\n".join(found), pytrace=False)


def test_without_filters_either_the_stranger_reads(
    settings: object, ours: Place, theirs: Place, only_filters: None
) -> None:
    """The control: a page that asks for whatever it is told."""
    asks = by_session("a supplier of theirs", theirs.companies[0].user, theirs, ours)
    asks.wander(planted(settings, leak))
    assert any("shows Ours" in one for one in asks.findings)


def rows_seen(place: Place) -> dict[str, tuple[int, int]]:
    """Return for each table how many rows of the place, and of others, its hat shows to who filters nothing."""
    count = (
        "SELECT count(*) FILTER (WHERE workspace_id = %s), count(*) FILTER (WHERE workspace_id <> %s) FROM {}"
    )
    with administrator() as admin, psycopg.connect(home.database_url("app")) as connection:
        connection.execute("SELECT set_config('app.workspace', %s, true)", [str(place.id)])
        return {
            table: connection.execute(sql.SQL(count).format(sql.Identifier(table)), [place.id] * 2).fetchone()
            for table in tenant_tables(admin)
            if table not in OPEN_TABLES
        }


def test_the_hat_alone_shows_nothing_of_others(ours: Place, theirs: Place) -> None:
    seen = rows_seen(ours)
    assert {table: others for table, (_own, others) in seen.items() if others} == {}
    assert sum(own > 0 for own, _others in seen.values()) > 20


def test_without_the_wall_the_hat_shows_all(ours: Place, theirs: Place, only_filters: None) -> None:
    """The control."""
    assert sum(others > 0 for _own, others in rows_seen(ours).values()) > 20
