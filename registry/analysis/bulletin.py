"""Tables of the quarter's bulletin beside the outlets' rectification: problems, projects, outlets over their limits."""

import numpy as np
import pandas as pd

from registry.vocabulary.measures import FINISHED_STATUSES
from registry.vocabulary.projects import STATUSES as PROJECT_STATUSES

ITEMS = {"cod_mg_per_l": "cod", "nh3n_mg_per_l": "nh3n", "tp_mg_per_l": "tp"}
"""Fields of an outlet that have limits, and what readings call the same."""
COLD_MONTHS = (11, 12, 1, 2, 3)
"""Months in which the limit for cold water holds: the temperature itself is not reported."""
DEFAULT_STANDARD = "DB14/1928-2019"
JUDGED_TYPES = ("municipal_plant", "park_plant")
"""Outlets that are judged by the default standard where their plant states none."""


def measure_rows(measures: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the measures by problem and code, with `finished`, `closed` and `days_late` (missing when not late).

    A measure is closed when it is closed out; a day of closing out without a status says the same.
    """
    closed = measures["status"].eq("closed_out") | (measures["status"].isna() & measures["closed_out_on"].notna())
    finished = closed | measures["status"].isin(FINISHED_STATUSES)
    late = ~finished & (measures["due_on"] < day)
    rows = measures.assign(
        finished=finished.astype(bool),
        closed=closed.astype(bool),
        days_late=(day - measures["due_on"]).dt.days.where(late).astype("Int64"),
    )
    return rows.sort_values(["problem_code", "code"], ignore_index=True)


def problem_rows(measures: pd.DataFrame) -> pd.DataFrame:
    """Return one row per problem of `measure_rows`: its text, how many measures, finished, closed, and whether it is.

    A problem is closed when all its measures are.
    """
    grouped = measures.groupby("problem_code", sort=True)
    rows = grouped.agg(
        problem=("problem", "first"),
        city=("city", "first"),
        county=("county", "first"),
        measures=("code", "size"),
        measures_finished=("finished", "sum"),
        measures_closed=("closed", "sum"),
        measures_overdue=("days_late", "count"),
    )
    return rows.assign(closed=rows["measures_closed"] == rows["measures"]).reset_index()


def measure_totals(measures: pd.DataFrame) -> dict[str, int]:
    """Return the province's figures: problems, problems closed, measures, finished, closed, overdue."""
    problems = problem_rows(measures)
    return {
        "problems": len(problems),
        "problems_closed": int(problems["closed"].sum()),
        "measures": len(measures),
        "measures_finished": int(measures["finished"].sum()),
        "measures_closed": int(measures["closed"].sum()),
        "measures_overdue": int(measures["days_late"].notna().sum()),
    }


def project_totals(projects: pd.DataFrame) -> dict[str, float | int | None]:
    """Return projects by status, and the shares started (finished ones included) and finished; None without any."""
    counts = projects["status"].value_counts()
    by_status = {choice.value: int(counts.get(choice.value, 0)) for choice in PROJECT_STATUSES}
    begun, total = by_status["started"] + by_status["finished"], len(projects)
    return {
        "total": total,
        **by_status,
        "unknown": total - sum(by_status.values()),
        "started_share": begun / total if total else None,
        "finished_share": by_status["finished"] / total if total else None,
    }


def project_rows(projects: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return the projects by city and code, with the status they had before (`status_before`) and `since_last_issue`.

    `since_last_issue` is new, changed, or missing where nothing happened.
    """
    was = before.set_index("code")["status"]
    earlier = projects["code"].map(was)
    known = projects["code"].isin(was.index)
    changed = known & (earlier.fillna("") != projects["status"].fillna(""))
    since = pd.Series(np.where(~known, "new", "changed"), index=projects.index, dtype="str").where(~known | changed)
    rows = projects.assign(status_before=earlier, since_last_issue=since)
    return rows.sort_values(["city", "code"], ignore_index=True)


def section_projects(projects: pd.DataFrame) -> pd.DataFrame:
    """Return one row per section that finished projects should help, and last one for those without a section."""
    finished = projects[projects["status"] == "finished"]
    grouped = finished.groupby(["section_code", "section_name"], dropna=False, sort=True)
    rows = grouped.agg(
        projects=("code", "size"),
        cost_10k_yuan=("cost_10k_yuan", "sum"),
        names=("name", lambda names: "、".join(sorted(names))),
    ).reset_index()
    return rows.sort_values("section_code", na_position="last", kind="stable", ignore_index=True)


def over_limit_rows(
    outlets: pd.DataFrame,
    limits: pd.DataFrame,
    readings: pd.DataFrame,
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> pd.DataFrame:
    """Return the values of a quarter that lie over their limits, worst first: one row per outlet and item.

    Parameters
    ----------
    outlets
        Outlets with their fields, and `standard` where their plant states one.
    limits
        By standard and item of ITEMS (index): `warm` and `cold`, mg/L.
    readings
        Readings of outlets: `subject_code`, `parameter`, `measured_at`, `value` in mg/L; the latest of an item counts,
        and counts before what the ledger says.
    first, last
        First and last day of the quarter.

    Returns
    -------
    pandas.DataFrame
        Code, name, city, county, item, value, limit, multiple (0.5: half above the limit), sampled_on, standard and
        whether it is `stated`; where a plant's outlet states none, the default standard holds.
    """
    values = latest_values(outlets, readings)
    values = values[(values["sampled_on"] >= first) & (values["sampled_on"] < last + pd.Timedelta(days=1))]
    about = outlets.set_index("code")[["name", "city", "county", "outlet_type", "standard", "synthetic"]]
    rows = values.join(about, on="code", how="inner")
    default = pd.Series(DEFAULT_STANDARD, index=rows.index).where(rows["outlet_type"].isin(JUDGED_TYPES))
    stated = rows["standard"].astype("str")
    rows = rows.assign(standard=stated.fillna(default), stated=stated.notna())
    rows = rows.dropna(subset=["standard"])
    rows = rows.join(limits, on=["standard", "item"], how="inner")
    cold = rows["sampled_on"].dt.month.isin(COLD_MONTHS)
    rows = rows.assign(limit=rows["cold"].where(cold, rows["warm"])).dropna(subset=["limit"])
    rows = rows.assign(multiple=rows["value"] / rows["limit"] - 1).drop(columns=["warm", "cold", "outlet_type"])
    return rows[rows["multiple"] > 0].sort_values(["multiple", "code"], ascending=[False, True], ignore_index=True)


def latest_values(outlets: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Return the latest value of each outlet and item: `code, item, value, sampled_on`."""
    stated = outlets.melt(["code", "sampled_on"], list(ITEMS), "item", "value").dropna(subset=["value", "sampled_on"])
    named = {name: field for field, name in ITEMS.items()}
    measured = pd.DataFrame(
        {
            "code": readings["subject_code"],
            "sampled_on": readings["measured_at"],
            "item": readings["parameter"].map(named),
            "value": readings["value"],
        }
    ).dropna()
    together = pd.concat([stated, measured], ignore_index=True) if len(measured) else stated
    return together.sort_values("sampled_on", kind="stable").drop_duplicates(["code", "item"], keep="last")
