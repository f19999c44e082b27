"""Settings: logo and colour, working days, own roles, message texts, and the page that shows every change."""

from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from orderloom.identity.models import OwnRole
from orderloom.identity.queries import people_of, work_calendar, workspace_card
from orderloom.identity.tests.test_pictures import PLAIN, png
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.permissions import all_permissions
from orderloom.notifications.queries.texts import own_words
from orderloom.notifications.words import SUBJECTS
from orderloom.portals.merchant.role_forms import NAMES
from orderloom.portals.merchant.settings_messages import NAMES as KINDS
from orderloom.portals.tests.setup_world import Shop, words

PAGES = ("brand", "days", "roles", "messages", "messages/tasks_offered/en", "changes")
DAYS = {
    "weekdays": ["1", "2", "3", "4", "5"], "cut_off": "17:00", "country": "CN", "make_days": "5",
    "own-TOTAL_FORMS": "2", "own-INITIAL_FORMS": "0", "own-0-day": "2026-11-30", "own-0-name": "Stocktaking",
    "own-1-day": "2026-12-05", "own-1-name": "", "own-1-is_worked": "on",
}  # fmt: skip


def changes(shop: Shop) -> list[str]:
    return shop.see(lambda: list(TimelineEvent.objects.order_by("id").values_list("kind", flat=True)))


@pytest.mark.parametrize(("language", "word"), [("en", "Settings"), ("zh-hans", "设置")])
@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_every_page_is_shown_in_both_languages(shop: Shop, language: str, word: str, role: str):
    client = getattr(shop, role)
    client.cookies["django_language"] = language
    for rest in PAGES:
        answer = client.get(shop.at(f"settings/{rest}/"))
        assert answer.status_code == 200, rest
        assert word in words(answer), rest


def test_an_accent_is_checked_and_the_nearest_that_can_be_read_is_proposed(shop: Shop):
    refused = shop.owner.post(shop.at("settings/brand/"), {"accent": "#FF7A00", "accent_dark": ""})
    assert refused.status_code == 422
    assert "Take #B25500" in words(refused)
    assert shop.see(lambda: workspace_card(shop.id)).accent == ""
    assert shop.owner.post(shop.at("settings/brand/"), {"accent": "#b25500"}).status_code == 302
    card = shop.see(lambda: workspace_card(shop.id))
    assert (card.accent, card.accent_dark) == ("#B25500", "#C77F3E") or card.accent_dark.startswith("#")
    live = shop.owner.get(shop.at("settings/brand/preview/"), {"accent": "#FFFF00"})
    assert 'data-take="id_accent"' in words(live)


def test_the_accent_comes_as_a_sheet_of_its_own_that_is_kept_for_ever(shop: Shop):
    assert shop.at("brand/") not in words(shop.owner.get(shop.at("settings/")))
    shop.owner.post(shop.at("settings/brand/"), {"accent": "#1F6F54", "accent_dark": "#7FD3A1"})
    html = words(shop.viewer.get(shop.at("settings/")))
    address = html.split(f'href="{shop.at("brand/")}')[1].split('"')[0]
    sheet = shop.viewer.get(shop.at(f"brand/{address}"))
    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert sheet.headers["X-Content-Type-Options"] == "nosniff"
    assert ":root{--accent:#1F6F54;" in words(sheet)
    shop.owner.post(shop.at("settings/brand/"), {"accent": "", "accent_dark": ""})
    assert shop.viewer.get(shop.at(f"brand/{address}")).status_code == 404


def test_a_logo_is_served_as_a_picture_and_to_members_only(shop: Shop, other: Shop):
    def send(content: bytes):
        return shop.owner.post(shop.at("settings/logo/"), {"logo": SimpleUploadedFile("logo.svg", content)})

    wrong = send(PLAIN.replace(b"<path", b"<script>alert(1)</script><path"))
    assert (wrong.status_code, "may not hold" in words(wrong)) == (422, True)
    assert send(PLAIN).status_code == 302
    html = words(shop.viewer.get(shop.at("settings/")))
    address = html.split(f'src="{shop.at("logo/")}')[1].split('"')[0]
    picture = shop.viewer.get(shop.at(f"logo/{address}"))
    assert (picture.content, picture.headers["Content-Type"]) == (PLAIN, "image/svg+xml")
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert other.owner.get(shop.at(f"logo/{address}")).status_code == 404
    assert other.owner.get(other.at(f"logo/{address}")).status_code == 404
    assert send(png()).status_code == 302
    assert shop.viewer.get(shop.at(f"logo/{address}")).status_code == 404
    assert shop.owner.post(shop.at("settings/logo/remove/")).status_code == 302
    assert changes(shop).count("LogoChanged") == 3


def test_working_days_are_kept_and_counted_with(shop: Shop):
    assert shop.owner.post(shop.at("settings/days/"), DAYS).status_code == 302
    work = shop.see(lambda: work_calendar(shop.id))
    assert (work.weekdays, work.cut_off, work.country, work.make_days) == ({1, 2, 3, 4, 5}, time(17), "CN", 5)
    assert sorted(work.own.values()) == [False, True]
    shown = words(shop.owner.get(shop.at("settings/days/")))
    assert "Stocktaking" in shown
    assert "is due on" in shown
    again = {**DAYS, "own-TOTAL_FORMS": "2", "own-0-day": "", "own-1-day": ""}
    shop.owner.post(shop.at("settings/days/"), again)
    assert shop.see(lambda: work_calendar(shop.id)).own == {}
    told = words(shop.owner.get(shop.at("settings/changes/")))
    assert "Daily cut-off" in told
    assert "17:00" in told


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weekdays", []),
        ("make_days", "91"),
        ("country", "XX"),
        ("cut_off", "25:00"),
        ("own-1-day", "2026-11-30"),
    ],
)
def test_wrong_days_are_refused(shop: Shop, field: str, value: object):
    assert shop.owner.post(shop.at("settings/days/"), {**DAYS, field: value}).status_code == 422
    assert shop.see(lambda: work_calendar(shop.id)).country == ""


def test_an_own_role_is_made_given_and_removed(shop: Shop):
    told = {"name": "Packer", "permissions": ["intake.see", "production.answer"]}
    assert shop.owner.post(shop.at("settings/roles/"), told).status_code == 302
    role = shop.see(lambda: OwnRole.objects.get())
    member = shop.at(f"settings/members/{shop.people['viewer']}/")
    assert shop.owner.post(member, {"role": str(role.id)}).status_code == 302
    assert "Packer" in words(shop.owner.get(shop.at("settings/members/")))
    assert (
        shop.viewer.get(shop.at("settings/changes/")).status_code == 403
    )  # what the role leaves out is closed
    changed = {"name": "Packers", "permissions": ["intake.see", "identity.see"]}
    assert shop.owner.post(shop.at(f"settings/roles/{role.id}/"), changed).status_code == 302
    assert shop.viewer.get(shop.at("settings/changes/")).status_code == 200
    kept = shop.owner.post(shop.at(f"settings/roles/{role.id}/remove/"), follow=True)
    assert "still have this role" in words(kept)
    shop.owner.post(member, {"role": "viewer"})
    shop.owner.post(shop.at(f"settings/roles/{role.id}/remove/"))
    assert not shop.see(OwnRole.objects.exists)
    assert {one.role for one in shop.see(lambda: people_of(shop.id))} == {"owner", "operator", "viewer"}


def test_every_permission_and_message_has_a_name():
    assert all_permissions() - NAMES.keys() == set()
    results = {kind for kind in SUBJECTS if kind.startswith(("orders_", "tasks_")) and kind not in KINDS}
    assert SUBJECTS.keys() - KINDS.keys() == results


def test_a_message_is_previewed_changed_and_set_back(shop: Shop):
    at = shop.at("settings/messages/tasks_offered/en/")
    told = {"subject": "{count} from {workspace}", "text": "Look, {count}."}
    shown = shop.owner.post(at, {**told, "preview": "1"})
    assert (shown.status_code, "3 from Birch" in words(shown)) == (200, True)
    assert shop.see(lambda: own_words(shop.id, "en")) == {}
    wrong = shop.owner.post(at, {**told, "text": "{price}", "preview": "1"})
    assert (wrong.status_code, "nothing called {price}" in words(wrong)) == (422, True)
    assert shop.owner.post(at, told).status_code == 302
    assert "Own text" in words(shop.owner.get(shop.at("settings/messages/")))
    assert shop.owner.post(f"{at}reset/").status_code == 302
    assert shop.see(lambda: own_words(shop.id, "en")) == {}
    assert shop.owner.get(shop.at("settings/messages/nothing/en/")).status_code == 404


def test_only_an_owner_changes_these(shop: Shop):
    before = changes(shop)
    posts = {
        "brand/": {"accent": "#1F6F54"},
        "logo/": {"logo": SimpleUploadedFile("logo.svg", PLAIN)},
        "logo/remove/": {},
        "days/": DAYS,
        "roles/": {"name": "X", "permissions": ["intake.see"]},
        "messages/tasks_offered/en/": {"subject": "x", "text": "x"},
        "messages/tasks_offered/en/reset/": {},
    }
    for rest, data in posts.items():
        assert shop.operator.post(shop.at(f"settings/{rest}"), data).status_code == 403, rest
    assert changes(shop) == before


def test_every_kind_of_change_can_be_read(shop: Shop):
    shop.owner.post(shop.at("settings/brand/"), {"accent": "#1F6F54"})
    html = words(shop.owner.get(shop.at("settings/changes/")))
    assert "#1F6F54" in html
    assert "added a supplier" in html
    for part in ("workspace", "people", "suppliers", "rules", "nonsense"):
        answer = shop.owner.get(shop.at("settings/changes/"), {"part": part})
        assert answer.status_code == 200
    assert "let somebody in" not in words(shop.owner.get(shop.at("settings/changes/"), {"part": "rules"}))
