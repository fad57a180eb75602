"""Tables of the rectification page: by city, by stage, what is late, problems and measures, key projects."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from registry.contents import BulletinContent
from registry.language import Label, msg
from registry.ui import tables, widgets
from registry.ui.session import t
from registry.ui.words import number, said
from registry.vocabulary import MEASURES, OUTLETS, PROJECTS, STEPS, Field, FieldType
from registry.vocabulary.bulletin import FIGURES
from registry.vocabulary.steps import STAGES

PERCENT = "%.1f%%"
CITY = OUTLETS.field("city").label
CHANGE = Label("较上季", "Change")
LATE = Label("逾期天数", "Days late")
CITIES = {
    "city": CITY,
    "found": FIGURES["found"],
    "present": FIGURES["present"],
    "traced": FIGURES["traced"],
    "traced_share": FIGURES["traced_share"],
    "needed": FIGURES["needed"],
    "rectified": FIGURES["rectified"],
    "rectified_change": CHANGE,
    "rectified_share": FIGURES["rectified_share"],
    "rectified_share_change": Label("较上季(百分点)", "Change (points)"),
    "closed_out": FIGURES["closed_out"],
    "closed_out_change": CHANGE,
    "overdue": FIGURES["overdue"],
}
STAGE_TITLES = {"city": CITY, **{choice.value: choice.label for choice in STAGES}, "total": Label("合计", "Total")}
OVERDUE = ("code", "name", "days_late", "due_on", "stage", "rectification_class", "city", "county", "responsible_body")
MEASURE = (
    *("problem_code", "code", "name", "responsible_unit", "city", "county", "outlet_code", "due_on", "status"),
    *("finished_on", "accepted_by", "accepted_on", "closed_out_on", "days_late"),
)
PROBLEMS = {
    "problem_code": MEASURES.field("problem_code").label,
    "problem": MEASURES.field("problem").label,
    "city": CITY,
    "county": MEASURES.field("county").label,
    "measures": MEASURES.label,
    "measures_finished": Label("已完成", "Finished"),
    "measures_closed": Label("已销号", "Closed out"),
    "measures_overdue": Label("逾期", "Overdue"),
    "closed": Label("问题已销号", "Problem closed"),
}
PROJECT = (
    *("section_name", "declared_section", "code", "name", "city", "county", "project_type", "status"),
    *("status_before", "started_on", "finished_on"),
)
EXTRA = {
    "stage": STEPS.field("step"),
    "status_before": PROJECTS.field("status"),
}
"""Columns that are no fields of their kind, and the field whose choices they hold."""
TITLES = {
    "stage": Label("所处环节", "Stage"),
    "days_late": LATE,
    "status_before": Label("上期状态", "Status before"),
    "section_name": Label("核定断面", "Section"),
}


def narrowed(content: BulletinContent, wanted: Mapping[str, list[str]]) -> BulletinContent:
    """Return the content with the rows that filters let through; the figures of the province stay."""
    tables_of: dict[str, Any] = {
        name: table for name, table in vars(content).items() if isinstance(table, pd.DataFrame)
    }
    rows: dict[str, Any] = {
        name: widgets.matching(table, on_columns(wanted, table)) for name, table in tables_of.items()
    }
    return replace(content, **rows)


def on_columns(wanted: Mapping[str, list[str]], table: pd.DataFrame) -> dict[str, list[str]]:
    """Return the filters that a table has a column for."""
    return {column: values for column, values in wanted.items() if column in table}


def by_city(content: BulletinContent) -> None:
    """Show the rates of every city above those of the province."""
    points = "rectified_share_change"
    whole = pd.DataFrame([dict(content.totals) | {"city": t(msg("whole province"))}])
    rows = pd.concat([content.cities, whole[content.cities.columns]], ignore_index=True)
    rows[points] = (100 * rows[points].astype("float64")).round(1)
    names = [name for name in CITIES if name.endswith("_share")]
    rows[names] = 100 * rows[names].astype("float64")
    forms = dict.fromkeys(list(CITIES)[1:], "localized") | dict.fromkeys(names, PERCENT) | {points: "%.1f"}
    columns = {name: number_column(CITIES[name], form) for name, form in forms.items()}
    tables.grid(rows, CITIES, msg("Rectification by city"), whole=True, **columns)


def by_stage(content: BulletinContent, province: pd.DataFrame) -> None:
    """Show how many outlets of every city stand at which stage, with the sums of both."""
    whole = province.drop(columns="city").sum().to_frame().T.assign(city=t(msg("whole province")))
    rows = pd.concat([content.stages, whole], ignore_index=True)
    columns = {name: number_column(title, "localized") for name, title in STAGE_TITLES.items() if name != "city"}
    tables.grid(rows, STAGE_TITLES, msg("Outlets by city and stage"), whole=True, **columns)


def overdue(content: BulletinContent) -> None:
    """Show the outlets that are late, the latest first."""
    listed(OUTLETS.field, content.overdue, OVERDUE, msg("Outlets not rectified by the day they are due"))


def problems(content: BulletinContent) -> None:
    """Show the problems with the state of their measures, then the measures."""
    closed = {True: t(Label("是", "yes")), False: t(Label("否", "no"))}
    tables.grid(content.problems.assign(closed=content.problems["closed"].map(closed)), PROBLEMS, msg("Problems"))
    st.subheader(t(MEASURES.label), anchor=False)
    listed(MEASURES.field, content.measures, MEASURE, msg("Measures"))


def projects(content: BulletinContent) -> None:
    """Show the key projects with their status at the last issue and the section they should help."""
    helped, without = content.section_projects["section_code"].notna(), content.project_totals["finished"]
    st.caption(
        t(
            msg(
                "{finished} finished projects help {sections} sections; {without} have none.",
                finished=number(without),
                sections=number(int(helped.sum())),
                without=number(int(content.section_projects.loc[~helped, "projects"].sum())),
            )
        )
    )
    ordered = content.projects.sort_values(["status", "section_code", "code"], na_position="last")
    listed(PROJECTS.field, ordered, PROJECT, msg("Key projects"))


def over_limit(content: BulletinContent) -> None:
    """Show by name the values of the quarter that lie over their limits."""
    found = content.over_limit
    st.caption(
        t(
            msg(
                "{judged} outlets have a standard to be judged by; {over} had a value over its limit this quarter.",
                judged=number(content.judged),
                over=number(found["code"].nunique()),
            )
        )
    )
    titles = {
        "code": OUTLETS.field("code").label,
        "name": OUTLETS.field("name").label,
        "city": CITY,
        "item": Label("指标", "Parameter"),
        "value": Label("数值(mg/L)", "Value (mg/L)"),
        "limit": Label("限值(mg/L)", "Limit (mg/L)"),
        "multiple": Label("超标倍数", "Times over"),
        "sampled_on": OUTLETS.field("sampled_on").label,
        "standard": Label("执行标准", "Standard"),
        "stated": Label("标准来源", "Standard from"),
    }
    source = {
        True: t(Label("污水厂台账", "the plant's ledger")),
        False: t(Label("默认，未核实", "default, unverified")),
    }
    shown = found.assign(
        item=[t(OUTLETS.field(name).label) for name in found["item"]],
        stated=found["stated"].map(source),
        multiple=found["multiple"].round(2),
    )
    dates: dict[str, Any] = {"sampled_on": st.column_config.DateColumn(t(titles["sampled_on"]), format="YYYY-MM-DD")}
    tables.grid(shown, titles, msg("Values over their limits"), **dates)


def listed(field_of: Callable[[str], Field], rows: pd.DataFrame, columns: tuple[str, ...], alt: Any) -> None:
    """Show rows of a kind with headings, choices and days in the reader's language."""
    shown, titles = rows[list(columns)].copy(), {}
    dates: dict[str, Any] = {}
    for name in columns:
        field = EXTRA.get(name) or (None if name in TITLES else field_of(name))
        titles[name] = TITLES[name] if name in TITLES else field_of(name).label
        if field is not None and field.choices:
            shown[name] = rows[name].map(lambda value, field=field: said(field, value)).astype("object")
        if field is not None and field.type is FieldType.DATE:
            dates[name] = st.column_config.DateColumn(t(titles[name]), format="YYYY-MM-DD")
    tables.grid(shown, titles, alt, **dates)


def number_column(title: Label, form: str) -> Any:
    """Return the settings of a column of numbers."""
    return st.column_config.NumberColumn(t(title), format=form)
