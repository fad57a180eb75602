"""The queue of doubtful features for people to decide about, the weightiest first, and both ways the water may take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from registry.analysis.loads import GRAMS_PER_TONNE, load_t_per_a
from registry.crs import STORAGE
from registry.hydro.decision import DOUBTS, SOURCES, Grade
from registry.service.decided import ASK_AGAIN, DECIDED, effective_assignments
from registry.service.features import existing
from registry.service.registry import AsOf, Registry
from registry.service.water_path import Row, water_path
from registry.vocabulary import ASSIGNED_KINDS

GRADE_DOUBT = {"D": 1.0, "C": 0.6}
STATED_COD_MG_PER_L = 50.0
"""COD taken where only a flow is known: the limit of grade 1A of GB 18918-2002, which most plants here must keep."""
VILLAGE_COD_G_PER_PERSON_D = 40.0
"""COD that a villager makes: `rural_percap` of `data/facts/coefficients.csv`, unverified."""
VILLAGE_SHARE_TO_RIVER = 0.1
"""Part of it that scattered rural living sends to a river: `entry_to_river` of the same table, unverified."""
TREATED = ("finished", "sewered")
"""States of a village whose sewage no longer runs off as it is made."""
TREATED_SHARE = 0.2
"""Share of a village's COD still counted where it is treated: an assumption, it orders the queue and nothing else."""
FARTHEST_DEG = 0.5
"""A candidate section farther away than this is not brought into view: the place itself must stay readable."""
LEAST_LOAD_T_PER_A = 1.0
"""Weight of a feature of which neither load nor flow is known."""
DOUBTFUL_REASONS = frozenset(
    {row.reason for row in DOUBTS if row.at_best is not None and row.at_best >= Grade.C}
    | {row.reasons[0] for row in SOURCES if row.grade in (Grade.C, Grade.D)}
    | {*ASK_AGAIN}
)
"""Reasons that put a feature into the queue; the others that it has are notes."""
COLUMNS = ["kind", "code", "name", "city", "county", "section_code", "computed_section", "runner_up", "grade"]


@dataclass(frozen=True)
class Review:
    """The queue of a day, and the features that people have decided and whose evidence still holds.

    The queue has one row per feature: COLUMNS, `runner_up_name`, `computed_name`, `doubts` (reasons that put it
    there), `load_t_per_a` (COD), `weight`; by weight, then kind and code. `settled` pairs kind and code.
    """

    queue: pd.DataFrame
    settled: frozenset[tuple[str, str]]

    @property
    def decided(self) -> int:
        """How many features are settled."""
        return len(self.settled)


def review(registry: Registry, as_of: AsOf) -> Review:
    """Return what people should look at on the day: grades C and D, and decisions whose evidence has changed."""
    return joined([looked_at(registry, kind, as_of) for kind in ASSIGNED_KINDS])


def review_again(registry: Registry, before: Review, features: Iterable[tuple[str, str]], as_of: AsOf) -> Review:
    """Return the review after features (kind and code) were decided about; the others are taken over as they were."""
    again = frozenset(features)
    names = pd.MultiIndex.from_frame(before.queue[["kind", "code"]])
    codes = {kind: [code for name, code in sorted(again) if name == kind] for kind, _ in sorted(again)}
    others = Review(before.queue[~names.isin(list(again))], before.settled - again)
    return joined([others, *(looked_at(registry, kind, as_of, some) for kind, some in codes.items())])


def joined(parts: Sequence[Review]) -> Review:
    """Return parts as one review, the weightiest first."""
    waiting = [part.queue for part in parts if len(part.queue)] or [parts[0].queue]
    queue = pd.concat(waiting, ignore_index=True)
    ordered = queue.sort_values(["weight", "kind", "code"], ascending=[False, True, True], ignore_index=True)
    return Review(ordered, frozenset().union(*(part.settled for part in parts)))


def looked_at(registry: Registry, kind: str, as_of: AsOf, codes: Sequence[str] | None = None) -> Review:
    """Return the review of a kind, of the features with these codes alone where they are given."""
    features = existing(kind, registry.store.frame(kind, as_of.valid_on, as_of.known_at, codes=codes))
    ids = None if codes is None else features["feature_id"].tolist()
    answers = effective_assignments(registry, kind, as_of, ids).drop(columns="revision")
    table = features.merge(answers, on="feature_id", how="left", validate="1:1").assign(kind=kind)
    settled = table["reasons"].map(lambda told: among(told, [DECIDED]) and not among(told, ASK_AGAIN)).astype(bool)
    names = registry.sections(as_of).set_index("code")["name"]
    queue = asked(table)
    named = queue.assign(
        runner_up_name=queue["runner_up"].map(names), computed_name=queue["computed_section"].map(names)
    )
    return Review(named, frozenset((kind, code) for code in table.loc[settled, "code"]))


def asked(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a kind that a person should look at, with their weight: COD load times doubt."""
    told = table["reasons"].map(lambda reasons: among(reasons, ASK_AGAIN))
    rows = table[table["grade"].isin(list(GRADE_DOUBT)) | told]
    load = cod_t_per_a(rows).fillna(village_cod_t_per_a(rows))
    doubt = rows["grade"].map(GRADE_DOUBT).astype("float64").fillna(GRADE_DOUBT["C"])
    doubts = rows["reasons"].map(lambda reasons: [reason for reason in reasons if reason in DOUBTFUL_REASONS])
    return rows[COLUMNS].assign(doubts=doubts, load_t_per_a=load, weight=load.fillna(LEAST_LOAD_T_PER_A) * doubt)


def among(reasons: Any, wanted: Iterable[str]) -> bool:
    """Say whether one of the wanted reasons is given; features without an answer have no reasons."""
    return isinstance(reasons, list) and not set(wanted).isdisjoint(reasons)


def cod_t_per_a(rows: pd.DataFrame) -> pd.Series:
    """Return the COD load of each feature, missing where not even a flow (a design flow for wetlands) is known.

    What is stopped has none.
    """
    known = rows.reindex(columns=["flow_m3_per_d", "design_m3_per_d", "cod_mg_per_l"]).astype("float64")
    flow = known["flow_m3_per_d"].fillna(known["design_m3_per_d"])
    if "status" in rows:
        flow = flow.mask(rows["status"] == "stopped", 0.0)
    return pd.Series(load_t_per_a(flow, known["cod_mg_per_l"].fillna(STATED_COD_MG_PER_L)), index=rows.index)


def village_cod_t_per_a(rows: pd.DataFrame) -> pd.Series:
    """Return the COD of villagers that reaches a river, less where it is treated; missing where nobody is counted."""
    known = rows.reindex(columns=["people", "state"])
    made = known["people"].astype("float64") * VILLAGE_COD_G_PER_PERSON_D * 365 / GRAMS_PER_TONNE
    sent = made * VILLAGE_SHARE_TO_RIVER
    return sent.where(~known["state"].isin(TREATED), sent * TREATED_SHARE)


@dataclass(frozen=True)
class Ways:
    """The ways along the water to two candidate sections, and a box (south, west, north, east) to look at them in."""

    first: list[tuple[float, float]]
    second: list[tuple[float, float]]
    box: tuple[float, float, float, float]


def candidate_ways(
    registry: Registry, kind: str, code: str, first: str | None, second: str | None, as_of: AsOf
) -> Ways:
    """Return the way along the water to either section, empty where no water leads there."""
    when = (as_of.valid_on, as_of.known_at)
    feature: Row = dict(registry.store.frame(kind, *when, codes=[code]).iloc[0])
    assigned: Row = dict(registry.store.assignments(kind, *when, [feature["feature_id"]]).iloc[0])
    way, other = (way_to(registry, feature, assigned | {"section_code": to}, as_of) for to in (first, second))
    sections = registry.sections(as_of).set_index("code")
    places = [(feature["lon"], feature["lat"])] + [
        (sections["lon"][to], sections["lat"][to]) for to in (first, second) if to is not None and to in sections.index
    ]
    box = pd.DataFrame(places, columns=["lon", "lat"]).dropna()
    near = box.clip(box.iloc[0] - FARTHEST_DEG, box.iloc[0] + FARTHEST_DEG, axis=1)
    south, west, north, east = (float(near[name].agg(edge)) for edge in ("min", "max") for name in ("lat", "lon"))
    return Ways(way, other, (south, west, north, east))


def way_to(registry: Registry, feature: Row, assigned: Row, as_of: AsOf) -> list[tuple[float, float]]:
    """Return the way to a section: down from the feature's reach, else from the nearest water that leads there."""
    way = water_path(registry, feature, assigned, as_of)
    tree = registry.water_at(as_of).tree
    section = assigned["section_code"]
    if way or section not in tree.index or pd.isna(feature["lon"]) or pd.isna(feature["lat"]):
        return way
    return water_path(registry, feature, assigned | nearest_above(registry, feature, tree.loc[section]), as_of)


def nearest_above(registry: Registry, feature: Row, section: pd.Series) -> Row:
    """Return the feature's place as if it lay on the river: where the water above a section is nearest to it."""
    network = registry.network
    if pd.isna(section["reach_id"]):
        return {"reach_id": None}
    place = gpd.GeoSeries.from_xy([feature["lon"]], [feature["lat"]], crs=STORAGE).to_crs(network.crs).iloc[0]
    above = network.reaches.loc[network.upstream(section["reach_id"])].geometry
    nearest = above.distance(place).idxmin()
    measure_m = float(above[nearest].project(place))
    ends_m = float(section["measure_m"]) if nearest == section["reach_id"] else measure_m
    return {"method": None, "reach_id": nearest, "measure_m": min(measure_m, ends_m)}
