"""Every page there is, as its people see it: no barrier, nothing out of reach, within its weight, in both languages.

Each page is looked at in two of the eight ways (language, theme, width), so that the pages together are seen in all of
them; with ORDERLOOM_EVERY_WAY=1 in all eight. Then in a made-up language, whose texts are longer than any.
"""

import gzip
import os
from dataclasses import dataclass, field
from itertools import product

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.house.stranger import NAMELESS, Address, addresses
from tests.house.world import Place, make_place
from tests.journeys.browser import AXE, RULES, Visitor, visitor
from tests.journeys.pseudo import CODE, build
from tests.journeys.sight import badly_set, too_wide, unseen, untranslated

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WAYS = list(product(("en", "zh-hans"), ("light", "dark"), (1440, 390)))
ALL = bool(os.environ.get("ORDERLOOM_EVERY_WAY"))
STEP = 3  # from one page to the next, so that the two ways of a page differ in language, theme and width
MOST_NODES = {"merchant": 2_500, "supplier": 800}
MOST_BYTES = {"merchant": 14_000, "supplier": 8_000}  # of the HTML, gzipped
UNREACHED = (
    "Failed to load resource: net::"  # live updates do not run here, and pictures of products are elsewhere
)


@dataclass
class Look:
    """What one sort of people sees, and what is wrong with it."""

    people: str
    client: Client
    faults: list[str] = field(default_factory=list)

    def pages(self, place: Place) -> list[str]:
        """Return the addresses that answer these people with a page."""
        known = {**NAMELESS, **place.ids, "slug": place.slug, "run_id": place.ids["import_id"]}
        told = [address for address in addresses() if address.route.startswith(f"{self.people}/")]
        found = [path for path in (path_of(one, known) for one in told) if path]
        return [path for path in dict.fromkeys(found) if self._is_page(path)]

    def _is_page(self, path: str) -> bool:
        answer = self.client.get(path)
        if answer.status_code >= 500:
            self.faults.append(f"{path}: {answer.status_code}")
        kind = answer.headers.get("Content-Type", "")
        is_page = (
            answer.status_code == 200 and kind.startswith("text/html") and b"<html" in answer.content[:200]
        )
        if is_page and (size := len(gzip.compress(answer.content))) > MOST_BYTES[self.people]:
            self.faults.append(f"{path}: {size} bytes of HTML")
        return is_page

    def at(self, page: Page, path: str, way: tuple[str, str, int], address: str) -> None:
        """Look at a page in one way."""
        answer = page.goto(address + path)
        name = f"{path} {way}"
        if answer is None or answer.status != 200:
            self.faults.append(f"{name}: {answer and answer.status}")
            return
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("rules => axe.run(document, {runOnly: rules}).then(r => r.violations)", RULES)
        self.faults += [f"{name}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
        if (nodes := page.evaluate("document.querySelectorAll('*').length")) > MOST_NODES[self.people]:
            self.faults.append(f"{name}: {nodes} elements")
        self.faults += [f"{name}: {fault}" for fault in (*too_wide(page), *badly_set(page), *unseen(page))]

    def in_long_words(self, page: Page, path: str, address: str, data: tuple[str, ...]) -> None:
        """Look at a page in the made-up language."""
        page.goto(address + path)
        faults = (*too_wide(page), *badly_set(page), *untranslated(page, data))
        self.faults += [f"{path} in long words: {fault}" for fault in faults]


def path_of(address: Address, known: dict[str, object]) -> str:
    """Return the path to one thing that exists; blank where the world has none of its kind."""
    return address.path(known) if set(address.parameters) <= known.keys() else ""


def see_all(chromium: Browser, server: str, look: Look, place: Place) -> None:
    """Look at every page, in its ways."""
    windows: dict[tuple[str, str, int], Visitor] = {}
    long_words = visitor(
        chromium, server, look.people, CODE, WAYS[0][2] if look.people == "merchant" else 390, 900
    )
    cookie = {"name": "sessionid", "value": look.client.cookies["sessionid"].value, "url": server}
    long_words.page.context.add_cookies([cookie])  # type: ignore[list-item]
    for place_in_line, path in enumerate(look.pages(place)):
        first = place_in_line * STEP
        for way in WAYS if ALL else (WAYS[first % 8], WAYS[7 - first % 8]):
            if way not in windows:
                language, theme, width = way
                windows[way] = visitor(chromium, server, look.people, language, width, 900)
                windows[way].page.context.add_cookies([cookie])  # type: ignore[list-item]
                windows[way].page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            look.at(windows[way].page, path, way, server)
        look.in_long_words(long_words.page, path, server, (place.mark, place.slug))
    long_words.page.context.close()
    for way, window in windows.items():
        look.faults += [f"{way}: {fault}" for fault in window.faults if not fault.startswith(UNREACHED)]
        window.page.context.close()


def test_every_page_is_within_reach(chromium: Browser, live_server, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.LANGUAGES = [*settings.LANGUAGES, (CODE, "Long words")]
    settings.LOCALE_PATHS = [build(tmp_path / "words"), *settings.LOCALE_PATHS]
    place = make_place("MAPLE")
    looks = []
    for people, user in (("merchant", place.people["owner"]), ("supplier", place.companies[0].user)):
        client = Client(raise_request_exception=False)
        client.force_login(user)
        looks.append(Look(people, client))
    for look in looks:
        see_all(chromium, live_server.url, look, place)
    faults = [fault for look in looks for fault in look.faults]
    if faults:
        pytest.fail(f"{len(faults)} faults:\n" + "\n".join(faults), pytrace=False)
