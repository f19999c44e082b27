"""Addresses of the supplier's pages."""

from django.urls import path

from orderloom.portals.supplier import (
    answers,
    making,
    notices,
    own_links,
    parcels,
    proposals,
    talk,
    tasks,
)
from orderloom.portals.supplier import hours as working_hours
from orderloom.portals.supplier.goods_urls import GOODS

app_name = "supplier"

urlpatterns = [
    path("", tasks.tasks, name="tasks"),
    path("me/", tasks.me, name="me"),
    path("me/hours/", working_hours.hours, name="hours"),
    path("me/hours/off/", working_hours.off_add, name="off-add"),
    path("me/hours/off/<uuid:span_id>/remove/", working_hours.off_remove, name="off-remove"),
    path("me/notifications/", notices.notices, name="notices-own"),
    path("me/notifications/ways/", notices.add, name="way-add"),
    path("me/notifications/mail/try/", notices.attempt, name="mail-try"),
    path("me/notifications/ways/<uuid:way_id>/remove/", notices.remove, name="way-remove"),
    path("me/notifications/ways/<uuid:way_id>/try/", notices.attempt, name="way-try"),
    path("me/links/end/", own_links.end_all, name="links-end"),
    path("carrier/", parcels.carrier, name="carrier"),
    path("tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("tasks/<uuid:task_id>/messages/", talk.write, name="write"),
    path("tasks/<uuid:task_id>/messages/read/", talk.read, name="read"),
    path("tasks/<uuid:task_id>/files/<uuid:file_id>/", talk.file, name="file"),
    path("tasks/<uuid:task_id>/accept/", answers.accept, name="accept"),
    path("tasks/<uuid:task_id>/refuse/", answers.refuse, name="refuse"),
    path("tasks/<uuid:task_id>/propose/", proposals.propose, name="propose"),
    path("tasks/<uuid:task_id>/proposal/accept/", proposals.answer, {"deed": "accept"}, name="agree"),
    path("tasks/<uuid:task_id>/proposal/reject/", proposals.answer, {"deed": "reject"}, name="reject"),
    path("tasks/<uuid:task_id>/proposal/withdraw/", proposals.answer, {"deed": "withdraw"}, name="withdraw"),
    path("tasks/<uuid:task_id>/start/", making.start, name="start"),
    path("tasks/<uuid:task_id>/progress/", making.progress, name="progress"),
    path("tasks/<uuid:task_id>/date/", making.new_date, name="date"),
    path("tasks/<uuid:task_id>/finish/", making.finish, name="finish"),
    path("tasks/<uuid:task_id>/ship/", parcels.ship, name="ship"),
    path("tasks/<uuid:task_id>/parcels/<uuid:shipment_id>/void/", parcels.void, name="void"),
    path("tasks/<uuid:task_id>/done/", making.done, name="done"),
    *GOODS,
]
