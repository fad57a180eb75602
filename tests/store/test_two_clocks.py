"""As-of queries of random histories, against a naive replay in plain Python."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.store import ChangeSet, Store
from tests.conftest import FULL
from tests.store.helpers import OFFICE, assignments, outlets

EXAMPLES = 4000 if FULL else 200
FIRST = date(2022, 1, 1)
IDS = st.integers(1, 4)
VALUES = st.integers(0, 5)


@st.composite
def periods(draw):
    """Some periods that do not overlap, the last one perhaps open: (first day, day after the last or None, value)."""
    days = draw(st.lists(st.integers(0, 30), min_size=2, max_size=6, unique=True).map(sorted))
    ends = [*days[1:], None]
    chosen = draw(st.lists(st.sampled_from(range(len(days))), min_size=1, unique=True).map(sorted))
    return [(days[place], ends[place], draw(VALUES)) for place in chosen]


REVISIONS = st.lists(
    st.tuples(st.dictionaries(IDS, st.one_of(st.none(), periods()), min_size=1), st.dictionaries(IDS, VALUES)),
    min_size=1,
    max_size=6,
)


def day(number):
    return FIRST + timedelta(days=number)


def as_changes(features, assigned, known) -> ChangeSet:
    """The change set of a revision: new timelines, removals of what is there, assignments of what will be there."""
    there = {n for n in known if features.get(n, known[n]) is not None} | {
        n for n in features if features[n] is not None
    }
    rows = [
        {"feature_id": n, "valid_from": str(day(a)), "valid_to": b and str(day(b)), "flow_m3_per_d": float(value)}
        for n, timeline in features.items()
        for a, b, value in timeline or ()
    ]
    sections = [assignments(n, section=f"S{value}") for n, value in assigned.items() if n in there]
    return ChangeSet(
        timelines={"outlets": outlets(*rows)} if rows else {},
        removed={"outlets": [n for n in features if features[n] is None]},
        assignments={"outlets": sections[0]} if sections else {},
    )


def replay(history):
    """What is known after each revision, told plainly: by feature its periods, and the section of its assignment."""
    known, sections, states = {}, {}, [({}, {})]
    for features, assigned in history:
        known = {n: t for n, t in (known | features).items() if t is not None}
        first = next((n for n in assigned if n in known), None)
        removed = {n for n in features if features[n] is None}
        sections = {n: s for n, s in sections.items() if n not in removed}
        sections |= {} if first is None else {first: f"S{assigned[first]}"}
        states.append((dict(known), dict(sections)))
    return states


@settings(max_examples=EXAMPLES)
@given(REVISIONS)
def test_as_of_queries_equal_a_naive_replay(history):
    states = replay(history)
    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(Path(folder) / "registry.sqlite")
        for (features, assigned), (known, _) in zip(history, states, strict=False):
            store.commit(as_changes(features, assigned, known), OFFICE, "again")
        for known_at, (known, sections) in enumerate(states):
            assigned = store.assignments("outlets", known_at=known_at)
            assert dict(zip(assigned["feature_id"], assigned["section_code"], strict=True)) == sections
            for number in (0, 7, 15, 30):
                frame = store.frame("outlets", day(number), known_at)
                found = dict(zip(frame["feature_id"], frame["flow_m3_per_d"], strict=True))
                assert found == {
                    n: float(value)
                    for n, timeline in known.items()
                    for a, b, value in timeline
                    if a <= number and (b is None or number < b)
                }
        assert store.broken_revision() is None


@settings(max_examples=EXAMPLES // 10)
@given(REVISIONS)
def test_undoing_the_last_revision_restores_what_was_known_before_it(history):
    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(Path(folder) / "registry.sqlite")
        for (features, assigned), (known, _) in zip(history, replay(history), strict=False):
            store.commit(as_changes(features, assigned, known), OFFICE, "again")
        last = store.head()
        store.commit(store.undo_changes(last), OFFICE, "undo", undoes=last)
        assert store.content_hash() == store.content_hash(known_at=last - 1)
