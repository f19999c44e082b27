"""The kit's own pages: style guide, preferences, error pages."""

import re

import pytest
from django.core.exceptions import DisallowedHost
from django.test import RequestFactory
from django.utils import translation

from orderloom.ui import web
from orderloom.ui.preferences import safe_next
from orderloom.ui.status import VOCABULARY

HAN = re.compile(r"[\u4e00-\u9fff]")


def ask(view, language="en", **cookies):
    request = RequestFactory().get("/styleguide/")
    request.COOKIES |= cookies
    with translation.override(language):
        return view(request)


@pytest.mark.parametrize("view", [web.styleguide, web.styleguide_phone])
def test_the_style_guide_is_drawn_in_both_languages(view):
    english, chinese = (ask(view, language).content.decode() for language in ("en", "zh-hans"))
    assert 'lang="en"' in english
    assert 'lang="zh-Hans"' in chinese
    assert len(HAN.findall(chinese)) > 100
    assert len(HAN.findall(english.replace("简体中文", "").replace("王晓磊", ""))) == 0


def test_ids_are_given_once():
    for view in (web.styleguide, web.styleguide_phone):
        ids = re.findall(r'\sid="([^"]+)"', ask(view).content.decode())
        assert sorted({name for name in ids if ids.count(name) > 1}) == []


def test_the_palette_answers_what_was_typed():
    request = RequestFactory().get("/styleguide/palette/", {"q": "10481"})
    assert web.styleguide_palette(request).content.decode().count('role="option"') == 1
    nothing = RequestFactory().get("/styleguide/palette/", {"q": "zzz"})
    assert "Nothing found" in web.styleguide_palette(nothing).content.decode()


def test_theme_and_density_come_from_the_cookies_and_only_known_ones():
    html = ask(web.styleguide, theme="dark", density="cosy").content.decode()
    assert 'data-theme="dark"' in html
    assert 'data-density="cosy"' in html
    hostile = ask(web.styleguide, theme='"><script>', density="x").content.decode()
    assert "data-theme" not in hostile
    assert "data-density" not in hostile


def choose(**data):
    return web.preferences(RequestFactory().post("/preferences/", data))


def test_preferences_are_kept_in_cookies():
    answer = choose(language="zh-hans", theme="dark", density="dense", next="/styleguide/?a=1")
    assert answer.headers["Location"] == "/styleguide/?a=1"
    kept = {name: morsel.value for name, morsel in answer.cookies.items()}
    assert kept == {"django_language": "zh-hans", "theme": "dark", "density": "dense"}
    assert all(morsel["samesite"] == "Lax" for morsel in answer.cookies.values())


def test_a_choice_can_be_taken_back_and_nonsense_is_ignored():
    assert choose(theme="auto").cookies["theme"]["max-age"] == 0
    assert not choose(theme="pink", language="xx").cookies


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "http:///x"]
)
def test_preferences_never_lead_away(address):
    assert choose(theme="dark", next=address).headers["Location"] == "/"


def test_preferences_go_back_to_where_they_came_from():
    request = RequestFactory().post("/preferences/", headers={"Referer": "http://testserver/orders/"})
    assert safe_next(request) == "http://testserver/orders/"


@pytest.mark.parametrize(
    ("view", "status"),
    [(web.bad_request, 400), (web.forbidden, 403), (web.csrf_failure, 403), (web.not_found, 404)],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_errors_say_what_happened_and_give_an_id(view, status, language):
    with translation.override(language):
        answer = view(RequestFactory().get("/x"))
    assert answer.status_code == status
    assert re.search(r'class="errid">[^<]*[0-9a-f]{12}', answer.content.decode())
    assert "<script" not in answer.content.decode()


def test_a_failure_of_ours_says_that_nothing_was_saved():
    answer = web.server_error(RequestFactory().get("/x"))
    assert answer.status_code == 500
    assert "Nothing of this step was saved" in answer.content.decode()


def test_a_refused_host_does_not_break_the_error_page():
    request = RequestFactory(SERVER_NAME="evil.example").get("/x")
    answer = web.bad_request(request, DisallowedHost("evil.example"))
    assert answer.status_code == 400


def test_every_status_has_a_word_in_both_languages():
    for looks in VOCABULARY.values():
        for code, look in looks.items():
            with translation.override("zh-hans"):
                assert HAN.search(str(look.label)), code
