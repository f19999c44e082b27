"""Hands what the database announces on `orderloom_live` to the queues of those who listen."""

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from orderloom.config import home

CHANNEL = "orderloom_live"
QUEUE_LENGTH = 100
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 10.0
# After a gap nobody knows what was missed: the page is told to ask for everything anew.
MISSED = json.dumps({"missed": True})
log = logging.getLogger(__name__)
Queue = asyncio.Queue[str]


class Hub:
    """The one LISTEN connection of this process and the queues it feeds, by party."""

    def __init__(self) -> None:
        self.queues: dict[str, set[Queue]] = {}
        self.task: asyncio.Task[None] | None = None
        self.connected = True

    @contextmanager
    def subscription(self, party: str) -> Iterator[Queue]:
        """Give a queue of messages for a party, for as long as the block lasts."""
        self._listen()
        queue: Queue = asyncio.Queue(QUEUE_LENGTH)
        self.queues.setdefault(party, set()).add(queue)
        try:
            yield queue
        finally:
            self.queues[party].discard(queue)
            if not self.queues[party]:
                del self.queues[party]

    def _listen(self) -> None:
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    home.database_url("app"), autocommit=True
                ) as db:
                    await db.execute(f"LISTEN {CHANNEL}")
                    if not self.connected:
                        self._tell_all(MISSED)
                    self.connected, pause = True, FIRST_PAUSE
                    async for notice in db.notifies():
                        self._hand_out(notice.payload)
            except psycopg.Error as error:
                self.connected = False
                log.warning("live updates lost the database, trying again in %.1f s: %s", pause, error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _hand_out(self, payload: str) -> None:
        try:
            party = str(json.loads(payload)["party"])
        except (ValueError, KeyError, TypeError):
            log.warning("a message without a party was dropped")
            return
        for queue in self.queues.get(party, ()):
            put(queue, payload)

    def _tell_all(self, payload: str) -> None:
        for queues in self.queues.values():
            for queue in queues:
                put(queue, payload)


def put(queue: Queue, payload: str) -> None:
    """Add a message; a listener too slow to read loses the oldest ones and is told so."""
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        payload = MISSED
    queue.put_nowait(payload)
