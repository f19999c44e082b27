"""Count what somebody does with their hands: a click, a key or a chord, a pasted or typed value are one step each."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page


@dataclass
class Hands:
    """Somebody at a page; every deed is written down, and the job fails when it takes more steps than it may."""

    page: Page
    most: int
    done: list[str] = field(default_factory=list)

    def __enter__(self) -> "Hands":
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            told = ", ".join(self.done)
            assert len(self.done) <= self.most, f"{len(self.done)} steps instead of {self.most}: {told}"

    def _step(self, what: str) -> None:
        self.done.append(what)

    def click(self, what: str | Locator, *, leads_on: bool = False, shift: bool = False) -> None:
        """Click something; `leads_on` waits for the page that it leads to."""
        found = self.page.locator(what).first if isinstance(what, str) else what
        self._step(f"click {found}")
        keys = ["Shift"] if shift else []
        if not leads_on:
            found.click(modifiers=keys)  # type: ignore[arg-type]
            return
        with self.page.expect_navigation():
            found.click(modifiers=keys)  # type: ignore[arg-type]

    def press(self, key: str, *, leads_on: bool = False) -> None:
        """Press a key, or several together; `leads_on` waits for the page that it leads to."""
        self._step(f"press {key}")
        if not leads_on:
            self.page.keyboard.press(key)
            return
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def chord(self, first: str, second: str) -> None:
        """Press two keys one after the other, which lead to a page."""
        self._step(f"press {first} {second}")
        with self.page.expect_navigation():
            self.page.keyboard.press(first)
            self.page.keyboard.press(second)

    def type(self, text: str) -> None:
        """Type a value where the cursor stands."""
        self._step(f"type {text}")
        self.page.keyboard.type(text)

    def fill(self, what: str, text: str) -> None:
        """Type a value into a field: one step, however the cursor gets there."""
        self._step(f"type {text}")
        self.page.fill(what, text)

    def tap_link(self, link: str) -> None:
        """Tap a link in a message."""
        self._step("tap the link")
        self.page.goto(link)

    def attach(self, what: str, file: Path) -> None:
        """Choose a file: one click for the button, one in the system's own window."""
        self._step(f"click {what}")
        self._step(f"choose {file.name}")
        self.page.set_input_files(what, file)

    def choose(self, what: str | Locator, value: str) -> None:
        """Choose a value of a list."""
        found = self.page.locator(what).first if isinstance(what, str) else what
        self._step(f"choose {value}")
        found.select_option(value)

    def paste(self, text: str, *, leads_on: bool = False) -> None:
        """Paste a text where the cursor stands, as Ctrl V does."""
        self._step("paste")
        if not leads_on:
            self._put(text)
            return
        with self.page.expect_navigation():
            self._put(text)

    def _put(self, text: str) -> None:
        self.page.evaluate(PUT, text)


PUT = """text => {
  const at = document.activeElement, data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  if (at.dispatchEvent(event) && at.matches("input,textarea")) document.execCommand("insertText", false, text);
}"""
