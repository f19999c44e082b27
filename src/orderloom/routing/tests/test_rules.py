import time
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from orderloom.routing.rules import Seat, choose, declined, newcomer_adjustment, serve_many, served

SUPPLIERS = 6
SETTINGS = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
weights = st.integers(1, 9)
adjustments = st.fractions(-5, 5, max_denominator=12)


def seat(number, weight=1, **values):
    return Seat(UUID(int=number), weight, **values)


seats = st.lists(
    st.builds(
        Seat,
        supplier_id=st.integers(0, 99).map(lambda number: UUID(int=number)),
        weight=weights,
        served=st.integers(0, 20),
        adjustment=adjustments,
        last_served=st.integers(0, 5),
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda one: one.supplier_id,
)


def one_by_one(pool, count):
    turn = 1 + max(one.last_served for one in pool)
    by_id = {one.supplier_id: one for one in pool}
    picked = []
    for now in range(turn, turn + count):
        chosen = choose(by_id.values())
        by_id[chosen.supplier_id] = served(chosen, now)
        picked.append(chosen.supplier_id)
    return picked


def test_the_lowest_level_is_served():
    assert choose([seat(1, served=3), seat(2, served=2), seat(3, served=4)]) == seat(2, served=2)
    assert choose([seat(1, 1, served=2), seat(2, 3, served=5)]).supplier_id == UUID(int=2)


def test_of_equals_the_longest_idle_then_the_smaller_id_is_served():
    assert choose([seat(1, last_served=5), seat(2, last_served=4)]).supplier_id == UUID(int=2)
    assert choose([seat(2), seat(1)]).supplier_id == UUID(int=1)


def test_levels_are_compared_exactly():
    nearly = Fraction(10**20 - 1, 10**20)
    assert choose([seat(1, adjustment=1), seat(2, adjustment=nearly)]).supplier_id == UUID(int=2)
    assert seat(1, 3, served=1, adjustment=Decimal("0.1")).level == Fraction(11, 30)


def test_an_empty_pool_has_no_turn():
    with pytest.raises(ValueError, match="empty"):
        choose([])
    with pytest.raises(ValueError, match="nobody"):
        serve_many([], 1)
    assert serve_many([], 0) == []
    with pytest.raises(ValueError, match="at least 1"):
        seat(1, 0)


@given(seats, st.integers(0, 60))
def test_many_at_once_are_served_as_one_by_one(pool, count):
    assert serve_many(pool, count) == one_by_one(pool, count)


def test_a_chain_of_runs_is_one_long_run():
    pool = [seat(1, 2), seat(2, 3), seat(3, 5)]
    whole = serve_many(pool, 50)
    first = serve_many(pool, 20)
    counts, last = Counter(first), {who: turn for turn, who in enumerate(first, 1)}
    later = [replace(one, served=counts[one.supplier_id], last_served=last[one.supplier_id]) for one in pool]
    assert first + serve_many(later, 30, first_turn=21) == whole


def test_two_hundred_thousand_tasks_take_less_than_a_second():
    pool = [seat(number, 1 + number % 4, adjustment=Fraction(number, 7)) for number in range(10)]
    started = time.perf_counter()
    assert len(serve_many(pool, 200_000)) == 200_000
    assert time.perf_counter() - started < 1


@given(st.lists(weights, min_size=1, max_size=7), st.integers(1, 120))
def test_weighted_shares_keep_their_bounds_at_every_step(parts, count):
    total, places = sum(parts), len(parts)
    counts: Counter[UUID] = Counter()
    for done, who in enumerate(serve_many([seat(n, w) for n, w in enumerate(parts)], count), 1):
        counts[who] += 1
        for number, weight in enumerate(parts):
            ahead = counts[UUID(int=number)] - Fraction(done * weight, total)
            assert ahead <= 1 - Fraction(weight, total)
            assert -ahead <= max(places - 2, 0) + Fraction(weight, total)


def test_a_heavy_seat_among_many_light_ones_is_more_than_one_task_behind_at_first():
    pool = [seat(0, 10), *(seat(number, 1) for number in range(1, 11))]
    after_one_each = Counter(serve_many(pool, 11))[UUID(int=0)]
    assert Fraction(11 * 10, 20) - after_one_each == Fraction(9, 2)
    assert Counter(serve_many(pool, 20))[UUID(int=0)] == 10


@given(seats, weights, st.integers(0, 50))
def test_a_newcomer_sits_at_the_lowest_level(pool, weight, done):
    adjustment = newcomer_adjustment(pool, weight, done)
    newcomer = seat(100, weight, served=done, adjustment=adjustment)
    assert newcomer.level == min(one.level for one in pool)


def test_the_first_of_a_pool_needs_no_adjustment():
    assert newcomer_adjustment([], 3, 0) == 0
    assert newcomer_adjustment([], 3, 7, Fraction(1, 2)) == Fraction(1, 2)


def test_a_pause_after_every_task_gains_nothing():
    pool = {number: seat(number) for number in range(4)}
    for turn in range(1, 401):
        chosen = choose(pool.values())
        number = chosen.supplier_id.int
        pool[number] = served(chosen, turn)
        if number == 0:
            others = [one for other, one in pool.items() if other]
            kept = newcomer_adjustment(others, 1, pool[0].served, pool[0].adjustment)
            pool[0] = replace(pool[0], adjustment=kept)
    assert {one.served for one in pool.values()} == {100}


def test_a_declined_task_is_no_work_but_uses_the_turn_up():
    before = seat(1, 2, served=4)
    after = declined(served(before, 9))
    assert (after.served, after.level) == (4, Fraction(5, 2))


class Rotation:
    """The rule of the house, for equal weights."""

    def __init__(self):
        self.seats = {}
        self.turn = 0

    def join(self, number, active):
        seats = [self.seats[other] for other in active]
        old = self.seats.get(number)
        done, before = (old.served, old.adjustment) if old else (0, None)
        adjustment = newcomer_adjustment(seats, 1, done, before)
        last = old.last_served if old else 0
        self.seats[number] = seat(number, served=done, adjustment=adjustment, last_served=last)

    def pick(self, candidates):
        self.turn += 1
        chosen = choose(self.seats[number] for number in candidates)
        self.seats[chosen.supplier_id.int] = served(chosen, self.turn)
        return chosen.supplier_id.int

    def decline(self, number):
        self.seats[number] = declined(self.seats[number])


class Cursor:
    """The usual mistake: a counter modulo the number of suppliers."""

    def __init__(self):
        self.cursor = 0

    def join(self, number, active):
        pass

    def pick(self, candidates):
        chosen = sorted(candidates)[self.cursor % len(candidates)]
        self.cursor += 1
        return chosen

    def decline(self, number):
        pass


class TurnGivenBack(Rotation):
    """The rule without its care for declined tasks."""

    def decline(self, number):
        old = self.seats[number]
        self.seats[number] = replace(old, served=old.served - 1)


class Pool(RuleBasedStateMachine):
    """Joins, pauses, serves and declines; a pair's turns are counted while both sit."""

    make = Rotation
    declines = True

    @initialize(count=st.integers(1, 4))
    def open(self, count):
        self.rotation = self.make()
        self.active = set()
        self.apart = {}
        for number in range(count):
            self.enter(number)

    def enter(self, number):
        self.rotation.join(number, self.active)
        self.apart.update({frozenset((number, other)): Counter() for other in self.active})
        self.active.add(number)

    def take(self, candidates):
        chosen = self.rotation.pick(candidates)
        for pair, counts in self.apart.items():
            if chosen in pair:
                counts[chosen] += 1
        return chosen

    @rule()
    def serve(self):
        self.take(self.active)

    @rule(number=st.integers(0, SUPPLIERS - 1))
    def come_or_go(self, number):
        if number not in self.active:
            self.enter(number)
        elif len(self.active) > 1:
            self.active.discard(number)
            self.apart = {pair: counts for pair, counts in self.apart.items() if number not in pair}

    @rule()
    def serve_and_decline(self):
        if self.declines and len(self.active) > 1:
            first = self.take(self.active)
            self.rotation.decline(first)
            self.take(self.active - {first})

    @invariant()
    def any_two_are_within_one_turn(self):
        for pair, counts in getattr(self, "apart", {}).items():
            first, second = pair
            assert abs(counts[first] - counts[second]) <= 1, "unfair"


class CursorPool(Pool):
    make = Cursor
    declines = False


class GivenBackPool(Pool):
    make = TurnGivenBack


def test_any_two_that_sit_together_are_within_one_turn():
    run_state_machine_as_test(Pool, settings=SETTINGS)


@pytest.mark.parametrize("unfair", [CursorPool, GivenBackPool])
def test_the_same_machine_finds_other_rules_unfair(unfair):
    quickly = settings(SETTINGS, phases=[Phase.generate])
    with pytest.raises(AssertionError, match="unfair"):
        run_state_machine_as_test(unfair, settings=quickly)


def test_served_counts_stay_within_one_where_nobody_comes_or_goes():
    pool = [seat(number) for number in range(7)]
    for count in range(1, 60):
        counts = Counter(serve_many(pool, count))
        pairs = combinations([counts[one.supplier_id] for one in pool], 2)
        assert all(abs(first - second) <= 1 for first, second in pairs)
