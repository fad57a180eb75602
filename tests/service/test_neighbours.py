"""What lies next along the water, against a look at every pair; and the readings of a feature with their limits."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from registry.service.neighbours import along_the_water, neighbours
from registry.service.reading_series import Limits, reading_series
from registry.service.registry import AsOf, Registry
from registry.settings import Settings
from registry.store import Actor, ChangeSet, Store

ON = AsOf(date(2022, 12, 31))


@pytest.fixture(scope="module")
def registry(small_demo_path, base_layers) -> Registry:
    """The small demonstration; read it, never write it."""
    return Registry(replace(Settings(), registry_path=small_demo_path), Store.open(small_demo_path), base_layers)


def test_neighbours_are_those_that_a_look_at_every_pair_finds(registry):
    table = along_the_water(registry, ON.valid_on, registry.store.head())
    network = registry.network
    places = table.assign(path_to_mouth_m=table["to_mouth_m"])
    rng = np.random.default_rng(6)
    for row in rng.choice(len(places), 40, replace=False):
        own, rest = places.loc[[row]], places.drop(index=row)
        repeated = own.loc[[row] * len(rest)].set_index(rest.index)
        found = neighbours(registry, own["kind"].iloc[0], own["code"].iloc[0], ON, at_most=3)
        below = network.path_between(repeated, rest).dropna()
        above = network.path_between(rest, repeated).dropna()
        above = above[above > 0.5]
        for side, away in ((found.downstream, below), (found.upstream, above)):
            expected = away.sort_values().round().head(3).tolist()
            assert side["distance_m"].tolist()[: len(expected)] == expected
            sections = away[rest["kind"].reindex(away.index) == "sections"]
            told = side.loc[side["kind"] == "sections", "distance_m"]
            assert (told.min() if len(told) else np.nan) == pytest.approx(
                sections.min().round() if len(sections) else np.nan, nan_ok=True
            )


def test_what_lies_on_no_water_has_no_neighbours(registry):
    assert neighbours(registry, "outlets", "NONE", ON) is None


def test_a_section_has_a_series_per_parameter_with_the_limit_of_its_target(registry):
    code = registry.store.frame("readings")["subject_code"].iloc[0]
    series = {one.parameter: one for one in reading_series(registry, "sections", code, ON)}
    assert list(series) == ["cod", "nh3n", "tp", "codmn"]
    assert series["cod"].points["limit"].eq(20.0).all()
    assert "no target stated" in str(series["cod"].limit_of)
    assert Limits.of_section(registry, "II").over("tp", pd.Series([pd.Timestamp("2022-01-01")])).tolist() == [0.1]
    assert series["tp"].points["measured_at"].is_monotonic_increasing
    earlier = AsOf(date(2022, 6, 30))
    until = reading_series(registry, "sections", code, earlier)[0].points["measured_at"].max()
    assert until <= pd.Timestamp("2022-06-30 23:59:59")


def test_an_outlet_shows_what_its_ledgers_state_and_its_own_readings_with_the_standard_of_its_plant(
    small_demo_copy, base_layers
):
    registry = Registry(replace(Settings(), registry_path=small_demo_copy), Store.open(small_demo_copy), base_layers)
    outlets = registry.store.frame("outlets", valid_on=ON.valid_on)
    outlet = outlets[(outlets["outlet_type"] == "municipal_plant") & outlets["cod_mg_per_l"].notna()].iloc[0]
    subject = {"subject_kind": "outlets", "subject_code": outlet["code"], "parameter": "nh3n", "unit": "mg/L"}
    values = [
        subject | {"feature_id": 10**6, "value": 1.5, "measured_at": "2022-07-02 08:00"},
        subject | {"feature_id": 10**6 + 1, "value": 9.0, "measured_at": "2022-12-02 08:00"},
    ]
    rows = pd.DataFrame(values).astype({"measured_at": "datetime64[s]"})
    rows = rows.assign(valid_from=rows["measured_at"].dt.normalize())
    registry.store.commit(ChangeSet(timelines={"readings": rows}), Actor("李工"), "readings")
    series = {one.parameter: one for one in reading_series(registry, "outlets", outlet["code"], ON)}
    assert outlet["cod_mg_per_l"] in series["cod"].points["value"].tolist()
    mine = series["nh3n"].points
    assert mine.loc[mine["value"].isin([1.5, 9.0]), "limit"].notna().all()
    assert series["nh3n"].limit_of is not None
    assert reading_series(registry, "villages", "X", ON) == ()
