"""Addresses of what is done with many orders or tasks at once, below `/merchant/<slug>/`."""

from django.urls import URLPattern

from orderloom.portals.merchant import column, order_bulk, papers, runs, tracking
from orderloom.portals.merchant.setup_urls import at

BULK: list[URLPattern] = [
    at("orders/column/", column.column, "orders-column"),
    at("track/", tracking.track, "track"),
    at("tasks/bulk/", order_bulk.bulk_tasks, "tasks-bulk"),
    at("tasks/papers/", papers.papers, "papers"),
    at("runs/", runs.runs, "runs"),
    at("runs/<uuid:bulk_id>/", runs.run, "run"),
    at("runs/<uuid:bulk_id>/stop/", runs.stop, "run-stop"),
    at("runs/<uuid:bulk_id>/resume/", runs.resume, "run-resume"),
    at("runs/<uuid:bulk_id>/retry/", runs.retry, "run-retry"),
    at("runs/<uuid:bulk_id>/undo/", runs.undo, "run-undo"),
]
