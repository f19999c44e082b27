"""Identifiers: UUID version 7, so that rows sort by the time they were made (RFC 9562, section 5.7)."""

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def new_id() -> uuid.UUID:
    """Return a fresh UUIDv7; ids made by one process are strictly increasing."""
    global _last
    random = int.from_bytes(os.urandom(8), "big")
    with _lock:
        # 48 bits of milliseconds and 12 bits of sub-millisecond clock, bumped when the clock stands still.
        stamp = max((time.time_ns() * 4096) // 1_000_000, _last + 1)
        _last = stamp
    value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    return uuid.UUID(int=value)


def new_ids(count: int) -> list[uuid.UUID]:
    """Return many fresh ids in increasing order, with one call to the system for their random bits."""
    global _last
    noise = os.urandom(8 * count)
    with _lock:
        first = max((time.time_ns() * 4096) // 1_000_000, _last + 1)
        _last = first + count
    ids = []
    for index in range(count):
        stamp = first + index
        random = int.from_bytes(noise[index * 8 : index * 8 + 8], "big") & (1 << 62) - 1
        value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | random
        ids.append(uuid.UUID(int=value))
    return ids
