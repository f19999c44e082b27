"""Two people change fields of one thing: what each of them saw decides what becomes of it."""

from hypothesis import given
from hypothesis import strategies as st

from orderloom.intake.field_merge import lay_over, read_seen, seen_mark, seen_text

NAMES = ("note", "tags", "ship_city", "ship_by")
VALUES = st.sampled_from(["", "a", "b", "c", None, 1])
FIELDS = st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES))
SOME = st.dictionaries(st.sampled_from(NAMES), VALUES)


def marks(values):
    return {name: seen_mark(value) for name, value in values.items()}


def save(stored, wanted, shown):
    return lay_over(stored, wanted, marks(shown))


@given(FIELDS, SOME, SOME)
def test_a_later_save_clashes_only_where_both_changed_the_same_field(shown, theirs, mine):
    stored = shown | theirs
    laid = save(stored, shown | mine, shown)
    both = {
        name
        for name in NAMES
        if stored[name] != shown[name] and mine.get(name, shown[name]) not in (shown[name], stored[name])
    }
    assert set(laid.clashes) == both
    if both:
        assert laid.changes == {}
    else:
        result = stored | laid.changes
        for name in NAMES:
            touched_by_me = name in mine and mine[name] != shown[name]
            assert result[name] == (mine[name] if touched_by_me else stored[name])


@given(FIELDS, SOME, SOME)
def test_who_comes_first_does_not_matter_when_different_fields_are_changed(shown, one, other):
    other = {name: value for name, value in other.items() if name not in one}
    results = []
    for first, second in ((one, other), (other, one)):
        stored = shown | save(shown, shown | first, shown).changes
        laid = save(stored, shown | second, shown)
        assert laid.clashes == ()
        results.append(stored | laid.changes)
    assert results[0] == results[1] == shown | one | other


@given(FIELDS, FIELDS)
def test_a_repeated_save_changes_nothing_and_never_clashes(shown, mine):
    stored = shown | save(shown, mine, shown).changes
    again = save(stored, mine, shown)
    assert (again.changes, again.clashes) == ({}, ())


@given(FIELDS, FIELDS)
def test_what_was_never_seen_is_never_overwritten(stored, mine):
    laid = lay_over(stored, mine, {})
    assert set(laid.clashes) == {name for name in NAMES if stored[name] != mine[name]}
    assert laid.changes == {}


@given(FIELDS)
def test_marks_travel_as_text(values):
    assert read_seen(seen_text(values)) == marks(values)


def test_broken_marks_count_as_never_seen():
    assert read_seen("note:12345678,x,:,tags:123,note") == {"note": "12345678"}
    assert read_seen("") == {}
