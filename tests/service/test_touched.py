"""A change of sections touches what it can reach: assigned again is that alone, and it is as if all had been."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as sized
from hypothesis import strategies as st

from registry.base import BaseLayers
from registry.service.assignment import after_sections_change, assign_all, changed_assignments, differing_features
from registry.service.history import undo
from registry.service.out_of_date import out_of_date
from registry.service.registry import AsOf, Registry
from registry.service.section_days import complement, differing_days, during, section_dates
from registry.settings import Settings
from registry.store import Actor, ChangeSet, Store
from registry.vocabulary import ASSIGNED_KINDS
from tests.conftest import FULL

pytestmark = pytest.mark.base
LI = Actor("李工")
ON = AsOf(pd.Timestamp("2022-12-31").date())


def day(text):
    return pd.Timestamp(text).as_unit("s")


def moved(section, far):
    east, north = far
    return section.assign(lon=section["lon"] + east, lat=section["lat"] + north)


def from_then_on(section, on, later):
    """Return two periods: the section as it was, and from a day on as `later` makes it."""
    return pd.concat(
        [section.assign(valid_to=on), later(section).assign(valid_from=on, code=section["code"])], ignore_index=True
    )


def added(section, far, on):
    fresh = section["feature_id"] + 10_000_000
    return moved(section, far).assign(
        feature_id=fresh, code=section["code"] + "N", name=section["name"] + "新", active_from=on, active_to=pd.NaT
    )


CHANGES = {
    "put elsewhere": lambda section, far, on: moved(section, far),
    "moved on a day": lambda section, far, on: from_then_on(section, on, lambda row: moved(row, far)),
    "retired": lambda section, far, on: section.assign(active_to=on),
    "begun late": lambda section, far, on: section.assign(active_from=on),
    "new": added,
    "renamed": lambda section, far, on: section.assign(name=section["name"] + "桥"),
    "known better": lambda section, far, on: section.assign(accuracy_m=50.0),
    "known worse": lambda section, far, on: section.assign(accuracy_m=20_000.0),
    "on another river": lambda section, far, on: section.assign(river="汾河"),
    "re-levelled": lambda section, far, on: section.assign(level="local", target_class="Ⅴ"),
    "succeeded": lambda section, far, on: pd.concat(
        [section.assign(active_to=on, successor=section["code"] + "N"), added(section, far, on)], ignore_index=True
    ),
}


def registered(registry):
    return registry.store.frame("sections").drop(columns="revision")


def with_changes(registry, timelines):
    """Return the timelines of all sections once the given ones replace or join them."""
    known = registered(registry)
    return pd.concat([known[~known["feature_id"].isin(timelines["feature_id"])], timelines], ignore_index=True)


def number_of_features(registry):
    return sum(registry.store.frame(kind)["feature_id"].nunique() for kind in ASSIGNED_KINDS)


FAR = st.tuples(*[st.sampled_from([-0.4, -0.06, -0.01, -0.001, 0.0, 0.001, 0.01, 0.06, 0.4])] * 2)
DAYS = st.sampled_from(["2021-06-01", "2022-03-15", "2022-07-01", "2022-11-20", "2023-06-01"]).map(day)
EDITS = st.lists(st.tuples(st.integers(0, 57), st.sampled_from(sorted(CHANGES)), FAR, DAYS), min_size=1, max_size=3)


@sized(max_examples=150 if FULL else 5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_what_is_touched_assigned_again_is_as_good_as_everything(demo, edits):
    known = registered(demo)
    chosen = {number: (what, far, on) for number, what, far, on in edits}
    timelines = pd.concat(
        [CHANGES[what](known.iloc[[number]], far, on) for number, (what, far, on) in chosen.items()], ignore_index=True
    ).astype(known.dtypes.to_dict())
    touched = after_sections_change(demo, timelines)
    everything = changed_assignments(demo, with_changes(demo, timelines))
    assert set(touched.changed) == set(everything.changed)
    for kind, rows in touched.changed.items():
        assert not len(differing_features(rows, everything.changed[kind]))
    assert touched.changed_count <= touched.count <= everything.count == number_of_features(demo)


@pytest.mark.parametrize("what", ["retired", "put elsewhere", "new", "renamed", "succeeded"])
def test_one_section_touches_a_small_part_of_the_registry(demo, what):
    one = registered(demo).query("code == 'DM14112701'")
    done = after_sections_change(demo, CHANGES[what](one, (0.01, 0.01), day("2022-07-01")))
    assert 0 < done.changed_count <= done.count < 0.1 * number_of_features(demo)


def test_a_retired_section_gives_up_all_its_features_and_keeps_them_for_the_days_before(demo):
    one = registered(demo).query("code == 'DM14112701'")
    done = after_sections_change(demo, CHANGES["retired"](one, (0, 0), day("2022-07-01")))
    rows = done.changed["villages"]
    held = demo.store.assignments("villages", valid_on=day("2022-08-01")).query("section_code == 'DM14112701'")
    assert set(held["feature_id"]) <= set(rows["feature_id"])
    until = rows.loc[rows["section_code"] == "DM14112701", "valid_to"]
    assert (until <= day("2022-07-01")).all()


def test_level_and_target_of_a_section_touch_nothing(demo):
    done = after_sections_change(demo, CHANGES["re-levelled"](registered(demo).iloc[[5]], (0, 0), None))
    assert done.count == 0


def test_a_new_registry_is_up_to_date(demo):
    assert sum(out_of_date(demo).because.values()) == 0


@pytest.fixture
def registry(demo_copy, base_layers):
    return Registry(replace(Settings(), registry_path=demo_copy), Store.open(demo_copy), base_layers)


def test_sections_written_without_their_features_are_noticed_and_caught_up_with(registry):
    one = registered(registry).query("code == 'DM14112701'")
    registry.store.commit(ChangeSet({"sections": CHANGES["retired"](one, (0, 0), day("2022-07-01"))}), LI, "停用")
    report = assign_all(registry, LI, ON, everything=False)
    assert report["because"] == {"base_layers": 0, "features": 0, "sections": report["recomputed"]}
    assert 0 < report["changed"] <= report["recomputed"] < 0.1 * number_of_features(registry)
    assert changed_assignments(registry).changed_count == 0


def test_a_section_taken_back_touches_what_came_after_it(registry):
    one = registered(registry).query("code == 'DM14112701'")
    timelines = CHANGES["retired"](one, (0, 0), day("2022-01-01"))
    done = after_sections_change(registry, timelines)
    revision = registry.store.commit(
        ChangeSet({"sections": timelines}, assignments=done.changed), LI, "停用", base_sha256=registry.base.sha256
    )
    undo(registry, revision, LI)
    again = assign_all(registry, LI, ON, everything=False)
    assert again["recomputed"] >= done.changed_count
    assert again["changed"] == 0
    assert changed_assignments(registry).changed_count == 0


def test_an_edited_feature_alone_is_out_of_date(registry):
    one = registry.store.frame("villages").iloc[[3]].drop(columns="revision")
    registry.store.commit(ChangeSet({"villages": moved(one, (0.2, 0.2))}), LI, "位移", base_sha256=registry.base.sha256)
    report = assign_all(registry, LI, ON, everything=False)
    assert report["because"] == {"base_layers": 0, "features": 1, "sections": 0}
    assert report["recomputed"] == report["changed"] == 1
    assert changed_assignments(registry).changed_count == 0


def test_other_base_layers_put_everything_out_of_date_and_say_so(registry, base_layers):
    other = BaseLayers(base_layers.folder, base_layers.manifest | {"sha256": "0" * 64})
    report = assign_all(Registry(registry.settings, registry.store, other), LI, ON, everything=False)
    assert report["because"]["base_layers"] == report["recomputed"] == number_of_features(registry)


def test_everything_means_everything(registry):
    report = assign_all(registry, LI, ON)
    assert report["recomputed"] == number_of_features(registry)
    assert report["because"] == {"all": report["recomputed"]}


def test_days_that_change_no_fact_of_a_section_are_no_dates(demo):
    known = registered(demo)
    one = known.iloc[[5]]
    leveled = from_then_on(one, day("2022-05-01"), lambda row: row.assign(level="local"))
    assert section_dates(with_changes(demo, leveled)).tolist() == section_dates(known).tolist()
    assert differing_days(known, with_changes(demo, leveled)) == []


def test_rows_cut_at_stretches_fall_apart_into_what_lies_in_and_what_lies_out():
    rows = pd.DataFrame({"feature_id": [1], "valid_from": [day("2022-01-01")], "valid_to": [pd.NaT]})
    rows = rows.astype({"valid_to": "datetime64[s]"})
    stretches = [(day("2022-03-01"), day("2022-04-01"))]
    inside, outside = during(rows, stretches), during(rows, complement(stretches))
    assert inside[["valid_from", "valid_to"]].to_numpy().tolist() == [[day("2022-03-01"), day("2022-04-01")]]
    assert outside["valid_from"].tolist() == [day("2022-01-01"), day("2022-04-01")]
    assert outside["valid_to"].isna().tolist() == [False, True]
