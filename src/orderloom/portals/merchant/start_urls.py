"""Addresses of the first steps and of reminders, below `/merchant/<slug>/`."""

from django.urls import URLPattern

from orderloom.portals.merchant import start, task_reminders
from orderloom.portals.merchant.setup_urls import at

START: list[URLPattern] = [
    at("start/try/", start.trial, "start-try"),
    at("start/phone/", start.phone, "start-phone"),
    at("start/dismiss/", start.dismiss, "start-dismiss"),
    at("start/demo/remove/", start.demo_remove, "start-demo-remove"),
    at("tasks/remind/", task_reminders.remind_them, "tasks-remind"),
    at("tasks/<uuid:task_id>/remind/", task_reminders.remind_one, "task-remind"),
]
