"""Django's registration of the UI kit."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The UI kit: templates, static files and template tags, no tables."""

    name = "orderloom.ui"
    label = "ui"
