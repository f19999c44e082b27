"""What every page of the merchant loads weighs no more than docs promise, as a browser gets it: by Brotli."""

import shutil
import subprocess
from pathlib import Path

import pytest

from orderloom.ui import web

STATIC = Path(web.__file__).parent / "static"
ROOT = Path(__file__).parents[4]
KILO = 1000
PROGRAM = (
    "const z=require('zlib'),f=require('fs');"
    "console.log(process.argv.slice(1).map(n=>z.brotliCompressSync(f.readFileSync(n)).length).join(' '))"
)


def weigh(*names: str) -> int:
    """Return the bytes of these files, each compressed by Brotli at its best."""
    node = shutil.which("node") or shutil.which("node", path=str(ROOT / ".node/bin"))
    if node is None:
        pytest.skip("node, which knows Brotli, is not installed")
    paths = [str(STATIC / name) for name in names]
    done = subprocess.run([node, "-e", PROGRAM, *paths], capture_output=True, text=True, check=True)
    return sum(int(size) for size in done.stdout.split())


def test_scripts_of_every_merchant_page():
    assert weigh("vendor/htmx.min.js", "loom.js", "desk.js") <= 18 * KILO


def test_styles_of_every_merchant_page():
    assert weigh("loom.css", "desk.css") <= 14 * KILO


def test_scripts_that_come_when_they_are_needed():
    assert weigh("cells.js", "session.js", "palette.js", "more.js") <= 8 * KILO
