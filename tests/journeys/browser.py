"""A visitor in Chromium: what every page that they see must hold, and a picture of it."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page

ROOT = Path(__file__).parents[2]
CHROMIUM = Path(os.environ.get("ORDERLOOM_CHROMIUM", "/usr/bin/chromium"))
AXE = ROOT / "node_modules/axe-core/axe.min.js"
PICTURES = Path(os.environ.get("ORDERLOOM_SHOTS", ROOT / "artifacts/journeys"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REFUSED = "422 (Unprocessable"  # Chromium writes every refused form to its console; the page says why


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    page: Page
    address: str
    name: str
    faults: list[str] = field(default_factory=list)
    pictures: int = 0
    expected: tuple[str, ...] = (REFUSED,)

    def go(self, path: str) -> None:
        """Open a page, which must exist."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the form."""
        self.go("/accounts/login/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", password)
        self.press("main button[type=submit]")

    def press(self, what: str | Locator) -> None:
        """Press what leads to another page, and wait for it."""
        found = self.page.locator(what) if isinstance(what, str) else what
        with self.page.expect_navigation():
            found.click()

    def sheet(self, what: str | Locator) -> None:
        """Press what opens a sheet, and wait for it."""
        found = self.page.locator(what) if isinstance(what, str) else what
        found.click()
        self.page.locator("dialog[open]").wait_for()

    def wait_for(self, selector: str, seconds: float = 15) -> Locator:
        """Wait until something is to be seen."""
        found = self.page.locator(selector).first
        found.wait_for(timeout=seconds * 1000)
        return found

    def look(self, what: str) -> None:
        """Take a picture; nothing may be out of reach for anybody, wider than the window, or broken."""
        self.page.wait_for_timeout(150)  # a sheet rises for 120 ms
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.pictures += 1
        self.page.screenshot(path=PICTURES / f"{self.name}-{self.pictures:02}-{what}.png")
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules}).then(r => r.violations)", RULES
        )
        barriers = [f"{item['id']}: {item['nodes'][0]['html'][:160]}" for item in found]
        assert barriers == [], f"{what} {self.page.url}: {barriers}"
        assert self.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, what
        assert self.faults == [], what


def visitor(browser: Browser, address: str, name: str, language: str, width: int, height: int) -> Visitor:
    """Return somebody with a fresh browser window of this size."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="light",
        bypass_csp=True,  # for axe, which is put into the page
        locale="zh-CN" if language == "zh-hans" else "en-GB",
        timezone_id="Asia/Shanghai",
        has_touch=width < 600,
    )
    context.add_cookies([{"name": "django_language", "value": language, "url": address}])
    made = Visitor(context.new_page(), address, name)
    made.page.on("pageerror", lambda error: made.faults.append(str(error)))
    made.page.on("console", lambda said: _note(made, said.type, said.text))
    return made


def _note(one: Visitor, kind: str, text: str) -> None:
    if kind == "error" and not any(words in text for words in one.expected):
        one.faults.append(text)
