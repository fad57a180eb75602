"""The totals of the registry, which add up: by section plus unassigned is the whole, for every kind."""

import pandas as pd

from registry.service.features import kind_tables, section_table
from registry.service.registry import AsOf, Registry
from registry.vocabulary.wetlands import FUNCTIONS

Totals = dict[str, object]


def summary(registry: Registry, as_of: AsOf) -> Totals:
    """Count everything that exists on the day: totals, grades, per section and unassigned (contract §2)."""
    tables = kind_tables(registry, as_of)
    sections = section_table(registry, as_of)
    return {
        "revision": as_of.known_at if as_of.known_at is not None else registry.store.head(),
        "valid_on": as_of.valid_on.isoformat(),
        "sections": len(sections),
        "sections_retired": inactive(sections, sections["active_to"] <= pd.Timestamp(as_of.valid_on)),
        "sections_not_begun": inactive(sections, sections["active_from"] > pd.Timestamp(as_of.valid_on)),
        "outlets": len(tables["outlets"]),
        "plants": len(tables["plants"]),
        "wetlands": by_function(tables["wetlands"]),
        "villages": by_state(tables["villages"]),
        "projects": {
            "total": len(tables["projects"]),
            "finished": int((tables["projects"]["status"] == "finished").sum()),
        },
        "grades": grades(tables),
        "grades_by_kind": {kind: grades({kind: table}) for kind, table in tables.items()},
        "by_section": by_section(sections, tables),
        "unassigned": {kind: int(table["section_code"].isna().sum()) for kind, table in tables.items()},
        "synthetic": {kind: int(table["synthetic"].fillna(value=False).sum()) for kind, table in tables.items()},
    }


def inactive(sections: pd.DataFrame, chosen: "pd.Series[bool]") -> list[dict[str, object]]:
    """Return known sections that are not assessed on the day, with their dates and successors."""
    gone = sections[chosen].astype("object")
    gone = gone.where(gone.notna(), None)
    return [
        {
            "code": row.code,
            "name": row.name,
            "active_from": iso_day(row.active_from),
            "active_to": iso_day(row.active_to),
            "successor": row.successor,
        }
        for row in gone.itertuples(index=False)
    ]


def iso_day(value: object) -> str | None:
    """Return a day as ISO text."""
    return str(value)[:10] if value is not None else None


def by_function(wetlands: pd.DataFrame) -> dict[str, int]:
    """Count wetlands by function; the functions add up to the total."""
    counts = wetlands["function"].value_counts()
    return {"total": len(wetlands)} | {choice.value: int(counts.get(choice.value, 0)) for choice in FUNCTIONS}


def by_state(villages: pd.DataFrame) -> dict[str, object]:
    """Count villages, those finished, and those finished in each year."""
    finished = villages[villages["state"] == "finished"]
    years = finished["finished_on"].dt.year.dropna().astype(int).value_counts().sort_index()
    return {
        "total": len(villages),
        "finished": len(finished),
        "finished_in": {str(year): int(count) for year, count in years.items()},
    }


def grades(tables: dict[str, pd.DataFrame]) -> dict[str, int]:
    """Count grades over the given kinds, every grade named."""
    counts = pd.concat([table["grade"] for table in tables.values()]).value_counts()
    return {grade: int(counts.get(grade, 0)) for grade in "ABCDU"}


def by_section(sections: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> dict[str, dict[str, object]]:
    """Count every kind under its primary section, sections without any included."""
    counts = {kind: table["section_code"].value_counts() for kind, table in tables.items()}
    rows = zip(*(sections[column].astype(str) for column in ("code", "name", "level")), strict=True)
    return {
        code: {"name": name, "level": level, **{kind: int(count.get(code, 0)) for kind, count in counts.items()}}
        for code, name, level in rows
    }
