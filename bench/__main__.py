"""Run the named benchmarks, or all: `python -m bench [intake single pages bulk]`; SCALE is small, full or million."""

import importlib
import json
import os
import sys

NAMES = ("intake", "single", "pages", "bulk")


def main() -> int:
    """Print one JSON line for each benchmark."""
    scale = os.environ.get("SCALE", "small")
    for name in sys.argv[1:] or NAMES:
        figures = importlib.import_module(f"bench.{name}").measure(scale)
        print(json.dumps({"bench": name, "scale": scale, **figures}, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
