"""Live updates: one server-sent stream per open page, fed by one LISTEN connection per process.

A message holds ids only; the page asks the web application for what it may see. The stream says
who it listens for: `/live/?as=workspace:<uuid>` or `/live/?as=supplier:<uuid>`.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

import django
from django.conf import settings

from orderloom.config.hub import Hub
from orderloom.config.listeners import Asked, allowed_origin, ears

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orderloom.config.settings")
django.setup()

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
PING_SECONDS = 15
RETRY_MILLISECONDS = 2000
hub = Hub()


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one request: a stream for who may hear it, else a short refusal."""
    if scope["type"] != "http":
        return
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    path = scope["path"]
    if path == "/healthz":
        await _short(send, 200 if hub.connected else 503, "ok" if hub.connected else "no database")
    elif path != "/live/" or scope["method"] != "GET":
        await _short(send, 404, "not here")
    else:
        await _live(scope, headers, receive, send)


async def _live(scope: Message, headers: dict[str, str], receive: Receive, send: Send) -> None:
    origin = headers.get("origin", "")
    if origin and not allowed_origin(origin, headers.get("host", "")):
        await _short(send, 403, "another site may not listen")
        return
    party = parse_qs(scope["query_string"].decode("latin-1")).get("as", [""])[0]
    asked = Asked(session=_session_key(headers.get("cookie", "")), party=party)
    if not await ears(asked):
        await _short(send, 403, "not yours to hear", origin)
        return
    await _stream(asked, origin, receive, send)


def _session_key(cookie: str) -> str:
    pairs = (part.strip().partition("=") for part in cookie.split(";"))
    return next((value for name, _, value in pairs if name == settings.SESSION_COOKIE_NAME), "")


async def _short(send: Send, status: int, text: str, origin: str = "") -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *_cross_origin(origin)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def _cross_origin(origin: str) -> list[tuple[bytes, bytes]]:
    if not origin:
        return [(b"vary", b"origin")]
    return [
        (b"vary", b"origin"),
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
    ]


async def _stream(asked: Asked, origin: str, receive: Receive, send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        *_cross_origin(origin),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    gone = asyncio.create_task(_until_gone(receive))
    try:
        with hub.subscription(asked.party) as queue:
            await _write(send, f"retry: {RETRY_MILLISECONDS}\n\n")
            while not gone.done():
                await _write(send, await _next(queue, gone))
                if queue.empty() and not await asked.still(ears):
                    return
    finally:
        gone.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _next(queue: "asyncio.Queue[str]", gone: "asyncio.Task[None]") -> str:
    """Wait for a message, for the next ping or for the listener to leave."""
    getting = asyncio.create_task(queue.get())
    done, _ = await asyncio.wait({getting, gone}, timeout=PING_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    if getting in done:
        return f"data: {json.dumps(json.loads(getting.result()), separators=(',', ':'))}\n\n"
    getting.cancel()
    return ": ping\n\n"


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
