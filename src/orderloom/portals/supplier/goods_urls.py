"""Addresses of what a supplier does with goods and papers, below `/supplier/`."""

from django.urls import URLPattern, path

from orderloom.portals.supplier import files, papers, scan, table

GOODS: list[URLPattern] = [
    path("papers/", papers.papers, name="papers"),
    path("tasks/<uuid:task_id>/everything.zip", files.everything, name="everything"),
    path("scan/", scan.scan, name="scan"),
    path("table/", table.table, name="table"),
    path("table/tasks.xlsx", table.download, name="table-download"),
]
