"""Which version of the channel told each part of an order, and what was kept against the channel.

A part is replaced only by a version that is not older than the one which told it, so that the result does not depend
on the order in which versions arrive. A part that a person has edited, or that came too late to be carried out, stays
until the channel tells something else than it told then.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Provenance:
    """`at` holds the versions that differ from the order's own; None means that no version has told the part."""

    version: datetime | None = None
    at: dict[str, datetime | None] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str, version: datetime | None) -> "Provenance":
        """Return what is stored as this text beside the order's version."""
        if not text:
            return cls(version)
        told = json.loads(text)
        at = {part: at and datetime.fromisoformat(at) for part, at in told.get("at", {}).items()}
        return cls(version, at, dict(told.get("kept", {})))

    def text(self) -> str:
        """Return the text that is stored; mostly there is nothing to say."""
        told: dict[str, object] = {}
        if self.at:
            told["at"] = {part: at and at.isoformat() for part, at in sorted(self.at.items())}
        if self.kept:
            told["kept"] = self.kept
        return json.dumps(told, separators=(",", ":")) if told else ""

    def begin(self, version: datetime | None, told: Iterable[str], parts: Iterable[str]) -> None:
        """Note the first version, which tells some of the parts.

        Without a version only an unsaid state is noted: elsewhere a blank says as much, yet a state is never blank.
        """
        self.version = version
        unsaid = set(parts) - set(told)
        self.at = dict.fromkeys(unsaid if version is not None else unsaid & {"state"})

    def is_outdated(self, part: str, version: datetime) -> bool:
        """Tell whether a newer version has told the part already."""
        told_at = self.at.get(part, self.version)
        return told_at is not None and version < told_at

    def advance(self, version: datetime | None, told: Collection[str], parts: Iterable[str]) -> None:
        """Note that the version, or a source without versions, has told these parts."""
        if version is None:
            self.at = {part: at for part, at in self.at.items() if at is not None or part not in told}
            return
        at = {part: self.at.get(part, self.version) for part in parts} | dict.fromkeys(told, version)
        self.version = max(self.version or version, version)
        self.at = {part: told_at for part, told_at in at.items() if told_at != self.version}

    def keep(self, part: str, told: Sequence[object]) -> None:
        """Keep the part as it is for as long as the channel tells this of it."""
        self.kept[part] = mark(told)

    def keeps(self, part: str, told: Sequence[object]) -> bool:
        """Tell whether the part stays, and forget about it once the channel has changed its mind."""
        if part in self.kept and self.kept[part] != mark(told):
            del self.kept[part]
        return part in self.kept


def mark(told: Sequence[object]) -> str:
    """Return a short digest of what the channel tells."""
    text = json.dumps(list(told), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
