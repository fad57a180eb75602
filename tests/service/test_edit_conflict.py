"""Two editors of one outlet: the second sees the first's change field by field and chooses; nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from registry.errors import CallError, NotFoundError
from registry.service import edit_plan
from registry.service.edit_conflict import EditConflictError
from registry.service.history import undo
from registry.store import Actor
from tests.conftest import FULL
from tests.service.editors import FIRST, SECOND, Editor, editor
from tests.service.ledgers import PERIOD
from tests.service.lives import life

__all__ = ["editor"]


@pytest.fixture
def outlet(editor):
    editor.write(life(1, "A", ("2021-01-01", {"flow_m3_per_d": 5.0})), life(2, "B", ("2021-01-01", {"lon": 112.4})))
    return editor


def clash(editor, values, **options):
    with pytest.raises(EditConflictError) as caught:
        editor.edit(values, by=SECOND, based_on=1, **options)
    return caught.value


def rows(conflict):
    return {row.name: (row.saw, row.theirs, row.mine, row.suggested) for row in conflict.rows}


def test_the_second_sees_what_the_first_changed_and_both_values(outlet):
    outlet.edit({"name": "张三的名称", "remark": "张三的备注"})
    conflict = clash(outlet, {"name": "李四的名称", "flow_m3_per_d": "6"})
    assert rows(conflict) == {
        "name": ("对象A", "张三的名称", "李四的名称", None),
        "flow_m3_per_d": (5.0, 5.0, 6.0, "mine"),
        "remark": (None, "张三的备注", None, "theirs"),
    }
    assert "张三 changed Outlet name, Remark of A in revision 2" in str(conflict)
    assert "张三" in conflict.message.render("zh")
    assert [finding.field for finding in conflict.findings] == ["name", "flow_m3_per_d", "remark"]
    assert outlet.store.head() == 2


def test_each_field_is_kept_or_taken_as_the_second_chooses(outlet):
    outlet.edit({"name": "张三的名称", "remark": "张三的备注"})
    conflict = clash(outlet, {"name": "李四的名称", "flow_m3_per_d": "6"})
    with pytest.raises(CallError, match="Both changed Outlet name"):
        conflict.chosen({})
    assert conflict.chosen({"name": "theirs"}) == {"flow_m3_per_d": 6.0}
    values = conflict.chosen({"name": "mine", "flow_m3_per_d": "theirs", "remark": "mine"})
    assert outlet.edit(values, by=SECOND, based_on=conflict.head) == 3
    (now,) = outlet.lives("name", "flow_m3_per_d", "remark")
    assert now == ("2021-01-01", "李四的名称", 5.0, None)


def test_a_third_who_is_faster_is_seen_too(outlet):
    outlet.edit({"name": "张三的名称"})
    conflict = clash(outlet, {"name": "李四的名称"})
    outlet.edit({"name": "王五的名称"})
    with pytest.raises(EditConflictError) as again:
        outlet.edit(conflict.chosen({"name": "mine"}), by=SECOND, based_on=conflict.head)
    assert rows(again.value) == {"name": ("张三的名称", "王五的名称", "李四的名称", None)}


def test_the_same_change_twice_and_changes_elsewhere_are_no_conflict(outlet):
    outlet.edit({"name": "同一名称"})
    outlet.edit({"name": "别处"}, code="B")
    assert outlet.edit({"name": "同一名称"}, by=SECOND, based_on=1) is None
    assert outlet.edit({"name": "同一名称", "remark": "我的"}, by=SECOND, based_on=1) == 4


def test_what_the_first_changed_on_a_later_day_stays_and_does_not_hinder(outlet):
    outlet.edit({"status": "stopped"}, "event", on=date(2023, 1, 1))
    assert outlet.edit({"flow_m3_per_d": "9"}, "event", by=SECOND, based_on=1) == 3
    assert outlet.lives("status", "flow_m3_per_d") == [
        ("2021-01-01", "active", 5.0),
        ("2022-06-01", "active", 9.0),
        ("2023-01-01", "stopped", 9.0),
    ]


def test_a_feature_that_was_taken_out_or_not_yet_there_is_said_to_be(outlet):
    with pytest.raises(CallError, match="not in the registry at revision 0"):
        outlet.edit({"name": "丁"}, based_on=0)
    undo(outlet.registry, 1, FIRST)
    with pytest.raises(NotFoundError):
        outlet.edit({"name": "丁"}, by=SECOND, based_on=1)


FIELDS_OF_EDITORS = ("flow_m3_per_d", "cod_mg_per_l", "nh3n_mg_per_l", "tp_mg_per_l")


def count_up(editor, name, times):
    """Raise one field by one again and again, keeping what others made of the rest meanwhile; return the conflicts."""
    met = 0
    for number in range(1, times + 1):
        values, based_on = {name: float(number)}, 1
        while values:
            try:
                editor.edit(values, by=Actor(name), based_on=based_on)
                break
            except EditConflictError as conflict:
                met += 1
                values, based_on = conflict.chosen({name: "mine"}), conflict.head
    return met


def test_editors_of_one_outlet_at_the_same_time_lose_nothing(outlet):
    """Each thread edits a field of its own; all see the others' changes, and nobody a locked file."""
    times = 20 if FULL else 3
    with ThreadPoolExecutor(len(FIELDS_OF_EDITORS)) as pool:
        met = list(pool.map(lambda name: count_up(outlet, name, times), FIELDS_OF_EDITORS))
    assert outlet.lives(*FIELDS_OF_EDITORS) == [("2021-01-01", *[float(times)] * 4)]
    assert outlet.store.head() == 1 + 4 * times
    assert sum(met) > 0


FIRST_DAY = pd.Timestamp("2022-01-01")
DAYS = 12
FIELDS = {"name": ["甲", "乙", "丙"], "remark": [None, "一", "二"], "status": ["active", "stopped"]}
VALUES = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in FIELDS.items()})
EDITS = st.tuples(VALUES, st.sampled_from(["event", "correction"]), st.integers(0, DAYS - 1))
SIDES = st.fixed_dictionaries({name: st.sampled_from(["theirs", "mine"]) for name in FIELDS})


class Diary:
    """The outlet as a page for each day and field, edited by hand: the naive replay."""

    def __init__(self):
        self.days = {"name": ["对象A"] * DAYS, "remark": [None] * DAYS, "status": ["active"] * DAYS}

    def apply(self, values, change, on):
        for name, value in values.items():
            days = self.days[name]
            if days[on] == value:
                continue
            first = last = on
            while last < DAYS and days[last] == days[on]:
                last += 1
            while change == "correction" and first > 0 and days[first - 1] == days[on]:
                first -= 1
            self.days[name] = [*days[:first], *[value] * (last - first), *days[last:]]


def lived(editor):
    """Return the outlet's values by field and day, as the books have them."""
    known = editor.store.frame("outlets", feature_ids=[1])
    found = {name: [] for name in FIELDS}
    for number in range(DAYS):
        day = FIRST_DAY + pd.Timedelta(days=number)
        row = known[(known["valid_from"] <= day) & ~(known["valid_to"] <= day)].iloc[0]
        for name, days in found.items():
            days.append(None if pd.isna(row[name]) else row[name])
    return found


@given(st.lists(st.tuples(EDITS, EDITS, SIDES), min_size=1, max_size=3))
@hypothesis_settings(
    max_examples=400 if FULL else 10,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_update_of_two_editors_is_lost(tmp_path_factory, rounds):
    """Each round both edit what they see; the second chooses sides. The books are the accepted edits one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edit_plan, "assignments_for", lambda _registry, _kind, timelines: timelines[PERIOD])
        patch.setattr(edit_plan, "differing_features", lambda _stored, _fresh: [])
        editor, diary = Editor(tmp_path_factory.mktemp("books") / "registry.sqlite"), Diary()
        editor.write(life(1, "A", ("2022-01-01", {})))
        for first, second, sides in rounds:
            seen = editor.store.head()
            diary.apply(*first)
            save(editor, FIRST, seen, *first)
            values, change, on = second
            try:
                save(editor, SECOND, seen, values, change, on)
                diary.apply(values, change, on)
            except EditConflictError as conflict:
                accepted = conflict.chosen(sides)
                save(editor, SECOND, conflict.head, accepted, change, on)
                diary.apply(accepted, change, on)
        assert lived(editor) == diary.days


def save(editor, by, based_on, values, change, on):
    day = (FIRST_DAY + pd.Timedelta(days=on)).date()
    editor.edit(values, change, by=by, based_on=based_on, on=day)
