"""An import as the command line wishes it: find or make the store, go on with an interrupted import, read the file."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from orderloom.catalog.queries import nodes_of
from orderloom.intake.commands.run_import import run_import
from orderloom.intake.commands.start_import import start_import, take_up_import
from orderloom.intake.commands.stores import add_store
from orderloom.intake.files import keep_file
from orderloom.intake.formats import known_formats
from orderloom.intake.mapping.guessing import guess_mapping
from orderloom.intake.mapping.mapped import MappedFormat
from orderloom.intake.queries.imports import ImportCard
from orderloom.intake.queries.stores import StoreCard, mapping_named, store_named
from orderloom.intake.reading import choose_format
from orderloom.intake.states import Platform
from orderloom.kernel.actor import Actor
from orderloom.kernel.clock import now
from orderloom.kernel.errors import Invalid
from orderloom.kernel.tables.faults import FileRefused
from orderloom.kernel.tables.reading import Document, read_source
from orderloom.kernel.tables.table import Table

GUESS = "guess"  # the mapping that the headings and values suggest, when nothing is missing in it


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line was called with; blank means that it is found out."""

    file: Path
    store: str
    mapping: str = ""
    lookups: tuple[str, ...] = ()
    platform: str = ""
    category: str = ""


def import_orders(actor: Actor, wish: Wish) -> tuple[ImportCard, bool]:
    """Read the file's orders into the store; return the import, and whether the store is new.

    Must be called outside a transaction, in the hat of the actor's workspace. Raises FileRefused when it is not certain
    how to read the file, Invalid when the wish names something unknown.
    """
    if actor.workspace_id is None:
        raise Invalid
    source = read_source(wish.file)
    with transaction.atomic():
        format_key, mapping = _format_wished(actor, wish.mapping, source)
        choice = choose_format(actor.workspace_id, source, format_key=format_key, mapping=mapping)
        if not choice.is_sure:
            raise FileRefused("file_format_unknown")
        if wish.lookups and mapping is None and isinstance(choice.format, MappedFormat):
            mapping = choice.format.mapping.as_json()
        store = store_named(actor, wish.store)
    is_new = store is None
    if store is None:
        store = _new_store(actor, wish, choice.format.platform)
    card = _begun(actor, actor.workspace_id, wish, store) or start_import(
        actor=actor,
        store_id=store.id,
        file=wish.file,
        file_name=wish.file.name,
        format_key=format_key,
        mapping=mapping,
        lookups=_lookups(wish.lookups),
        now=now(),
    )
    return run_import(actor=actor, run_id=card.id, now=now()), is_new


def _begun(actor: Actor, workspace_id: UUID, wish: Wish, store: StoreCard) -> ImportCard | None:
    digest = keep_file(workspace_id, wish.file).digest
    return take_up_import(actor=actor, store_id=store.id, file_hash=digest, now=now())


def _format_wished(
    actor: Actor, name: str, source: Table | Document
) -> tuple[str | None, dict[str, Any] | None]:
    """Return the format's key or the mapping that the name stands for. Raises Invalid, FileRefused."""
    if not name:
        return None, None
    if name == GUESS and isinstance(source, Table):
        guessed = guess_mapping(source.header, source.sample())
        if guessed.missing():
            raise FileRefused("file_format_unknown")
        return None, guessed.as_json()
    if any(one.key == name for one in known_formats()):
        return name, None
    saved = mapping_named(actor, name)
    if saved:
        return None, saved.rules
    path = Path(name)
    if not path.is_file():
        raise Invalid(
            _("There is neither a saved mapping nor a file of this name."), fields={"mapping": name}
        )
    try:
        return None, dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as wrong:
        raise FileRefused("mapping_invalid", value=str(wrong)) from wrong


def _lookups(told: tuple[str, ...]) -> dict[str, Path]:
    pairs = [one.partition("=") for one in told]
    return {name: Path(path) for name, _mark, path in pairs}


def _new_store(actor: Actor, wish: Wish, recognised: str) -> StoreCard:
    platform = wish.platform or (recognised if recognised in set(Platform) else Platform.OTHER.value)
    with transaction.atomic():
        category_id = _category(actor, wish.category) if wish.category else None
    return add_store(
        actor=actor, name=wish.store, platform=platform, default_category_id=category_id, now=now()
    )


def _category(actor: Actor, name: str) -> UUID:
    """Return the category with this path, name or code. Raises Invalid."""
    wanted = name.strip().casefold()
    nodes = nodes_of(actor.workspace_id) if actor.workspace_id else []
    for node in nodes:
        if wanted in (
            node.path.casefold(),
            node.name.casefold(),
            node.code.casefold(),
            node.name_zh.casefold(),
        ):
            return node.id
    raise Invalid(_("There is no such category."), fields={"category": name})
