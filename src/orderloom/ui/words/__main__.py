"""The command line: `python -m orderloom.ui.words check|update [package ...]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.conf import settings

from orderloom.ui.words import glossary_page, packages


def _update(chosen: list[Path]) -> int:
    for package in chosen:
        if packages.update(package):
            sys.stdout.write(f"updated {package.name}\n")
    if glossary_page.outdated():
        glossary_page.write()
    return 0


def _check(chosen: list[Path]) -> int:
    found = [problem for package in chosen for problem in packages.problems(package)]
    found += packages.contradictions(chosen)
    if glossary_page.outdated():
        found.append("docs/glossary.md is not made from the present glossary.csv: run update")
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


def main() -> int:
    """Update or check the catalogs and return how the process should end."""
    parser = argparse.ArgumentParser(prog="orderloom.ui.words", description=__doc__)
    parser.add_argument("action", choices=("check", "update"))
    parser.add_argument("package", nargs="*", help="only these packages")
    asked = parser.parse_args()
    if not settings.configured:
        settings.configure(USE_I18N=True)
    chosen = [path for path in packages.packages() if not asked.package or path.name in asked.package]
    return _update(chosen) if asked.action == "update" else _check(chosen)


if __name__ == "__main__":
    sys.exit(main())
