"""The tables of a section's plan, out of the features that answer to it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from registry.analysis.loads import outlet_loads
from registry.analysis.section_loads import LOADS, summed
from registry.contents import Column, PlanTable
from registry.language import Label, Message, msg
from registry.vocabulary import KINDS, OUTLETS, PLANTS, PROJECTS, VILLAGES, WETLANDS, Field, Kind
from registry.vocabulary.outlet_types import CLASSES

TOP = 20
"""How many rows a table of a plan shows at most; the rest is counted."""

CLASS_LABELS = {choice.value: choice.label for choice in CLASSES}
LOAD_COLUMNS = (
    Column(Label("COD (t/a)", "COD (t/a)"), 0.95, 2),
    Column(Label("氨氮 (t/a)", "NH3-N (t/a)"), 0.8, 3),
    Column(Label("总磷 (t/a)", "TP (t/a)"), 0.8, 3),
)
UNITS_EN = {"人": "people", "万元": "10,000 yuan"}
DOUBTFUL = ("C", "D", "U")
DOUBT_FIELDS = ("kind", "code", "name", "county", "grade", "runner_up", "reasons")
GRADE = Column(Label("等级", "Grade"), 0.95)


def field_column(kind: Kind, name: str, width: float = 1.0, digits: int = 0) -> Column:
    """Return the column of a stored field, its unit in the label."""
    field = kind.field(name)
    zh = f" ({field.unit})" if field.unit else ""
    en = f" ({UNITS_EN.get(field.unit, field.unit)})" if field.unit else ""
    return Column(Label(field.label.zh + zh, field.label.en + en), width, digits)


def outlet_table(outlets: pd.DataFrame) -> PlanTable:
    """Return the outlets by falling COD load, those without one last."""
    rows = outlets.join(outlet_loads(outlets)).sort_values(["cod_t_per_a", "code"], ascending=[False, True])
    columns = (
        field_column(OUTLETS, "code", 1.75),
        field_column(OUTLETS, "name", 2.0),
        field_column(OUTLETS, "outlet_type", 1.4),
        field_column(OUTLETS, "status", 1.0),
        field_column(OUTLETS, "flow_m3_per_d", 0.9),
        *LOAD_COLUMNS,
        GRADE,
    )
    names = ("code", "name", "outlet_type", "status", "flow_m3_per_d", *LOADS, "grade")
    return table(msg("Outlets"), columns, said(OUTLETS, rows), names)


def plant_table(plants: pd.DataFrame, wetland_names: Mapping[int, str]) -> PlanTable:
    """Return the plants by falling flow, with the wetlands they are linked to."""
    rows = plants.assign(wetland=plants["feature_id"].map(wetland_names))
    columns = (
        field_column(PLANTS, "name", 2.2),
        field_column(PLANTS, "county", 0.9),
        field_column(PLANTS, "design_m3_per_d", 1.0),
        field_column(PLANTS, "flow_m3_per_d", 1.0),
        field_column(PLANTS, "standard", 1.3),
        Column(Label("尾水湿地", "Tail-water wetland"), 2.0),
        GRADE,
    )
    names = ("name", "county", "design_m3_per_d", "flow_m3_per_d", "standard", "wetland", "grade")
    ordered = rows.sort_values(["flow_m3_per_d", "code"], ascending=[False, True])
    return table(msg("Sewage plants"), columns, said(PLANTS, ordered), names)


def wetland_table(wetlands: pd.DataFrame) -> PlanTable:
    """Return the wetlands by function, then code."""
    columns = (
        field_column(WETLANDS, "name", 2.4),
        field_column(WETLANDS, "function", 1.0),
        field_column(WETLANDS, "flow_type", 1.0),
        field_column(WETLANDS, "area_m2", 1.0),
        field_column(WETLANDS, "design_m3_per_d", 1.0),
        field_column(WETLANDS, "built_on", 1.15),
        field_column(WETLANDS, "status", 1.0),
        GRADE,
    )
    names = ("name", "function", "flow_type", "area_m2", "design_m3_per_d", "built_on", "status", "grade")
    return table(
        msg("Constructed wetlands"), columns, said(WETLANDS, wetlands.sort_values(["function", "code"])), names
    )


def village_table(villages: pd.DataFrame) -> PlanTable:
    """Return the villages not finished by falling number of people; the note counts all states."""
    states = villages["state"].value_counts()
    counted = [Label(f"{s.label.zh} {states.get(s.value, 0)}", f"{s.label.en} {states.get(s.value, 0)}")
               for s in VILLAGES.field("state").choices]  # fmt: skip
    waiting = villages[villages["state"] != "finished"].sort_values(["people", "code"], ascending=[False, True])
    columns = (
        field_column(VILLAGES, "name", 1.4),
        field_column(VILLAGES, "county", 1.0),
        field_column(VILLAGES, "township", 1.2),
        field_column(VILLAGES, "people", 1.0),
        field_column(VILLAGES, "state", 1.0),
        field_column(VILLAGES, "priority_area", 1.2),
        GRADE,
    )
    names = ("name", "county", "township", "people", "state", "priority_area", "grade")
    note = msg("All {count} villages by state: {states}.", count=len(villages), states=counted)
    return table(
        msg("Villages whose sewage works are not finished"), columns, said(VILLAGES, waiting), names, note=note
    )


def project_table(projects: pd.DataFrame) -> PlanTable:
    """Return the projects by status, then code."""
    columns = (
        field_column(PROJECTS, "name", 2.6),
        field_column(PROJECTS, "project_type", 1.2),
        field_column(PROJECTS, "status", 0.8),
        field_column(PROJECTS, "cost_10k_yuan", 1.0),
        field_column(PROJECTS, "finished_on", 1.0),
    )
    names = ("name", "project_type", "status", "cost_10k_yuan", "finished_on")
    return table(msg("Projects"), columns, said(PROJECTS, projects.sort_values(["status", "code"])), names)


def load_table(parts: pd.DataFrame) -> PlanTable:
    """Return the loads by class, with a last row for all of them.

    `parts` are the section's own, as in `section_loads.divided`: outlets shared with others count where they are
    primary, and bring the share of their load that is the section's.
    """
    groups = summed(parts, "outlet_class").set_index("outlet_class")
    ordered = groups.reindex([value for value in CLASS_LABELS if value in groups.index]).reset_index()
    whole = summed(parts.assign(outlet_class=None), "outlet_class")
    rows = pd.concat([ordered, whole], ignore_index=True)
    total_cod = float(whole["cod_t_per_a"].iloc[0])
    rows["cod_share"] = 100 * rows["cod_t_per_a"] / total_cod if total_cod else None
    sources = [*(CLASS_LABELS[value] for value in ordered["outlet_class"]), Label("合计", "Total")]
    rows["source"] = _objects(sources, rows.index)
    columns = (
        Column(Label("来源", "Source"), 1.8),
        Column(Label("排污口数", "Outlets"), 0.8),
        Column(Label("有监测数", "Measured"), 0.8),
        *LOAD_COLUMNS,
        Column(Label("COD占比 (%)", "COD share (%)"), 0.8, 1),
    )
    names = ("source", "features", "cod_t_per_a_known", *LOADS, "cod_share")
    note = msg(
        "Load = flow x concentration x 365 / 10^6, at the outlet; a sum covers only outlets with flow and value. "
        "Stopped outlets count 0. No share for the way to the river is taken off."
    )
    return table(msg("Loads by source"), columns, rows, names, note=note)


def shared_table(parts: Mapping[str, pd.DataFrame]) -> PlanTable:
    """Return, of all kinds, what answers to the section only in part, with its share and the section it counts under.

    `parts` are the section's own, by kind, as in `section_loads.divided`; `section_name` is the primary section's.
    """
    pieces = [
        frame.assign(kind=_objects([KINDS[kind].singular] * len(frame), frame.index))[frame["share"] < 1]
        for kind, frame in parts.items()
    ]
    rows = pd.concat(pieces).sort_values(["share", "code"], ascending=[False, True])
    columns = (
        Column(Label("对象", "Kind"), 0.9),
        Column(Label("编码", "Code"), 1.6),
        Column(Label("名称", "Name"), 2.2),
        Column(Label("本断面份额 (%)", "Share here (%)"), 0.9, 1),
        Column(Label("计数断面", "Counted under"), 1.4),
    )
    names = ("kind", "code", "name", "percent", "section_name")
    note = msg("Each counts once, under the section named; its loads are shared out.") if len(rows) else None
    return table(msg("Shared with other sections"), columns, rows.assign(percent=100 * rows["share"]), names, note=note)


def grade_table(features: Mapping[str, pd.DataFrame]) -> PlanTable:
    """Return how sure the assignment is, by kind."""
    counts = {kind: frame["grade"].value_counts() for kind, frame in features.items() if len(frame)}
    rows = pd.DataFrame(
        [{"kind": KINDS[kind].label} | {g: int(n.get(g, 0)) for g in "ABCDU"} for kind, n in counts.items()],
        columns=["kind", *"ABCDU"],
    )
    columns = (Column(Label("对象", "Kind"), 1.5), *(Column(Label(grade, grade)) for grade in "ABCD"))
    return table(msg("How sure the assignment is"), columns, rows, ("kind", *"ABCD"))


def doubt_table(features: Mapping[str, pd.DataFrame], reasons: Mapping[str, Label]) -> PlanTable:
    """Return the features whose section is doubtful, the most doubtful first, with the reasons in words."""
    pieces = [
        frame.assign(kind=_objects([KINDS[kind].singular] * len(frame), frame.index))[list(DOUBT_FIELDS)]
        for kind, frame in features.items()
        if len(frame)
    ]
    listed = pd.concat(pieces) if pieces else pd.DataFrame(columns=["grade", "code"])
    rows = listed[listed["grade"].isin(DOUBTFUL)].sort_values(["grade", "code"], ascending=[False, True])
    if len(rows):
        rows = rows.assign(why=_objects([reason_words(codes, reasons) for codes in rows["reasons"]], rows.index))
    columns = (
        Column(Label("对象", "Kind"), 0.9),
        Column(Label("编码", "Code"), 1.6),
        Column(Label("名称", "Name"), 2.0),
        GRADE,
        Column(Label("备选断面", "Runner-up"), 1.3),
        Column(Label("理由", "Reasons"), 3.0),
    )
    names = ("kind", "code", "name", "grade", "runner_up", "why")
    return table(msg("Features whose section a person should look at"), columns, rows, names)


def reason_words(codes: object, reasons: Mapping[str, Label]) -> Label | None:
    """Return the reasons as one text, each of them a sentence; a code that is not known stays a code."""
    if not isinstance(codes, list) or not codes:
        return None
    known = [reasons.get(code, Label(f"{code}。", f"{code}.")) for code in codes]
    return Label("".join(label.zh for label in known), " ".join(label.en for label in known))


def table(
    title: Message, columns: tuple[Column, ...], rows: pd.DataFrame, names: Sequence[str], note: Message | None = None
) -> PlanTable:
    """Return the first TOP rows of a frame as a table; missing values are None."""
    shown = rows.head(TOP).reindex(columns=list(names))
    return PlanTable(title, columns, tuple(_plain_rows(shown)), len(rows), note)


def said(kind: Kind, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with stored choices replaced by their labels."""
    fields = [field for field in kind.stored_fields if field.choices and field.name in frame]
    labels = {field.name: [_choice_label(field, value) for value in frame[field.name]] for field in fields}
    return frame.assign(**{name: _objects(values, frame.index) for name, values in labels.items()})


def _choice_label(field: Field, value: Any) -> Label | str | None:
    return None if pd.isna(value) else field.choice_label(value)


def _objects(values: list[Any], index: pd.Index) -> pd.Series:
    """Return labels and lists as a column, which pandas would otherwise take apart."""
    return pd.Series(values, index=index, dtype="object")


def _plain_rows(frame: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    for row in frame.astype("object").itertuples(index=False, name=None):
        yield tuple(None if not isinstance(value, list) and pd.isna(value) else value for value in row)
