"""Two lists as one row per outlet: what a map of changes is drawn from."""

import pandas as pd
import pytest

from registry.analysis.changed_outlets import UNCHANGED, changed_outlets
from registry.analysis.changes import change_list
from registry.analysis.quarter_list import list_rows
from tests.analysis.toy import ends


@pytest.fixture(scope="module")
def rows():
    toy = ends()
    old, new = list_rows(toy.before), list_rows(toy.after)
    return changed_outlets(old, new, change_list(toy).rows).set_index("code")


def test_every_outlet_of_either_list_stands_once(rows):
    toy = ends()
    assert rows["feature_id"].is_unique
    assert set(rows["feature_id"]) == {*toy.before["feature_id"], *toy.after["feature_id"]}


def test_an_outlet_is_shown_as_its_weightiest_change_and_names_them_all(rows):
    assert rows.loc["P01", ["classes", "shown_as"]].tolist() == ["", UNCHANGED]
    assert rows.loc["P02", "shown_as"] == "closed"
    assert rows.loc[["P03", "P04", "P13"], "shown_as"].unique().tolist() == ["merged"]
    assert rows.loc["P07", "shown_as"] == "moved"
    assert rows.loc["P06-NEW", "shown_as"] == "recoded"


def test_only_what_moved_beyond_its_precision_has_a_former_place(rows):
    assert rows.index[rows["former_lon"].notna()].tolist() == ["P07"]
    assert rows.loc["P07", "former_lon"] != rows.loc["P07", "lon"]


def test_two_classes_of_one_outlet_are_joined_in_their_usual_order():
    toy = ends()
    changes = change_list(toy).rows
    twice = changes[changes["change"] == "moved"].assign(change="updated", field="river")
    both = changed_outlets(list_rows(toy.before), list_rows(toy.after), pd.concat([twice, changes], ignore_index=True))
    assert both.set_index("code").loc["P07", ["classes", "shown_as"]].tolist() == ["moved,updated", "moved"]


def test_lists_without_changes_are_all_unchanged():
    old = list_rows(ends().before)
    rows = changed_outlets(old, old, change_list(ends()).rows.iloc[:0])
    assert set(rows["shown_as"]) == {UNCHANGED}
    assert rows["former_lon"].isna().all()


def test_each_outlet_says_which_list_holds_it(rows):
    toy = ends()
    held = {"before": set(toy.before["code"]), "after": set(toy.after["code"])}
    assert rows.loc["P02", "listed"] == "before"
    assert rows.loc["P01", "listed"] == "both"
    by_id = {"before": set(toy.before["feature_id"]), "after": set(toy.after["feature_id"])}
    for row in rows.itertuples():
        told = {"both": {"before", "after"}}.get(row.listed, {row.listed})
        assert told == {name for name, ids in by_id.items() if row.feature_id in ids}
    assert held["after"] - held["before"] >= set(rows.index[rows["listed"].eq("after")])
