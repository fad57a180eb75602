"""How far work is, is told on one scale, however its parts count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.progress import bind, each, listening, stretch, tell


class Notes(list):
    def told(self, share):
        self.append(share)

    def bound(self):
        self.append("bound")


def test_where_nobody_listens_nothing_happens():
    tell(1, 2)
    bind()
    with stretch(0.2, 0.4):
        assert list(each([1, 2])) == [1, 2]


def test_a_part_fills_its_stretch_and_parts_of_parts_theirs():
    with listening(notes := Notes()):
        with stretch(0, 0.5), stretch(0.5, 1):
            assert list(each("ab")) == ["a", "b"]
        bind()
        tell(3, 4)
    tell(1, 1)
    assert notes == [0.25, 0.375, "bound", 0.75]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_stretches_one_after_the_other_never_go_back_and_stay_within_the_whole(counts):
    with listening(notes := Notes()):
        for number, count in enumerate(counts):
            with stretch(number / len(counts), (number + 1) / len(counts)):
                list(each(range(count)))
                tell(count, count)
    assert notes == pytest.approx(sorted(notes))
    assert notes[0] == 0
    assert notes[-1] == pytest.approx(1)


def test_work_without_steps_tells_nothing():
    with listening(notes := Notes()):
        tell(0, 0)
    assert notes == []
