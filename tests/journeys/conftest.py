"""A whole installation for a journey: the web server, the worker and the live updates, on the tests' database."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, sync_playwright

from orderloom.config.processes import MARK
from tests.journeys.browser import AXE, CHROMIUM

PATIENCE = 60


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists() or not AXE.exists():
        pytest.skip("Chromium or axe is not installed")
    # Playwright keeps a loop running in this thread, which Django takes for an asynchronous caller.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = play.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], **environment: str) -> Iterator[None]:
    """Run one of the installation's processes until the block ends."""
    told = {
        **os.environ,
        MARK: "journey",
        "DJANGO_SETTINGS_MODULE": "orderloom.config.settings",
        **environment,
    }
    process = subprocess.Popen([sys.executable, "-m", *command], env=told)
    try:
        yield
        assert process.poll() is None, f"{command[0]} has ended by itself"
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2):
            return True
    except HTTPError:
        return True
    except OSError:
        return False


@pytest.fixture
def installation(live_server, settings) -> Iterator[str]:
    """Run the worker and the live updates beside the web server; return the web address."""
    web, live = urlsplit(live_server.url).port, free_port()
    settings.LIVE_URL = f"http://localhost:{live}"
    settings.ADDRESS = live_server.url
    shared = {"ORDERLOOM_PORT": str(web), "ORDERLOOM_ADDRESS": live_server.url}
    worker = ["orderloom.config.cli", "worker", "--concurrency", "1"]
    serve = ["granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(live), "--no-ws"]
    serve += ["--workers-kill-timeout", "3", "orderloom.config.live:app"]
    with ExitStack() as stack:
        stack.enter_context(running(worker, ORDERLOOM_ROLE="worker", **shared))
        stack.enter_context(running(serve, ORDERLOOM_ROLE="app", **shared))
        end = time.monotonic() + PATIENCE
        while not answers(f"http://localhost:{live}/healthz"):
            assert time.monotonic() < end, "the live updates do not start"
            time.sleep(0.2)
        yield live_server.url
