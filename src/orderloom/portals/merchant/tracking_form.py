"""Rows of tracking numbers as a form carries them: all of them as one text, those to be mended as fields besides."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from django.http import QueryDict

from orderloom.intake.files import Upload
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid
from orderloom.kernel.tables.reading import read_table
from orderloom.portals.queries.parcel_check import ALL, Checked, Entry
from orderloom.portals.queries.parcel_places import places_of
from orderloom.shipping.pasted import Pasted, read_pasted, read_rows

MOST = 2000
LONGEST = 120


def read_text(actor: Actor, text: str) -> list[Entry]:
    """Return the rows of pasted text, whichever column stands first."""
    return _entries(actor, read_pasted(text))


def read_file(actor: Actor, upload: Upload, folder: Path) -> list[Entry]:
    """Return the rows of a CSV or Excel file, which need not have a heading. Raises FileRefused."""
    path = folder / "tracking"
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    table = read_table(path)
    return _entries(
        actor, read_rows([list(table.header), *(cells for _number, cells, _flaws in table.rows())])
    )


def _entries(actor: Actor, rows: Sequence[Pasted]) -> list[Entry]:
    """Turn the columns round when only the second one names anything."""
    entries = [Entry(row.reference, row.number, row.carrier) for row in rows]
    if not any(row.number for row in rows) or places_of(actor, [row.reference for row in rows]):
        return entries
    if places_of(actor, [row.number for row in rows]):
        return [Entry(row.number, row.reference, row.carrier) for row in rows]
    return entries


def told_rows(post: QueryDict) -> list[Entry]:
    """Return the rows of the form with what was mended in it; rows that are left out are gone. Raises Invalid."""
    entries = [_mended(place, entry, post) for place, entry in enumerate(_kept(post.get("rows", "")))]
    left_out = post.get("drop", "")
    return [entry for place, entry in enumerate(entries) if str(place) != left_out]


def _kept(text: str) -> list[Entry]:
    try:
        rows = json.loads(text or "[]")
        return [
            Entry(
                str(ref)[:LONGEST],
                str(number)[:LONGEST],
                str(carrier)[:LONGEST],
                str(pick)[:40],
                bool(shared),
            )
            for ref, number, carrier, pick, shared in rows[:MOST]
        ]
    except (TypeError, ValueError) as wrong:
        raise Invalid from wrong


def _mended(place: int, entry: Entry, post: QueryDict) -> Entry:
    def given(name: str, before: str) -> str:
        return post.get(f"{name}-{place}", before).replace("\0", "").strip()[:LONGEST]

    return replace(
        entry,
        reference=given("ref", entry.reference),
        number=given("number", entry.number),
        carrier=given("carrier", entry.carrier),
        pick=given("pick", entry.pick),
        shared=entry.shared or f"shared-{place}" in post,
    )


def applied(rows: Sequence[Checked], told: Mapping[str, str]) -> list[Entry]:
    """Return the rows with what was chosen for all like ones: one carrier, or all tasks of an order in one parcel."""
    carrier, together = told.get("carrier_all", ""), bool(told.get("together"))
    entries = []
    for row in rows:
        entry = row.entry
        if carrier and row.code.startswith("carrier_"):
            entry = replace(entry, carrier=carrier)
        if together and row.code == "several_tasks":
            entry = replace(entry, pick=ALL)
        entries.append(entry)
    return entries


def carried(entries: Sequence[Entry]) -> str:
    """Return the rows as one text for the form."""
    rows = [[one.reference, one.number, one.carrier, one.pick, one.shared] for one in entries]
    return json.dumps(rows, ensure_ascii=False)
