"""The web application, as granian serves it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

BETWEEN_COLLECTIONS = (
    20_000  # new containers; a request makes some thousand, nearly all of which go by themselves
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orderloom.config.settings")
application = get_wsgi_application()

# What is loaded now stays for good: to look through it again and again for garbage would cost every request.
gc.freeze()
gc.set_threshold(BETWEEN_COLLECTIONS, 10, 10)
