"""Django's name for the kernel."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The kernel's tables: timeline, chain, counters."""

    name = "orderloom.kernel"
    label = "kernel"
