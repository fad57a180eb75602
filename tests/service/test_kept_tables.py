"""Tables brought up to a later revision are those read anew, whatever happened in between."""

import random
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from registry.service import kept_tables
from registry.service.deciding import Choice, decide_all
from registry.service.editing import edit_feature
from registry.service.features import feature_table, section_table
from registry.service.history import undo
from registry.service.kept_tables import KeptTables
from registry.service.registry import AsOf, Registry
from registry.settings import Settings
from registry.store import Actor, Store
from registry.vocabulary import ASSIGNED_KINDS
from tests.conftest import FULL

WHO = Actor("张三")
DAY = date(2022, 12, 31)
STEPS = 60 if FULL else 10


def toy(codes, revision):
    return pd.DataFrame({"feature_id": range(1, len(codes) + 1), "code": codes, "seen": revision})


def asked(kept, revision, touched, codes=("A", "B", "C")):
    """Ask for a toy table whose rows say at which revision they were made."""

    def make(ids):
        table = toy(list(codes), revision)
        return table if ids is None else table[table["feature_id"].isin(ids)]

    return kept.table("toy", revision, make, lambda _earlier: touched)


def test_only_what_was_touched_is_made_anew():
    kept = KeptTables()
    asked(kept, 1, None)
    assert asked(kept, 2, [2])["seen"].tolist() == [1, 2, 1]
    assert asked(kept, 2, [1, 2, 3])["seen"].tolist() == [1, 2, 1]
    assert asked(kept, 3, [])["seen"].tolist() == [1, 2, 1]
    assert asked(kept, 4, None)["seen"].tolist() == [4, 4, 4]


def test_an_older_revision_is_made_by_itself():
    kept = KeptTables()
    asked(kept, 5, None)
    assert asked(kept, 3, [1])["seen"].tolist() == [3, 3, 3]


def test_a_code_that_sorts_elsewhere_moves_and_one_that_is_gone_leaves():
    kept = KeptTables()
    asked(kept, 1, None)
    assert asked(kept, 2, [1], ("D", "B", "C"))["code"].tolist() == ["B", "C", "D"]
    gone = kept.table("toy", 3, lambda ids: toy([], 3), lambda _earlier: [2])
    assert gone["code"].tolist() == ["C", "D"]


def test_who_writes_into_a_table_writes_into_a_copy():
    kept = KeptTables()
    table = asked(kept, 1, None)
    table.loc[0, "seen"] = 9
    assert asked(kept, 1, None)["seen"].tolist() == [1, 1, 1]


def test_only_so_many_are_kept(monkeypatch):
    monkeypatch.setattr(kept_tables, "KEPT", 2)
    kept = KeptTables()
    for revision in (1, 2, 3):
        asked(kept, revision, None)
    assert asked(kept, 1, None)["seen"].tolist() == [1, 1, 1]
    assert len(kept._tables) == 2


def edit(registry, chance):
    outlet = chance.choice(feature_table(registry, "outlets", AsOf(DAY)).to_dict("records"))
    cells = chance.choice(
        [
            {"flow_m3_per_d": "7.5"},
            {"lon": f"{outlet['lon'] + 0.01:.5f}"},
            {"outlet_type": "工业企业排污口"},
            {"name": "新名"},
        ]
    )
    return edit_feature(registry, "outlets", outlet["code"], cells, change="correction", on=DAY, actor=WHO, note="核实")


def close_one(registry, chance):
    outlet = chance.choice(feature_table(registry, "outlets", AsOf(DAY)).to_dict("records"))
    return edit_feature(
        registry, "outlets", outlet["code"], {"status": "已取缔"}, change="event", on=DAY, actor=WHO, note="取缔"
    )


def village(registry, chance):
    row = chance.choice(feature_table(registry, "villages", AsOf(DAY)).to_dict("records"))
    return edit_feature(
        registry, "villages", row["code"], {"people": "321"}, change="correction", on=DAY, actor=WHO, note="核实"
    )


def decide_one(registry, chance):
    table = feature_table(registry, "outlets", AsOf(DAY))
    row = chance.choice(table[table["section_code"].notna() & table["runner_up"].notna()].to_dict("records"))
    return decide_all(registry, [Choice("outlets", row["code"], row["runner_up"])], WHO, "踏勘")


def section_renamed(registry, chance):
    row = chance.choice(feature_table(registry, "outlets", AsOf(DAY)).dropna(subset="section_code").to_dict("records"))
    return edit_feature(
        registry,
        "sections",
        row["section_code"],
        {"name": "改名断面"},
        change="correction",
        on=DAY,
        actor=WHO,
        note="改名",
    )


@pytest.mark.base
def test_after_any_work_the_tables_are_those_read_anew(small_demo_copy, base_layers):
    chance = random.Random(6)
    settings = replace(Settings(), registry_path=small_demo_copy)
    registry = Registry(settings, Store.open(small_demo_copy), base_layers)
    acts = [edit, close_one, village, decide_one, edit, section_renamed]
    for number in range(STEPS):
        made = acts[number % len(acts)](registry, chance)
        if number % 4 == 3:
            undo(registry, made if isinstance(made, int) else registry.store.head(), WHO)
        anew = Registry(settings, registry.store, base_layers, _waters=registry._waters)
        for kind in ASSIGNED_KINDS:
            for existing_only in (True, False):
                ours, theirs = (
                    feature_table(one, kind, AsOf(DAY), existing_only=existing_only) for one in (registry, anew)
                )
                pd.testing.assert_frame_equal(ours, theirs)
        for then in (AsOf(DAY), AsOf(DAY, registry.store.head() - 1)):
            pd.testing.assert_frame_equal(section_table(registry, then), section_table(anew, then))
            pd.testing.assert_frame_equal(registry.sections(then), store_sections(registry, then))
            pd.testing.assert_frame_equal(registry.water_at(then).tree, anew.water_at(then).tree)


def store_sections(registry, then):
    return registry.store.frame("sections", then.valid_on, then.known_at)
