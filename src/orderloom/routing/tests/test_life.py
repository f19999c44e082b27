"""A pool's life through the product's own commands: who is active together is never more than one turn apart."""

import random
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from orderloom.catalog.commands.makers import set_supplier_categories
from orderloom.partners.commands import pause_supplier, resume_supplier
from orderloom.production.commands.answer import decline_task
from orderloom.production.factories import Shop, add_seller, buy, do, look, make_shop
from orderloom.production.states import DeclineReason
from orderloom.routing.models import Assignment

STEPS = 35


@dataclass
class Life:
    """Who sits in the pool since when; `since` is the number of turns before the latest coming."""

    shop: Shop
    chance: random.Random
    since: dict[str, int] = field(default_factory=dict)
    away: dict[str, str] = field(default_factory=dict)
    bought: int = 0

    def turns(self) -> list[UUID]:
        rows = Assignment.objects.filter(workspace_id=self.shop.id, turn__gt=0).order_by("turn")
        return look(self.shop, lambda: list(rows.values_list("supplier_id", flat=True)))

    def comes(self, name: str) -> None:
        """Note that the supplier is there from the next choice on, which is made at once."""
        self.since[name] = len(self.turns())
        self.buys()

    def joins(self) -> None:
        name = f"S{len(self.since) + len(self.away):02}"
        add_seller(self.shop, name, ["Mugs"])
        self.comes(name)

    def leaves(self) -> None:
        if len(self.since) > 1:
            name = self.chance.choice(sorted(self.since))
            pauses = self.chance.random() < 0.5
            supplier_id = self.shop.sellers[name].supplier_id
            if pauses:
                do(pause_supplier, actor=self.shop.owner, supplier_id=supplier_id)
            else:
                do(set_supplier_categories, actor=self.shop.owner, supplier_id=supplier_id, category_ids=[])
            self.away[name] = "paused" if pauses else "gone"
            del self.since[name]
            self.buys()  # the pool notices who is away at its next choice

    def comes_back(self) -> None:
        if self.away:
            name = self.chance.choice(sorted(self.away))
            supplier_id = self.shop.sellers[name].supplier_id
            if self.away.pop(name) == "paused":
                do(resume_supplier, actor=self.shop.owner, supplier_id=supplier_id)
            else:
                mugs = [self.shop.categories["Mugs"]]
                do(set_supplier_categories, actor=self.shop.owner, supplier_id=supplier_id, category_ids=mugs)
            self.comes(name)

    def buys(self) -> None:
        buy(self.shop, *["Mugs"] * self.chance.randint(1, 3))

    def declines(self) -> None:
        (task,) = buy(self.shop, "Mugs")
        do(
            decline_task,
            actor=self.shop.holder(task),
            task_id=task.id,
            reason=DeclineReason.NO_CAPACITY,
            text="",
        )

    def check(self) -> None:
        """Compare every pair over the turns in which both were there, at every one of them."""
        turns = self.turns()
        named = {self.shop.sellers[name].supplier_id: name for name in self.since}
        for start in set(self.since.values()):
            had = {name: 0 for name, since in self.since.items() if since <= start}
            for supplier_id in turns[start:]:
                name = named.get(supplier_id, "")
                if name in had:
                    had[name] += 1
                    assert max(had.values()) - min(had.values()) <= 1, (start, had)


@pytest.mark.parametrize("seed", [1, 2])
def test_suppliers_that_are_active_together_stay_within_one_turn(transactional_db: None, seed: int) -> None:
    life = Life(make_shop({"Mugs": []}, slug=f"s{seed}"), random.Random(seed))
    life.joins()
    life.joins()
    deeds = [life.buys] * 4 + [life.declines] * 2 + [life.joins, life.leaves, life.comes_back]
    for _step in range(STEPS):
        life.chance.choice(deeds)()
        life.check()
    assert len(life.turns()) > STEPS
