"""The style guide in Chromium: no barrier for anybody, and fast hands work. Needs no database."""

import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import RequestFactory
from django.utils import translation

from orderloom.ui import web
from orderloom.ui.middleware import ContentPolicy

pytestmark = pytest.mark.journey
CHROMIUM = os.environ.get("ORDERLOOM_CHROMIUM", "/usr/bin/chromium")
AXE = Path(__file__).parents[4] / "node_modules/axe-core/axe.min.js"
STATIC = Path(web.__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
VIEWS = {
    "/styleguide/": web.styleguide,
    "/styleguide/phone/": web.styleguide_phone,
    "/styleguide/palette/": web.styleguide_palette,
    "/preferences/": web.preferences,
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Handler(BaseHTTPRequestHandler):
    """Serves the kit's pages and files, without the rest of the product."""

    def do_GET(self):
        parts = urlsplit(self.path)
        if parts.path.startswith("/static/"):
            path = STATIC / parts.path.removeprefix("/static/")
            self.answer(200, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})
        elif view := VIEWS.get(parts.path):
            request = RequestFactory().get(parts.path, {k: v[0] for k, v in parse_qs(parts.query).items()})
            self.page(view, request)
        else:
            self.answer(404, b"", {})

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(204, b"", {})

    def page(self, view, request):
        chosen = dict(
            part.strip().split("=", 1) for part in self.headers.get("Cookie", "").split(";") if "=" in part
        )
        request.COOKIES |= chosen
        with translation.override(chosen.get("django_language", "en")):
            response = ContentPolicy(view)(request)
        self.answer(response.status_code, response.content, dict(response.headers))

    def answer(self, status, body, headers):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Stay quiet."""


@pytest.fixture(scope="module")
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def chromium():
    if not Path(CHROMIUM).exists() or not AXE.exists():
        pytest.skip("Chromium or axe is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, address):
    contexts = []

    def go(path, width=1440, height=900, language="en", theme="light"):
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
        page.goto(address + path)
        return page

    yield go
    for context in contexts:
        context.close()


def until(holds, page):
    """Wait up to five seconds; the content policy forbids Playwright's own way."""
    for _ in range(50):
        if holds():
            return
        page.wait_for_timeout(100)
    pytest.fail("it did not happen within five seconds")


def barriers(page):
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules}).then(r => r.violations)", RULES)
    return [f"{item['id']}: {item['nodes'][0]['html'][:120]}" for item in found]


@pytest.mark.parametrize(
    ("path", "width"),
    [("/styleguide/", 1440), ("/styleguide/", 390), ("/styleguide/phone/", 390), ("/styleguide/phone/", 320)],
)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nobody_is_kept_out(visit, path, width, theme, language):
    page = visit(path, width, 844, language, theme)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.faults == []


@pytest.mark.parametrize("opener", ["ship", "refuse"])
def test_the_phones_sheets_have_no_barrier(visit, opener):
    page = visit("/styleguide/phone/", 390, 844, "zh-hans")
    page.click(f"[data-open={opener}]")
    assert page.locator(f"dialog#{opener}[open]").is_visible()
    assert barriers(page) == []


def test_rows_are_chosen_by_keys_and_by_a_range(visit):
    page = visit("/styleguide/")
    for key in ("j", "j", "x"):
        page.keyboard.press(key)
    assert page.inner_text("[data-bulk] [data-n]") == "1"
    page.click("tbody .cb >> nth=4", modifiers=["Shift"])
    assert page.inner_text("[data-bulk] [data-n]") == "4"
    assert barriers(page) == []
    page.click("[data-all-matching]")
    assert page.locator("input[name=all_matching]").count() == 1
    page.keyboard.press("Escape")
    assert not page.is_visible("[data-bulk]")
    assert page.locator("input[name=all_matching]").count() == 0


def test_the_palette_opens_finds_and_closes(visit):
    page = visit("/styleguide/")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#pal [role=option]")
    assert barriers(page) == []
    page.keyboard.type("10481")
    until(lambda: page.locator("#pal [role=option]").count() == 1, page)
    page.keyboard.press("Escape")
    assert not page.is_visible("#pal")


def test_what_was_typed_survives_a_reload(visit):
    page = visit("/styleguide/")
    page.fill("[data-draft] [name=note]", "half a sentence")
    until(lambda: page.evaluate("localStorage['draft:styleguide']"), page)
    page.reload()
    assert page.input_value("[data-draft] [name=note]") == "half a sentence"
    assert "Restored" in page.inner_text("#toasts")


def test_theme_and_density_change_at_once(visit):
    page = visit("/styleguide/")
    page.click("[popovertarget=me]")
    assert barriers(page) == []
    page.click("[name=theme][value=dark]")
    page.click("[name=density][value=cosy]")
    assert page.evaluate("({...document.documentElement.dataset})") == {"theme": "dark", "density": "cosy"}
    assert page.evaluate("document.querySelector('.tbl td').offsetHeight") == 44
