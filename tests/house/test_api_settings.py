"""Settings by a program: working days, brand, own roles, words of notices, and who may not."""

from base64 import b64encode

import pytest

from .conftest import Program

pytestmark = pytest.mark.django_db(transaction=True)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></svg>'


@pytest.fixture
def owner(ours):
    return Program(ours.tokens["owner"])


@pytest.fixture
def viewer(ours):
    return Program(ours.tokens["viewer"])


def test_working_days_are_set_as_a_whole(owner, viewer):
    told = {
        "weekdays": [1, 2, 3, 4, 5], "cut_off": "16:00:00", "country": "CN", "make_days": 4,
        "days": [{"day": "2026-10-10", "name": "Make-up day", "is_worked": True}],
    }  # fmt: skip
    assert owner.ask("PUT", "/workspace/calendar", told) == told
    assert viewer.get("/workspace/calendar") == told
    viewer.ask("PUT", "/workspace/calendar", told)
    assert viewer.status == 403
    owner.ask("PUT", "/workspace/calendar", told | {"country": "XX"})
    assert owner.status == 422


def test_accents_that_cannot_be_read_are_refused_and_a_logo_is_a_picture(owner, viewer):
    assert (
        owner.ask("PUT", "/workspace/brand", {"accent": "#3346a8", "accent_dark": ""})["accent"] == "#3346A8"
    )
    refused = owner.ask("PUT", "/workspace/brand", {"accent": "#FFFF00", "accent_dark": ""})
    assert (owner.status, refused["errors"][0]["field"]) == (422, "accent")
    picture = {"picture": b64encode(SVG.encode()).decode()}
    shown = owner.ask("PUT", "/workspace/logo", picture)
    assert len(shown["logo"]) == 64
    for wrong in ("no base64!", "°¸X", b64encode(b"no picture").decode()):
        owner.ask("PUT", "/workspace/logo", {"picture": wrong})
        assert owner.status == 422
    owner.ask("DELETE", "/workspace/logo")
    assert viewer.get("/workspace/brand")["logo"] == ""
    viewer.ask("DELETE", "/workspace/logo")
    assert viewer.status == 403


def test_own_roles_come_and_go(owner, viewer):
    role = owner.post("/roles", {"name": "Reader", "permissions": ["intake.see"]})
    assert owner.status == 201
    changed = owner.ask("PUT", f"/roles/{role['key']}", {"name": "Reader", "permissions": ["intake.edit"]})
    assert changed["permissions"] == ["intake.edit"]
    assert changed in owner.get("/roles")["items"]
    viewer.ask("DELETE", f"/roles/{role['key']}")
    assert viewer.status == 403
    owner.ask("DELETE", f"/roles/{role['key']}")
    assert owner.status == 204
    owner.ask("DELETE", f"/roles/{role['key']}")
    assert owner.status == 404


def test_notices_say_the_workspaces_own_words_until_they_are_ours_again(owner, viewer):
    at, words = "/message-texts/task_done/en", {"subject": "Done: {title}", "text": "Look at it."}
    ours = next(one for one in viewer.get("/message-texts")["items"] if one["kind"] == "task_done")
    assert "title" in ours["placeholders"]
    shown = owner.ask("PUT", at, words)
    assert (shown["subject"], shown["is_own"]) == (words["subject"], True)
    owner.ask("PUT", at, words | {"text": "{nothing}"})
    assert owner.status == 422
    viewer.ask("PUT", at, words)
    assert viewer.status == 403
    owner.ask("DELETE", at)
    again = next(one for one in owner.get("/message-texts")["items"] if one["kind"] == "task_done")
    assert again == ours
    owner.ask("PUT", "/message-texts/nonsense/en", words)
    assert owner.status == 404
