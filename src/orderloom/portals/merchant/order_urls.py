"""Addresses of the pages of orders, below `/merchant/<slug>/`."""

from django.urls import URLPattern

from orderloom.portals.merchant import (
    as_supplier,
    list_export,
    list_views,
    order,
    order_actions,
    order_bulk,
    order_entry,
    order_messages,
    order_review,
    orders,
    parcel_undo,
    proposals,
    task_moves,
)
from orderloom.portals.merchant.setup_urls import at

ORDERS: list[URLPattern] = [
    at("orders/", orders.orders, "orders"),
    at("lists/<slug:name>/export/", list_export.export, "list-export"),
    at("exports/<uuid:export_id>/", list_export.download, "export-file"),
    at("views/save/", list_views.save, "view-save"),
    at("views/<uuid:view_id>/", list_views.change, "view-change"),
    at("orders/new/", order_entry.new_order, "order-new"),
    at("orders/bulk/", order_bulk.bulk, "orders-bulk"),
    at("orders/together/", order_review.together, "orders-together"),
    at("orders/together/ship/", order_review.ship_with, "ship-together"),
    at("orders/together/<uuid:group_id>/apart/", order_review.group_apart, "group-apart"),
    at("orders/<uuid:order_id>/", order.order, "order"),
    at("orders/<uuid:order_id>/apart/", order_review.apart, "ship-apart"),
    at("orders/<uuid:order_id>/lines/<uuid:line_id>/split/", order_review.split, "line-split"),
    at("orders/<uuid:order_id>/lines/<uuid:line_id>/join/", order_review.join, "line-join"),
    at("orders/<uuid:order_id>/messages/", order_messages.write, "order-write"),
    at("orders/<uuid:order_id>/messages/read/", order_messages.read, "order-read"),
    at("orders/<uuid:order_id>/files/<uuid:file_id>/", order_messages.file, "order-file"),
    at("orders/<uuid:order_id>/tasks/<uuid:task_id>/as-supplier/", as_supplier.seen, "task-seen"),
    at("orders/<uuid:order_id>/edit/", order_entry.edit, "order-edit"),
    at("orders/<uuid:order_id>/owners/", order_actions.owners, "order-owners"),
    at("orders/<uuid:order_id>/move/<slug:name>/", order_actions.move, "order-move"),
    at("orders/<uuid:order_id>/tasks/<uuid:task_id>/assign/", order_actions.assign, "task-assign"),
    at("orders/<uuid:order_id>/tasks/<uuid:task_id>/propose/", proposals.propose, "task-propose"),
    at("orders/<uuid:order_id>/tasks/<uuid:task_id>/proposal/accept/", proposals.accept, "task-agree"),
    at("orders/<uuid:order_id>/tasks/<uuid:task_id>/proposal/reject/", proposals.reject, "task-reject"),
    at("orders/<uuid:order_id>/tasks/<uuid:task_id>/proposal/withdraw/", proposals.withdraw, "task-withdraw"),
    at("orders/<uuid:order_id>/tasks/<uuid:task_id>/<slug:name>/", task_moves.task_move, "task-move"),
    at("orders/<uuid:order_id>/parcels/<uuid:shipment_id>/void/", parcel_undo.void, "parcel-void"),
    at("track/undo/<int:moment>/", parcel_undo.void_all, "track-undo"),
    at("orders/<uuid:order_id>/lines/<uuid:line_id>/category/", order_actions.line_category, "line-category"),
]
