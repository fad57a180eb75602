"""What sections and outlets are coloured by on the map, beside what their own tables hold."""

from collections.abc import Mapping

import pandas as pd

from registry.analysis.plan_tables import DOUBTFUL
from registry.analysis.quality import CLASS_NAMES, period_quality, river_limits
from registry.analysis.rectification import standings
from registry.analysis.section_loads import divided, known_loads, summed
from registry.service.coverage import section_coverage
from registry.service.decided import shares_in_force
from registry.service.plan import recent_readings
from registry.service.registry import AsOf, Registry
from registry.service.steps import owners

STAGE_GROUPS = {
    "planned": "to_begin",
    "classified": "to_begin",
    "found": "to_begin",
    "traced": "to_begin",
    "under_way": "under_way",
    "reopened": "under_way",
    "done": "rectified",
    "checked": "rectified",
    "closed_out": "closed_out",
    "spot_checked": "closed_out",
}
"""What the map calls each stage of rectification."""
STEP_COLUMNS = ("outlet_code", "step", "taken_on", "result", "rectification_class", "due_on")
"""What of the steps says where an outlet stands."""


def rectification(registry: Registry, as_of: AsOf, outlets: pd.DataFrame) -> pd.Series:
    """Return where rectification of each outlet stands in one word of the map's, same index."""
    steps = registry.store.frame("steps", valid_on=as_of.valid_on, known_at=as_of.known_at, columns=list(STEP_COLUMNS))
    owned = steps.assign(outlet_id=owners(registry.store, steps["outlet_code"], steps["taken_on"], as_of.known_at))
    known = owned[owned["outlet_id"].isin(outlets["feature_id"])].astype({"outlet_id": "int64"})
    standing = standings(outlets, known, pd.Timestamp(as_of.valid_on))
    stage = standing["stage"].map(STAGE_GROUPS).mask(~standing["needed"], "not_needed")
    return stage.mask(standing["days_late"].notna(), "overdue")


def section_colours(registry: Registry, as_of: AsOf, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return, by code of the sections assessed on the day, the figures that colour them; missing where not known.

    `measured_class` ("1" to "6") and `against_target` ("met", "one", "more") judge the twelve months up to the day;
    `cod_t_per_a` is the known load of the outlets, `share_of_plants` the plants with a wetland, `doubtful_share` the
    features of all kinds with a doubtful grade.
    """
    sections = tables["sections"]
    active = sections[sections["active"]].set_index("code")
    number = measured_class(registry, as_of).reindex(active.index)
    shares = {
        "share_of_plants": section_coverage(registry, as_of, tables).set_index("code")["share_of_plants"],
        "cod_t_per_a": known_cod(registry, as_of, tables["outlets"]),
        "doubtful_share": doubtful_share([table for kind, table in tables.items() if kind != "sections"]),
    }
    return pd.DataFrame(
        {
            "measured_class": number.astype("str").where(number.notna()),
            "against_target": against_target(number, active["target_class"]),
            **{name: values.reindex(active.index).astype("float64") for name, values in shares.items()},
        },
        index=active.index,
    )


def measured_class(registry: Registry, as_of: AsOf) -> "pd.Series[int]":
    """Return the class number of the last twelve months' means, by section with readings."""
    limits = pd.read_csv(registry.settings.facts_dir / "gb3838_limits.csv", dtype=str)
    quality = period_quality(recent_readings(registry, as_of), river_limits(limits))
    return quality.set_index("subject_code")["water_class"].astype("Int64")


def against_target(number: pd.Series, target: pd.Series) -> pd.Series:
    """Say whether measured class numbers meet target classes (I to V); missing where either is not known."""
    wanted = target.map({name: place for place, name in enumerate(CLASS_NAMES, start=1)}).astype("Int64")
    worse = number - wanted
    words = pd.Series("met", index=number.index, dtype="str").mask((worse == 1).fillna(value=False), "one")
    return words.mask((worse > 1).fillna(value=False), "more").where(worse.notna())


def known_cod(registry: Registry, as_of: AsOf, outlets: pd.DataFrame) -> pd.Series:
    """Return the COD load by section, missing where that of no outlet is known."""
    load = known_loads(outlets)[["cod_t_per_a"]]
    parts = divided(outlets[["feature_id", "section_code"]], load, shares_in_force(registry, "outlets", as_of, outlets))
    sums = summed(parts, "section_code", ("cod_t_per_a",)).dropna(subset="section_code").set_index("section_code")
    return sums["cod_t_per_a"].where(sums["cod_t_per_a_known"] > 0)


def doubtful_share(tables: list[pd.DataFrame]) -> pd.Series:
    """Return the share of features with a doubtful grade among all that answer to each section."""
    grades = pd.concat([table[["section_code", "grade"]] for table in tables], ignore_index=True)
    return grades["grade"].isin(DOUBTFUL).groupby(grades["section_code"]).mean()
