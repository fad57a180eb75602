"""Count what is selected by kind, class, grade and section, so that every count adds up to the whole."""

from collections.abc import Mapping

import pandas as pd

from registry.contents import SelectionTotals
from registry.vocabulary import ASSIGNED_KINDS, OUTLETS
from registry.vocabulary.grades import GRADES
from registry.vocabulary.outlet_types import CLASSES


def selection_totals(tables: Mapping[str, pd.DataFrame]) -> SelectionTotals:
    """Return the totals of selected features by kind; classes and grades in the order of the vocabulary, none left out.

    A feature without a section is counted under a missing section code, last.
    """
    kinds = {kind: len(table) for kind, table in tables.items()}
    outlets = tables.get(OUTLETS.name, pd.DataFrame({"outlet_class": []}))["outlet_class"]
    assigned = [tables[kind].assign(kind=kind) for kind in ASSIGNED_KINDS if kind in tables]
    columns = ["kind", "grade", "section_code", "section_name"]
    together = pd.concat([table[columns].astype("object") for table in assigned], ignore_index=True)
    return SelectionTotals(
        kinds,
        _counted(outlets, [choice.value for choice in CLASSES]),
        _counted(together["grade"], [choice.value for choice in GRADES]),
        _by_section(together),
    )


def _counted(values: pd.Series, order: list[str]) -> dict[str, int]:
    found = values.value_counts()
    return {value: int(found.get(value, 0)) for value in order}


def _by_section(together: pd.DataFrame) -> pd.DataFrame:
    names = together.drop_duplicates("section_code").set_index("section_code")["section_name"]
    code = together["section_code"].where(together["section_code"].notna(), None)
    counts = pd.crosstab(code.fillna(""), together["kind"]).reindex(columns=list(ASSIGNED_KINDS), fill_value=0)
    counts = counts.assign(total=counts.sum(axis=1)).rename_axis(index="section_code", columns=None).reset_index()
    named = counts["section_code"].map(names)
    counts.insert(1, "section_name", named)
    last = counts["section_code"] == ""
    ordered = counts.assign(last=last).sort_values(["last", "total", "section_code"], ascending=[True, False, True])
    kept = ordered.drop(columns="last").reset_index(drop=True)
    return kept.assign(section_code=kept["section_code"].where(kept["section_code"] != "", None))
