"""A start reads nothing that only some requests need."""

import os
import subprocess
import sys

RARE = ("aiohttp", "apprise", "fontTools", "fpdf", "pywebpush", "py_vapid")
READ = f"""
import sys, django
django.setup()
import orderloom.config.urls
print([name for name in {RARE!r} if name in sys.modules])
"""


def test_large_libraries_wait_until_somebody_needs_them() -> None:
    told = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "orderloom.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run([sys.executable, "-c", READ], env=told, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
