"""Compiles every package's translations where they changed: `python setup/translations.py`."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCES = Path(__file__).resolve().parents[1] / "src/orderloom"


def compile_one(source: Path) -> None:
    """Write the .mo beside a .po, at once or not at all."""
    with source.open("rb") as po:
        catalogue = read_po(po, locale=source.parts[-3], abort_invalid=True)
    draft = source.with_suffix(".mo.new")
    with draft.open("wb") as mo:
        write_mo(mo, catalogue)
    draft.replace(source.with_suffix(".mo"))


def main() -> int:
    """Compile what is newer than its result, and return the number of files that cannot be read."""
    broken = 0
    for source in sorted(SOURCES.glob("*/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            compile_one(source)
        except (ValueError, LookupError) as error:
            print(f"{source}: {error}", file=sys.stderr)
            broken += 1
    return broken


if __name__ == "__main__":
    sys.exit(main())
