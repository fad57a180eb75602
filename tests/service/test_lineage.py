"""Family trees: over generations, through re-coding and revival, and where the data run in a circle."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from registry.errors import NotFoundError
from registry.service.lineage import Family, lineage
from registry.service.registry import AsOf
from tests.conftest import FULL
from tests.service.lives import TODAY, desk, frame, life, moment

__all__ = ["desk"]


def events(node):
    return [(str(event.on.date()), event.change) for event in node.events]


def family(desk, code, as_of=TODAY, kind="outlets"):
    """Return the events by code, and the edges as codes."""
    found = lineage(desk.registry, code, kind, as_of)
    codes = {node.key: node.code for node in found.nodes}
    edges = {(codes[edge.source], edge.change, codes[edge.target]) for edge in found.edges}
    return {node.code: events(node) for node in found.nodes}, edges


def test_a_single_outlet_is_its_own_family(desk):
    desk.write(life(1, "A", ("2021-01-01", {})))
    assert family(desk, "A") == ({"A": [("2021-01-01", "new")]}, set())


def test_merged_and_split_outlets_keep_their_tree_over_generations(desk):
    """A and B merge into C, C is split into D and E, E is re-coded F and split again into G."""
    gone = {"status": "merged", "merged_into": "C"}
    desk.write(
        life(1, "A", ("2021-01-01", {}), ("2022-01-01", gone)),
        life(2, "B", ("2021-01-01", {}), ("2022-01-01", gone)),
        life(3, "C", ("2022-01-01", {}), ("2022-06-01", {"status": "closed"})),
        life(4, "D", ("2022-06-01", {"former_code": "C"})),
        life(5, "E", ("2022-06-01", {"former_code": "C"}), ("2022-09-01", {"code": "F", "former_code": "E"})),
        life(6, "G", ("2023-01-01", {"former_code": "F"})),
    )
    whole = family(desk, "A")
    assert all(family(desk, code) == whole for code in "BCDEFG")
    assert whole[1] == {
        *(("A", "merged", "C"), ("B", "merged", "C")),
        *(("C", "split", "D"), ("C", "split", "F"), ("F", "split", "G")),
    }
    assert whole[0] == {
        "A": [("2021-01-01", "new"), ("2022-01-01", "merged")],
        "B": [("2021-01-01", "new"), ("2022-01-01", "merged")],
        "C": [("2022-01-01", "merged"), ("2022-06-01", "split")],
        "D": [("2022-06-01", "split")],
        "F": [("2022-06-01", "split"), ("2022-09-01", "recoded")],
        "G": [("2023-01-01", "split")],
    }


def test_a_recoded_outlet_is_the_same_one_under_every_code_it_had(desk):
    desk.write(
        life(
            1,
            "A",
            ("2021-01-01", {}),
            ("2022-01-01", {"code": "B", "former_code": "A"}),
            ("2023-01-01", {"code": "C", "former_code": "B"}),
        )
    )
    found = {code: lineage(desk.registry, code, None, TODAY) for code in "ABC"}
    assert found["A"] == found["B"] == found["C"]
    (node,) = found["A"].nodes
    assert [(event.change, event.old, event.new) for event in node.events] == [
        ("new", None, None),
        ("recoded", "A", "B"),
        ("recoded", "B", "C"),
    ]
    assert found["A"].edges == ()


def test_one_that_was_closed_and_comes_back_is_revived_not_new(desk):
    desk.write(
        life(1, "A", ("2021-01-01", {}), ("2021-06-01", {"status": "closed"}), ("2022-01-01", {"status": "active"})),
        life(2, "B", ("2021-01-01", {"until": "2021-06-01"}), ("2022-01-01", {})),
        life(3, "C", ("2021-01-01", {"status": "closed"}), ("2022-01-01", {"status": "active"})),
    )
    came_back = [("2021-01-01", "new"), ("2021-06-01", "closed"), ("2022-01-01", "revived")]
    assert family(desk, "A")[0]["A"] == came_back
    assert family(desk, "B")[0]["B"] == came_back
    assert family(desk, "C")[0]["C"] == [("2021-01-01", "closed"), ("2022-01-01", "new")]


def test_the_family_is_told_as_true_on_the_day_and_as_known_then(desk):
    first = desk.write(life(1, "A", ("2021-01-01", {})), life(2, "B", ("2021-01-01", {})))
    gone = {"status": "merged", "merged_into": "B"}
    desk.write(life(1, "A", ("2021-01-01", {}), ("2022-01-01", gone)))
    assert len(lineage(desk.registry, "B", "outlets", TODAY).nodes) == 2
    assert len(lineage(desk.registry, "B", "outlets", AsOf(date(2021, 12, 31))).nodes) == 1
    assert len(lineage(desk.registry, "B", "outlets", replace(TODAY, known_at=first)).nodes) == 1
    with pytest.raises(NotFoundError, match="does not exist on 2020"):
        lineage(desk.registry, "A", "outlets", AsOf(date(2020, 1, 1)))


def test_a_code_used_again_means_who_had_it_on_the_day(desk):
    """Code A went from outlet 1 to outlet 2; what was merged into A early belongs to 1, what came later to 2."""
    desk.write(
        life(1, "A", ("2021-01-01", {}), ("2022-01-01", {"code": "A1", "former_code": "A"})),
        life(2, "A", ("2022-01-01", {})),
        life(3, "X", ("2021-01-01", {}), ("2021-06-01", {"status": "merged", "merged_into": "A"})),
        life(4, "Y", ("2021-01-01", {}), ("2022-06-01", {"status": "merged", "merged_into": "A"})),
    )
    assert family(desk, "X")[1] == {("X", "merged", "A1")}
    assert family(desk, "Y")[1] == {("Y", "merged", "A")}


def test_a_code_that_nobody_registered_is_shown_as_such(desk):
    desk.write(life(1, "A", ("2021-01-01", {"former_code": "旧"})))
    found = lineage(desk.registry, "A", None, TODAY)
    assert [(node.code, node.feature_id, node.exists) for node in found.nodes] == [("A", 1, True), ("旧", None, False)]


def test_outlets_merged_in_a_circle_stand_once_each(desk):
    ring = zip("ABC", "BCA", strict=True)
    desk.write(
        *(
            life(number, code, ("2021-01-01", {}), ("2022-01-01", {"status": "merged", "merged_into": into}))
            for number, (code, into) in enumerate(ring, 1)
        )
    )
    assert [len(lineage(desk.registry, code, None, TODAY).nodes) for code in "ABC"] == [3, 3, 3]
    assert len(lineage(desk.registry, "A", None, TODAY).edges) == 3


def test_sections_are_followed_by_their_successors(desk):
    old = life(1, "S1", ("2021-01-01", {}), ("2022-01-01", {"successor": "S2"}), kind="sections")
    desk.write(old, life(2, "S2", ("2022-01-01", {}), kind="sections"), kind="sections")
    assert family(desk, "S2", kind="sections")[1] == {("S1", "succeeded", "S2")}


CODES = st.sampled_from("ABCDEFGH")
PERIODS = st.lists(st.tuples(CODES, st.none() | CODES, st.none() | CODES), min_size=1, max_size=4)


@given(st.lists(PERIODS, min_size=1, max_size=8))
@hypothesis_settings(max_examples=1000 if FULL else 25)
def test_any_data_give_a_family_in_which_everything_hangs_together(lives):
    """Whatever codes name each other: it ends, no one stands twice, and all kin see the same family."""
    rows = []
    for number, periods in enumerate(lives, 1):
        days = [(f"20{20 + year}-01-01", {}) for year in range(len(periods))]
        own = life(number, "-", *days)
        rows += [
            row | {"code": code, "former_code": former, "merged_into": into}
            for row, (code, former, into) in zip(own, periods, strict=True)
        ]
    kin = Family("outlets", frame(rows))
    day = moment("2023-06-30")
    for number in range(1, len(lives) + 1):
        found = kin.of(str(number), day)
        keys = [node.key for node in found.nodes]
        assert found.asked.key == str(number)
        assert len(keys) == len(set(keys))
        assert {end for edge in found.edges for end in (edge.source, edge.target)} <= set(keys)
        assert all(edge.source != edge.target for edge in found.edges)
        others = {key for key in keys if not key.startswith("?")}
        assert all(set(keys) == {node.key for node in kin.of(key, day).nodes} for key in others)
