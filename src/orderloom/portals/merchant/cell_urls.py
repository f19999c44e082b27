"""Addresses of the fields that are changed where they are read, of undoing, and of who is here."""

from django.urls import URLPattern

from orderloom.portals.merchant import cells, presence
from orderloom.portals.merchant.setup_urls import at

CELLS: list[URLPattern] = [
    at("orders/<uuid:order_id>/cells/<slug:name>/", cells.cell, "order-cell"),
    at("orders/<uuid:order_id>/lines/<uuid:line_id>/cells/<slug:name>/", cells.cell, "line-cell"),
    at("orders/<uuid:order_id>/undo/<uuid:event_id>/", cells.undo, "order-undo"),
    at("orders/<uuid:order_id>/here/", presence.here, "order-here"),
]
