"""A run explains each choice in the same words as a single choice does."""

import itertools
import json
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderloom.catalog.queries import Maker
from orderloom.routing import why

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


def maker(name: str, *, weight: int = 1, active: bool = True) -> Maker:
    return Maker(uuid4(), uuid4(), "", name, weight, active, "en")


@given(
    st.lists(st.tuples(NAMES, st.integers(1, 9), st.booleans()), min_size=1, max_size=20), st.data(), NAMES
)
def test_a_run_keeps_the_very_text_of_a_single_choice(
    told: list[tuple[str, int, bool]], data: st.DataObject, category: str
) -> None:
    makers = [maker(name, weight=weight, active=active) for name, weight, active in told]
    makers.append(maker("one that works", active=True))
    working = [one for one in makers if one.active]
    chosen = data.draw(st.sampled_from(working)).supplier_id
    served = {one.supplier_id: data.draw(st.integers(1, 99)) for one in working}
    explain = why.Explainer(category, makers)
    for nearest in (True, False):
        single = why.keep(
            category=category,
            nearest=nearest,
            chosen=chosen,
            makers=makers,
            served=served,
            left_out=frozenset(),
        )
        assert explain.keep(chosen, served, nearest=nearest) == single


@pytest.mark.parametrize("others", [0, 12, 13, 40])
def test_of_many_candidates_some_are_named_and_the_others_counted(others: int) -> None:
    makers = [maker(f"Maker {place}") for place in range(others + 1)]
    served: dict[UUID, int] = dict(zip([one.supplier_id for one in makers], itertools.count(1), strict=False))
    for one in (makers[0], makers[-1]):
        kept = json.loads(why.Explainer("Rings", makers).keep(one.supplier_id, served, nearest=True))
        assert len(kept["others"]) == min(others, why.MOST_NAMED)
        assert len(kept["others"]) + kept.get("more", 0) == others
        assert kept["chose"] == one.name
