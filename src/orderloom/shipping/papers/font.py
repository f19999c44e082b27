"""The font of labels and slips: it has to hold every script that an address may be written in."""

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

# WenQuanYi Micro Hei: Chinese, Japanese, Korean, Latin, Greek, Cyrillic. The locked package holds Debian's file.
PACKAGE, FILE = "paperang_p2_fonts_cjk", "fonts/wqy-microhei.ttc"
OF_THE_MACHINE = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"


@cache
def font_path() -> Path:
    """Return the file of the font: the installation's own (ORDERLOOM_FONT), else ours, else the machine's.

    Raises FileNotFoundError.
    """
    spec = find_spec(PACKAGE)
    ours = [Path(place) / FILE for place in (spec.submodule_search_locations or ())] if spec else []
    own = os.environ.get("ORDERLOOM_FONT")
    for path in ([Path(own)] if own else []) + [*ours, Path(OF_THE_MACHINE)]:
        if path.is_file():
            return path
    raise FileNotFoundError(FILE)
