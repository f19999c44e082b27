"""Addresses of the pages of orders."""

from django.urls import URLPattern, path

from orderloom.portals.merchant import desk

ORDERS: list[URLPattern] = [
    path("orders/", desk.cases, name="orders"),
    path("orders/new/", desk.cases, name="order-new"),
    path("orders/<uuid:order_id>/", desk.cases, name="order"),
]
