"""Run as a process of its own: writers that take orders in and are killed in the middle of it, again and again.

Arguments: what the writers need to know, as JSON. An order's name goes to the file `told` when its command came back.
It ends when `kills` writers were killed and `least` orders were told of, however slow the machine is, and prints how
many writers there were.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from uuid import UUID

import django

ALIVE = (0.15, 0.7)  # seconds that a writer lives


def write(told: dict[str, str], name: str, *, whole: bool) -> None:
    """Take in and buy one order, in one command or, for the control, in two."""
    from orderloom.intake.commands.purchasing import start_purchasing
    from orderloom.intake.commands.take_orders import take_orders
    from orderloom.kernel.permissions import Role
    from orderloom.production.factories import do, order_of, staff

    actor = staff(UUID(told["workspace"]), Role.OWNER)
    docs = [order_of(name, ["Mugs", "Plates", "Nobody"], quantity=1)]
    taken = do(take_orders, actor=actor, store_id=UUID(told["store"]), docs=docs, purchase=whole)
    if not whole:
        do(start_purchasing, actor=actor, order_ids=list(taken.received.orders.values()))


def writer(told: dict[str, str], generation: int) -> None:
    """Write orders until killed."""
    file = os.open(told["file"], os.O_WRONLY | os.O_APPEND)
    number = 0
    while True:
        number += 1
        name = f"G{generation}-{number}"
        write(told, name, whole=told["whole"] == "yes")
        os.write(file, f"{name}\n".encode())


def main(told: dict[str, str]) -> None:
    django.setup()
    import orderloom.production.factories  # noqa: F401  once, before the forks

    chance = random.Random(int(told["seed"]))
    ends: dict[int, float] = {}
    begun, kills, least = 0, int(told["kills"]), int(told["least"])

    def are_wanted() -> bool:
        return begun < kills or len(Path(told["file"]).read_text().split()) < least

    while are_wanted() or ends:
        while len(ends) < 3 and are_wanted():
            begun += 1
            child = os.fork()
            if child == 0:
                try:
                    writer(told, begun)
                finally:
                    os._exit(1)
            ends[child] = time.monotonic() + chance.uniform(*ALIVE)
        time.sleep(0.005)
        for child in [child for child, end in ends.items() if time.monotonic() > end]:
            os.kill(child, signal.SIGKILL)
            _pid, status = os.waitpid(child, 0)
            assert os.WIFSIGNALED(status), "a writer ended before it was killed"
            del ends[child]
    sys.stdout.write(str(begun))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
