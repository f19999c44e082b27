"""The pattern of all lists: addresses, sorts, saved views, files, and how often the database is asked."""

import csv
import io
import zipfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from orderloom.identity.queries import workspace_card
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.factories import line_doc, order_doc
from orderloom.intake.models import CustomerOrder
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid, NotAllowed, NotFound
from orderloom.kernel.keyset import Place, Sort, piece
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear
from orderloom.notifications.models import Notice
from orderloom.portals.kept import Kept
from orderloom.portals.lists.counts import KEPT, Key
from orderloom.portals.lists.listing import Matching
from orderloom.portals.lists.reader import Reader
from orderloom.portals.merchant import list_export
from orderloom.portals.merchant.listings import LISTINGS
from orderloom.portals.models import ListExport, SavedView
from orderloom.portals.table_out import write_xlsx
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.portals.tests.test_cases import buy

EVIL = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "http://evil.example")


def numbers(answer) -> list[int]:
    return [row.number for row, _one in answer.context["rows"]]


@given(st.sampled_from(sorted(LISTINGS)), st.data())
def test_what_an_address_says_is_read_back_the_same(name, data):
    listing = LISTINGS[name]
    shape = listing.asked({}).shape
    words_of = st.one_of(
        st.text(max_size=30),
        st.sampled_from(["1", "late", "2026-11-24", "paid", "12.50", "-placed", "100", "US,de", "board"]),
        st.uuids().map(str),
        st.lists(st.sampled_from(sorted(listing.columns)), max_size=5).map(",".join),
    )
    told = data.draw(st.dictionaries(st.sampled_from(sorted(shape.reads)), words_of, max_size=8))
    asked = listing.asked(told)
    again = listing.asked(QueryDict(asked.query().removeprefix("?")))
    assert again == asked
    assert again.query() == asked.query()
    assert asked.but() == asked


def place_orders(shop: Shop, count: int) -> None:
    docs = [
        order_doc(
            str(n),
            placed_at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=n % 5),
            lines=(line_doc("1", title=f"Mug {n}"),),
        )
        for n in range(1, count + 1)
    ]
    with wear(Hat.workspace(shop.id)):
        receive_orders(actor=shop.actor(), store_id=shop.store_id, docs=docs, now=clock.now())
    for n, row in enumerate(shop.see(lambda: list(CustomerOrder.objects.order_by("number")))):
        due = None if n % 3 == 0 else row.placed_at + timedelta(days=n % 4)
        total = None if n % 4 == 0 else Decimal(n % 3)
        shop.see(
            lambda row=row, due=due, total=total: CustomerOrder.objects.filter(id=row.id).update(
                due_at=due, total=total
            )
        )


SORTS = ("placed", "-placed", "due", "-due", "number", "-number", "total", "-total")


def test_no_sort_skips_or_repeats_a_row_forwards_or_backwards(shop: Shop):
    place_orders(shop, 23)
    for sort in SORTS:
        by, descending = LISTINGS["orders"].sorts[sort.removeprefix("-")], sort.startswith("-")

        def read(place: Place, limit: int = 4, by=by, descending=descending):
            rows = CustomerOrder.objects.all()
            found = shop.see(lambda: piece(rows, by, (), descending=descending, place=place, limit=limit))
            return found, [row["id"] for row in found.rows]

        _all, everything = read(Place(), 100)
        assert len(set(everything)) == 23
        found, ids = read(Place())
        pages = [ids]
        while found.after:
            found, ids = read(Place(after=found.after))
            pages.append(ids)
        assert [one for page in pages for one in page] == everything, sort
        back = []
        while found.before:
            found, ids = read(Place(before=found.before))
            back.insert(0, ids)
        assert back == pages[:-1], sort


def test_a_mark_that_is_none_of_ours_is_refused(shop: Shop):
    for place in (Place("x"), Place(f"x_{shop.id}"), Place(before="2026-01-01_" + str(shop.id))):
        with pytest.raises(Invalid):
            shop.see(
                lambda place=place: piece(
                    CustomerOrder.objects.all(),
                    LISTINGS["orders"].sorts["placed"],
                    (),
                    descending=True,
                    place=place,
                    limit=4,
                )
            )
    assert Sort("id", str).field == "id"


def count(shop: Shop, address: str) -> int:
    """Return how many statements the page takes once the process knows the catalogue."""
    sent = []

    def note(execute, sql, params, many, context):
        sent.append(str(sql))
        return execute(sql, params, many, context)

    shop.operator.get(address)
    with connection.execute_wrapper(note):
        assert shop.operator.get(address).status_code == 200
    return len([sql for sql in sent if not sql.startswith(("SAVEPOINT", "RELEASE"))])


def test_the_list_asks_twelve_times_at_most_whatever_the_page(shop: Shop):
    queries = ("", "?size=200", "?held=1", "?cols=number,owner,suppliers,categories,tags&payment=paid")
    place_orders(shop, 3)
    few = [count(shop, shop.at(f"orders/{query}")) for query in queries]
    place_orders(shop, 52)
    many = [count(shop, shop.at(f"orders/{query}")) for query in queries]
    assert max(many) <= 12
    for one, other in zip(few, many, strict=True):
        assert one <= other <= one + 1  # more than a page has to be counted


def test_a_count_that_took_long_is_kept_for_a_moment_and_no_longer():
    now, asked = clock.now(), []
    all_are_long: Kept[Key, Matching] = Kept(KEPT, long=0)
    none_is: Kept[Key, Matching] = Kept(KEPT, long=60)

    def count() -> Matching:
        asked.append(1)
        return Matching.of(len(asked))

    key = (uuid4(), "orders", ())
    assert all_are_long.of(key, count, now).value.count == 1
    later = all_are_long.of(key, count, now + timedelta(seconds=14))
    assert (later.value.count, later.at) == (1, now)
    assert all_are_long.of(key, count, now + timedelta(seconds=15)).value.count == 2
    assert all_are_long.of((uuid4(), "orders", ()), count, now).value.count == 3
    assert [none_is.of(key, count, now).value.count for _time in range(2)] == [4, 5]


def test_every_filter_of_orders_narrows_as_it_says(shop: Shop):
    place_orders(shop, 12)
    shop.see(lambda: CustomerOrder.objects.filter(number__in=(10001, 10002)).update(tags="gift\nrush"))
    first = shop.see(lambda: CustomerOrder.objects.order_by("number").first())
    shop.see(
        lambda: CustomerOrder.objects.filter(id=first.id).update(
            tags="gift\nlong tag", ship_country_code="FR", total=Decimal("12.50"), held=True
        )
    )
    number = f"SO-{first.number}"
    for query, expected in (
        ("tag=gift", {number}),
        ("tag=gif", set()),
        ("tag=long+tag,none", {number}),
        ("country=fr", {number}),
        ("amount_from=12.5&amount_to=12.50", {number}),
        ("amount_from=12.51", set()),
        ("held=1", {number}),
        ("placed_from=2026-03-02", set()),
        (f"supplier={shop.hongyun}", set()),
    ):
        answer = shop.operator.get(shop.at(f"orders/?{query}"))
        shown = {f"SO-{n}" for n in numbers(answer)}
        if query == "tag=gift":
            assert number in shown
        else:
            assert shown == expected, query
        assert len(answer.context["chips"]) == 1, query
        panel = shop.operator.get(answer.context["chips"][0].edit_url)
        assert panel.status_code == 200
        assert "<form" in words(panel)
    assert shop.operator.get(shop.at("orders/?panel=nonsense")).status_code == 404


def test_columns_stand_in_the_address_and_in_the_table(shop: Shop):
    place_orders(shop, 2)
    answer = shop.operator.get(shop.at("orders/?cols=total,number,store"))
    assert [str(column.label) for column in answer.context["columns"]] == ["Amount", "Order", "Store"]
    assert answer.context["columns"][2].sort_url == ""
    assert "sort=-total" in answer.context["columns"][0].sort_url
    assert words(answer).count(f"Etsy {shop.slug}") == 2


def save(shop: Shop, client=None, **told):
    return (client or shop.operator).post(
        shop.at("views/save/"), {"list": "orders", "query": "?stage=review", **told}, follow=True
    )


def view(shop: Shop, name: str) -> SavedView:
    return shop.see(lambda: SavedView.objects.get(name=name))


def test_a_view_is_offered_only_while_the_list_differs_from_it(shop: Shop):
    assert 'id="save-view"' not in words(shop.operator.get(shop.at("orders/")))
    assert 'id="save-view"' in words(shop.operator.get(shop.at("orders/?stage=review")))
    answer = save(shop, name="Mine")
    assert 'id="save-view"' not in words(answer)
    assert f"view={view(shop, 'Mine').id}" in answer.redirect_chain[-1][0]
    changed = shop.operator.get(answer.redirect_chain[-1][0] + "&held=1")
    assert 'id="save-view"' in words(changed)
    save(shop, query="?stage=review&held=1", view=str(view(shop, "Mine").id))
    assert view(shop, "Mine").query == "stage=review&held=1"


def test_views_are_the_persons_own_or_the_teams(shop: Shop, other: Shop):
    save(shop, name="Mine")
    save(shop, name="Ours", team="1")
    mine, ours = view(shop, "Mine"), view(shop, "Ours")
    seen = words(shop.viewer.get(shop.at("orders/?panel=views")))
    assert "Ours" in seen
    assert "Mine" not in seen
    assert "Mine" in words(shop.operator.get(shop.at("orders/?panel=views")))
    for client, address, status in (
        (shop.viewer, shop.at(f"views/{mine.id}/"), 404),
        (shop.viewer, shop.at(f"views/{ours.id}/"), 403),
        (other.owner, other.at(f"views/{ours.id}/"), 404),
    ):
        assert client.post(address, {"do": "delete"}).status_code == status
    assert save(shop, shop.viewer, name="Not mine", team="1").status_code == 403
    assert shop.see(lambda: SavedView.objects.count()) == 2
    events = shop.see(lambda: list(TimelineEvent.objects.filter(kind__startswith="TeamView")))
    assert [event.kind for event in events] == ["TeamViewSaved"]


def test_views_are_renamed_pinned_made_default_and_deleted_with_undo(shop: Shop):
    save(shop, name="Ours", team="1")
    one = view(shop, "Ours")

    def change(**told):
        return words(shop.operator.post(shop.at(f"views/{one.id}/"), told, follow=True))

    change(do="rename", name="Review first")
    assert "Review first" in change(do="pin")
    assert 'class="sub"' in words(shop.viewer.get(shop.at("orders/")))
    change(do="default")
    opens = next(
        item for item in shop.viewer.get(shop.at("cases/")).context["nav"][0].items if item.label == "Orders"
    )
    assert opens.url.endswith(f"?stage=review&view={one.id}")
    save(shop, name="review FIRST", team="1")
    assert shop.see(lambda: SavedView.objects.count()) == 1
    for n in range(3):
        save(shop, name=f"More {n}")
        shop.operator.post(shop.at(f"views/{view(shop, f'More {n}').id}/"), {"do": "pin"})
    assert shop.see(lambda: SavedView.objects.filter(pinned=True).count()) == 3
    answer = shop.operator.post(shop.at(f"views/{one.id}/"), {"do": "delete"}, follow=True)
    assert "views/save/?list=orders" in words(answer)
    kinds = shop.see(
        lambda: list(TimelineEvent.objects.filter(kind__startswith="TeamView").values_list("kind", flat=True))
    )
    assert sorted(kinds) == ["TeamViewChanged"] * 3 + ["TeamViewDeleted", "TeamViewSaved"]


def export(shop: Shop, kind: str, client=None, name: str = "orders", **told):
    return (client or shop.operator).post(shop.at(f"lists/{name}/export/"), {"kind": kind, **told})


def table(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_file_holds_what_the_list_shows_in_its_order(shop: Shop):
    place_orders(shop, 9)
    asked = {"sort": "total", "cols": "number,total,due,store", "stage": "review"}
    page = shop.operator.get(shop.at("orders/"), asked)
    answer = export(shop, "csv", **asked)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    head, *rows = table(answer)
    assert head == ["Order", "Amount", "Currency", "Due", "Store"]
    assert [row[0] for row in rows] == [f"SO-{n}" for n in numbers(page)]
    assert {row[4] for row in rows} == {f"Etsy {shop.slug}"}
    assert export(shop, "pdf").status_code == 422
    assert export(shop, "csv", name="nonsense").status_code == 404


def sheet(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert not [name for name in package.namelist() if "externalLink" in name or "vba" in name.lower()]
        return "".join(
            package.read(name).decode() for name in package.namelist() if name.endswith((".xml", ".rels"))
        )


@pytest.mark.parametrize("name", sorted(LISTINGS))
def test_every_list_has_all_its_columns_its_panels_and_its_file(shop: Shop, name: str):
    buy(shop, 1, 2)
    shop.receive(3, hint="nobody makes this")
    listing, headers = LISTINGS[name], {"accept-language": "zh-hans"}
    everything = ",".join(listing.columns)
    for sort in listing.sorts:
        answer = shop.operator.get(shop.at(f"{name}/?cols={everything}&sort=-{sort}"), headers=headers)
        assert answer.status_code == 200
        assert len(answer.context["columns"]) == len(listing.columns)
    for panel in ("filters", "display", "views", "save", *(one.name for one in listing.filters)):
        assert shop.operator.get(shop.at(f"{name}/?panel={panel}"), headers=headers).status_code == 200
    head, *rows = table(export(shop, "csv", name=name, cols=everything))
    assert len(rows) == len(shop.operator.get(shop.at(f"{name}/")).context["rows"])
    assert {len(row) for row in (head, *rows)} == {len(head)}
    assert export(shop, "xlsx", name=name, cols=everything).content.startswith(b"PK")
    reader = Reader(shop.actor(), shop.see(lambda: workspace_card(shop.id)), clock.now())
    for one in listing.filters:
        values = shop.see(lambda one=one: list(one.choices(reader)))
        for value in [",".join(values)] if one.kind == "many" else values[:1]:
            assert shop.operator.get(shop.at(f"{name}/"), {one.name: value}).status_code == 200, one.name


def test_no_cell_and_no_heading_of_a_workbook_is_a_formula_or_a_link():
    out = io.BytesIO()
    write_xlsx(out, [list(EVIL), list(EVIL), [Decimal("-12.50"), 3, datetime(2026, 11, 24, 18, 0)]])  # noqa: DTZ001
    inside = sheet(out.getvalue())
    assert "<f>" not in inside
    assert "<f " not in inside
    assert "hyperlink" not in inside
    assert "<v>-12.5" in inside


def test_evil_texts_are_told_as_texts_in_both_files(shop: Shop):
    place_orders(shop, len(EVIL))
    for evil, row in zip(EVIL, shop.see(lambda: list(CustomerOrder.objects.order_by("number"))), strict=True):
        shop.see(lambda row=row, evil=evil: CustomerOrder.objects.filter(id=row.id).update(buyer_name=evil))
    cells = [row[0] for row in table(export(shop, "csv", cols="buyer,number"))[1:]]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]
    answer = export(shop, "xlsx", cols="buyer,number")
    inside = sheet(answer.content)
    assert "<f>" not in inside
    assert "hyperlink " not in inside


def test_a_long_list_is_written_by_the_worker_for_members_only(
    shop: Shop, other: Shop, monkeypatch, tmp_path, settings
):
    settings.MEDIA_ROOT = tmp_path
    place_orders(shop, 7)
    monkeypatch.setattr(list_export, "AT_ONCE", 5)
    answer = export(shop, "csv", cols="number,units", sort="number")
    assert answer.status_code == 302
    found = shop.see(lambda: ListExport.objects.get())
    assert shop.operator.get(shop.at(f"exports/{found.id}/")).status_code == 404
    from orderloom.portals.export_jobs import write_export

    for _time in range(2):  # a job may run twice
        write_export(workspace_id=str(shop.id), export_id=str(found.id), slug=shop.slug)
    notices = shop.see(lambda: list(Notice.objects.filter(kind="list_exported")))
    assert [notice.facts["count"] for notice in notices] == [7]
    page = words(shop.operator.get(shop.at("notices/")))
    assert f"exports/{found.id}/" in page
    file = shop.viewer.get(shop.at(f"exports/{found.id}/"))
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    rows = table(file)
    assert rows[0] == ["Order", "Qty"]
    assert len(rows) == 8
    assert rows[1:] == sorted(rows[1:])
    assert other.owner.get(other.at(f"exports/{found.id}/")).status_code == 404
    assert other.owner.get(shop.at(f"exports/{found.id}/")).status_code == 404


def test_commands_refuse_what_makes_no_sense(shop: Shop):
    from orderloom.portals.commands.save_view import change_view, delete_view, save_view

    now = clock.now()
    with wear(Hat.workspace(shop.id)):
        for told, error in (
            ({"list_name": "nonsense", "name": "x", "team": True}, NotFound),
            ({"list_name": "orders", "name": " \n", "team": True}, Invalid),
            ({"list_name": "orders", "name": "x" * 61, "team": True}, Invalid),
            ({"list_name": "orders", "name": "x", "team": False}, NotAllowed),
        ):
            with pytest.raises(error):
                save_view(actor=shop.actor(), query="", now=now, **told)
        for act in (change_view, delete_view):
            with pytest.raises(NotFound):
                act(actor=shop.actor(), view_id=shop.id, now=now)
