"""The bulletin: rectification by city, problems and measures, key projects, what is overdue and over its limits."""

from collections.abc import Mapping

import pandas as pd

from registry.analysis.bulletin import (
    JUDGED_TYPES,
    measure_rows,
    measure_totals,
    over_limit_rows,
    problem_rows,
    project_rows,
    project_totals,
    section_projects,
)
from registry.analysis.rectification import city_rows, stage_counts, with_shares
from registry.contents import BulletinContent, Check
from registry.language import msg
from registry.quarter import Quarter
from registry.service.comparing import in_city_order
from registry.service.features import existing, feature_table
from registry.service.registry import AsOf, Registry
from registry.service.stamps import stamp
from registry.service.steps import standing_table

STANDARD_ROWS = {
    "DB14/1928-2019": ("DB14/1928-2019", "municipal plants"),
    "GB18918-1A": ("GB 18918-2002", "1A"),
    "GB18918-1B": ("GB 18918-2002", "1B"),
    "GB18918-2": ("GB 18918-2002", "2"),
}
"""Where a plant's standard stands in the fact table of limits: standard and grade."""
LIMIT_COLUMNS = {
    "cod_mg_per_l": ("COD", "COD"),
    "nh3n_mg_per_l": ("NH3-N_warm", "NH3-N_cold"),
    "tp_mg_per_l": ("TP", "TP"),
}
Figures = Mapping[str, float | int | None]


def bulletin(registry: Registry, quarter: Quarter, known_at: int | None = None) -> BulletinContent:
    """Return the bulletin of a quarter, on its last day; changes are against the end of the quarter before."""
    return progress(registry, AsOf(quarter.last_day, known_at), quarter)


def progress(registry: Registry, as_of: AsOf, quarter: Quarter | None = None) -> BulletinContent:
    """Return how far rectification, measures and projects are on a day, and the change since the quarter before."""
    opening = AsOf(Quarter.of(as_of.valid_on).previous().last_day, as_of.known_at)
    standing, was = standing_table(registry, as_of), standing_table(registry, opening)
    measures, measures_were = measure_table(registry, as_of), measure_table(registry, opening)
    projects, projects_were = (feature_table(registry, "projects", on) for on in (as_of, opening))
    rows = city_rows(standing)
    judged = judged_outlets(registry, as_of)
    content = BulletinContent(
        stamp=stamp(registry, as_of, [standing, measures, projects], quarter),
        before=opening.valid_on,
        cities=in_city_order(registry, with_change(rows, city_rows(was))),
        totals=with_changes(whole(rows), whole(city_rows(was))),
        stages=in_city_order(registry, stage_counts(standing)),
        standing=standing,
        measures=measures,
        problems=problem_rows(measures),
        measure_totals=with_changes(measure_totals(measures), measure_totals(measures_were)),
        projects=project_rows(projects, projects_were),
        project_totals=with_changes(project_totals(projects), project_totals(projects_were)),
        section_projects=section_projects(projects),
        over_limit=over_limits(registry, as_of, judged),
        judged=len(judged),
        checks=(),
    )
    return BulletinContent(**{**vars(content), "checks": checks(content)})


def measure_table(registry: Registry, as_of: AsOf) -> pd.DataFrame:
    """Return the measures of a day with how far they are and how late."""
    measures = registry.store.frame("measures", valid_on=as_of.valid_on, known_at=as_of.known_at)
    return measure_rows(measures, pd.Timestamp(as_of.valid_on))


def whole(rows: pd.DataFrame) -> dict[str, float | int | None]:
    """Return the province's row out of those of its cities."""
    counts = rows.drop(columns=["city", "traced_share", "rectified_share"]).sum().to_frame().T
    figures = with_shares(counts).iloc[0]
    return {
        str(name): None if pd.isna(value) else float(value) if str(name).endswith("_share") else int(value)
        for name, value in figures.items()
    }


def with_change(rows: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Add to each figure by how much it differs from an earlier one; a city that had nothing had 0."""
    was = before.set_index("city").reindex(rows["city"]).set_axis(rows.index)
    figures = [name for name in rows.columns if name != "city"]
    counts = [name for name in figures if not name.endswith("_share")]
    was[counts] = was[counts].fillna(0).astype("int64")
    return rows.assign(**{f"{name}_change": rows[name] - was[name] for name in figures})


def with_changes(figures: Figures, before: Figures) -> dict[str, float | int | None]:
    """Add to each figure by how much it differs from an earlier one; None where one of the two has none."""
    changes: dict[str, float | int | None] = {}
    for name, value in figures.items():
        was = before[name]
        changes[f"{name}_change"] = None if value is None or was is None else value - was
    return {**figures, **changes}


def judged_outlets(registry: Registry, as_of: AsOf) -> pd.DataFrame:
    """Return the outlets that a discharge standard is known for, with `standard` where their plant states it."""
    outlets = registry.store.frame("outlets", valid_on=as_of.valid_on, known_at=as_of.known_at)
    plants = registry.store.frame("plants", valid_on=as_of.valid_on, known_at=as_of.known_at)
    stated = plants.dropna(subset=["outlet_code", "standard"]).drop_duplicates("outlet_code")
    outlets = existing("outlets", outlets).assign(
        standard=outlets["code"].map(stated.set_index("outlet_code")["standard"])
    )
    return outlets[outlets["standard"].notna() | outlets["outlet_type"].isin(JUDGED_TYPES)]


def over_limits(registry: Registry, as_of: AsOf, outlets: pd.DataFrame) -> pd.DataFrame:
    """Return the values of the quarter so far that lie over their limits, by name."""
    first = Quarter.of(as_of.valid_on).first_day
    readings = registry.store.frame("readings", valid_on=as_of.valid_on, known_at=as_of.known_at)
    own = readings[(readings["subject_kind"] == "outlets") & (readings["unit"].str.lower() == "mg/l")]
    days = pd.Timestamp(first), pd.Timestamp(as_of.valid_on)
    return over_limit_rows(outlets, effluent_limits(registry), own, *days)


def effluent_limits(registry: Registry) -> pd.DataFrame:
    """Return the limits of the fact table by standard and item: `warm` and `cold` water, mg/L."""
    table = pd.read_csv(registry.settings.facts_dir / "effluent_limits.csv").set_index(["standard", "grade"])
    rows = [
        (name, item, *table.loc[place, list(columns)])
        for name, place in STANDARD_ROWS.items()
        for item, columns in LIMIT_COLUMNS.items()
    ]
    return pd.DataFrame(rows, columns=["standard", "item", "warm", "cold"]).set_index(["standard", "item"])


def checks(content: BulletinContent) -> tuple[Check, ...]:
    """Check that every outlet, measure and finished project stands in the bulletin once."""
    totals, measures, projects = content.totals, content.measure_totals, content.project_totals
    by_city, by_stage = int(content.cities["found"].sum()), int(content.stages["total"].sum())
    helped = int(content.section_projects["projects"].sum())
    return (
        Check(
            msg("Every outlet stands at one stage in one city"),
            by_city == by_stage == len(content.standing) == totals["found"],
            msg(
                "outlets {all}, by city {cities}, by stage {stages}",
                all=totals["found"],
                cities=by_city,
                stages=by_stage,
            ),
        ),
        Check(
            msg("Every measure belongs to one problem"),
            int(content.problems["measures"].sum()) == measures["measures"],
            msg(
                "measures {measures} of {problems} problems",
                measures=measures["measures"],
                problems=measures["problems"],
            ),
        ),
        Check(
            msg("Every finished project stands under its section, or under none"),
            helped == projects["finished"],
            msg("finished {finished}, under sections {sections}", finished=projects["finished"], sections=helped),
        ),
    )
