"""Where the real files lie; tests that need them are skipped where they are absent."""

import os
from pathlib import Path

import pytest


@pytest.fixture
def data() -> Path:
    root = Path(__file__).resolve().parents[4]
    folder = Path(os.environ.get("ORDERLOOM_DATA", root.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the real files are not here")
    return folder
