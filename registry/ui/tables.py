"""Tables of the products on screen: totals, coverage, a plan's facts and lists, revisions, versions, findings."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from registry.contents import Column, PlanTable
from registry.findings import LEVEL_LABELS, Finding
from registry.language import Label, Message, msg
from registry.section_contents import COVERAGE, COVERAGE_SHARES
from registry.service.comparing import in_city_order
from registry.ui import widgets
from registry.ui.session import language, registry, t
from registry.ui.words import COMPUTED, WIDTHS_PX, moment, number, one_column, plain, readable, said
from registry.vocabulary import KINDS, READINGS, Field
from registry.vocabulary.sections import LEVELS

LEVEL_NAMES = {choice.value: choice.label for choice in LEVELS}
REVISIONS = {
    "revision": Label("修订", "Revision"),
    "at": Label("时间", "Time"),
    "actor": Label("操作人", "Who"),
    "reason": Label("说明", "Why"),
    "file_name": Label("来源文件", "From file"),
    "undoes": Label("撤销的修订", "Takes back"),
}
FINDINGS = {
    "row": Label("行", "Row"),
    "level": Label("程度", "Level"),
    "field": Label("列", "Column"),
    "message": Label("问题", "Finding"),
    "suggestion": Label("处理办法", "Remedy"),
    "feature_id": Label("编码", "Code"),
    "code": Label("规则", "Rule"),
}
CHANGES = {
    "row": Label("行", "Row"),
    "code": Label("编码", "Code"),
    "name": Label("名称", "Name"),
    "what": Label("变更", "Change"),
    "guessed": Label("推断", "Guessed"),
    "effective_on": Label("生效日期", "Effective on"),
    "field": Label("字段", "Field"),
    "old": Label("原值", "Before"),
    "new": Label("新值", "After"),
}
ROWS_OF_A_SCREEN = 40
"""No longer table is shown whole."""


def grid(
    frame: pd.DataFrame, titles: Mapping[str, Label], alt: Message | Label, *, whole: bool = False, **config: Any
) -> None:
    """Show a frame with the titles' columns, in their order; `config` replaces a column's plain title.

    A `whole` table shows all its rows, any other scrolls.
    """
    columns = {name: st.column_config.Column(t(label)) for name, label in titles.items()} | config
    height: Any = "content" if whole else "auto"
    st.dataframe(frame[list(titles)], column_config=columns, hide_index=True, placeholder="", height=height, alt=t(alt))


def totals(frame: pd.DataFrame, row: str, column: str, names: Mapping[str, str]) -> None:
    """Show how many there are by two columns, with the sums of both; classes without any are kept."""
    counts = pd.crosstab(frame[row], frame[column]).reindex(columns=list(names), fill_value=0)
    counts["total"] = counts.sum(axis=1)
    whole = counts.sum().rename(t(msg("all")))
    if row == "city":
        counts = in_city_order(registry(), counts.reset_index()).set_index(row)
    table = pd.concat([counts, whole.to_frame().T]).rename_axis(None).reset_index(names=row)
    titles = {row: KINDS["outlets"].field(row).label, **{key: Label(name, name) for key, name in names.items()}}
    titles["total"] = Label("合计", "Total")
    figures = {name: st.column_config.NumberColumn(t(titles[name]), format="localized") for name in [*names, "total"]}
    grid(table, titles, msg("Totals by city and class"), whole=True, **figures)


def coverage(sections: pd.DataFrame, unassigned: Mapping[str, object]) -> None:
    """Show the coverage by section, and below it what has no section."""
    rest = pd.DataFrame([dict(unassigned) | {"name": t(msg("no section"))}])
    rows = pd.concat([sections.astype("object"), rest.astype("object")], ignore_index=True).reindex(
        columns=list(COVERAGE)
    )
    rows["level"] = [t(LEVEL_NAMES[level]) if level in LEVEL_NAMES else None for level in rows["level"]]
    counted = [name for name in COVERAGE if name not in (*COVERAGE_SHARES, "name", "river", "level", "code")]
    config: dict[str, Any] = {
        name: st.column_config.NumberColumn(t(COVERAGE[name]), format="localized") for name in counted
    }
    config |= {name: st.column_config.NumberColumn(t(COVERAGE[name]), format="%.1f%%") for name in COVERAGE_SHARES}
    config["river"] = st.column_config.Column(t(COVERAGE["river"]), width=WIDTHS_PX["river"])
    for name in (*counted, *COVERAGE_SHARES):
        rows[name] = pd.to_numeric(rows[name]) * (100 if name in COVERAGE_SHARES else 1)
    grid(rows, COVERAGE, msg("Wetland coverage by section"), **config)


def facts(known: Iterable[tuple[Label, object]]) -> None:
    """Show what is known, one fact a row, nothing cut off."""
    rows = "".join(
        f"<tr><th scope=row>{escape(t(label))}</th><td>{escape(plain(value))}</td></tr>" for label, value in known
    )
    st.html(f'<table class="facts">{rows}</table>')


def pairs(rows: Iterable[tuple[Label | str, object]], left: Label, right: Label) -> None:
    """Show pairs as two columns with headings."""
    frame = pd.DataFrame([(t(first), plain(second)) for first, second in rows], columns=["left", "right"])
    grid(frame, {"left": left, "right": right}, right, whole=True)


def plan_table(part: PlanTable) -> None:
    """Show one table of a plan with its title, how many rows are left out, and its note."""
    st.subheader(t(part.title), anchor=False)
    if not part.rows:
        st.caption(t(msg("None.")))
    else:
        names = [f"c{place}" for place in range(len(part.columns))]
        rows = [[cell_text(cell, column) for cell, column in zip(row, part.columns, strict=True)] for row in part.rows]
        labels = [column.label for column in part.columns]
        grid(pd.DataFrame(rows, columns=names), dict(zip(names, labels, strict=True)), part.title)
    if part.left_out:
        st.caption(t(msg("{count} more rows stand in the workbook.", count=number(part.left_out))))
    if part.note:
        st.caption(t(part.note))


def cell_text(cell: object, column: Column) -> str:
    """Return a cell of a plan's table as text, numbers with the digits of their column."""
    return number(cell, column.digits) if isinstance(cell, float) else plain(cell)


def quality(months: pd.DataFrame, limits: Mapping[str, float]) -> None:
    """Show the monthly means of a section against the class III limits."""
    parameters = {choice.value: choice.label for choice in READINGS.field("parameter").choices}
    measured = [name for name in months.columns if name in parameters and months[name].notna().any()]
    titles = {"month": Label("月份", "Month"), **{name: parameters[name] for name in measured}}
    shown = months.assign(month=months["month"].astype(str).str[:7])
    figures: dict[str, Any] = {
        name: st.column_config.NumberColumn(f"{t(parameters[name])} (mg/L)", format="%.2f")
        for name in measured
        if name not in ("ph", "flow")
    }
    grid(shown, titles, msg("Water quality"), **figures)
    texts = [f"{t(parameters[name])} {number(limit, 2)}" for name, limit in limits.items() if name in measured]
    if texts:
        st.caption(t(msg("Class III limits (mg/L): {limits}", limits=texts)))


def revisions(frame: pd.DataFrame) -> None:
    """Show revisions: which, when, who, why, from which file."""
    shown = frame.assign(at=frame["at"].map(moment))
    grid(shown, REVISIONS, msg("Revisions"), whole=len(shown) <= ROWS_OF_A_SCREEN)


def versions(kind: str, frame: pd.DataFrame) -> None:
    """Show the periods of one feature as each revision knew them, newest first; constant empty fields left out."""
    fields = [
        field.name for field in KINDS[kind].stored_fields if field.name in frame and frame[field.name].notna().any()
    ]
    clocks = [name for name in ("revision", "valid_from", "valid_to", "at", "actor", "reason") if name in frame]
    shown = readable(kind, frame.sort_values(["revision", "valid_from"], ascending=[False, True]), fields)
    shown = frame.loc[shown.index, clocks].assign(**{name: shown[name] for name in fields})
    shown["at"] = shown["at"].map(moment)
    titles: dict[str, Any] = {name: st.column_config.Column(t(REVISIONS[name])) for name in ("at", "actor", "reason")}
    config = {name: one_column(kind, name) for name in (*fields, *COMPUTED) if name in shown} | titles
    st.dataframe(shown, column_config=config, hide_index=True, placeholder="", alt=t(msg("History of one feature")))


def decisions(frame: pd.DataFrame, sections: pd.DataFrame) -> None:
    """Show what people decided about one feature, newest first, with the names of the sections."""
    names = sections.set_index("code")["name"]
    shown = frame.sort_values(["revision", "valid_from"], ascending=[False, True])
    shown = shown.assign(section_name=shown["section_code"].map(names), at=shown["at"].map(moment))
    shown = shown[["revision", "valid_from", "valid_to", "at", "actor", "section_code", "section_name", "why"]]
    titles: dict[str, Any] = {name: st.column_config.Column(t(REVISIONS[name])) for name in ("at", "actor")}
    titles["why"] = st.column_config.Column(t(msg("Why")))
    config = {name: one_column("outlets", name) for name in COMPUTED if name in shown} | titles
    st.dataframe(
        shown, column_config=config, hide_index=True, placeholder="", alt=t(msg("Decisions about one feature"))
    )


def findings(kind: str, found: Sequence[Finding]) -> None:
    """Show what the rules saw, errors first, with row, column and remedy."""
    if not found:
        st.success(t(msg("No finding: every row is as it should be.")), icon=":material/check_circle:")
        return
    order = list(LEVEL_LABELS)
    fields = {field.name: t(field.label) for field in KINDS[kind].fields}
    rows = [
        finding.as_json(language())
        | {"level": t(LEVEL_LABELS[finding.level]), "field": fields.get(finding.field or "", finding.field)}
        for finding in sorted(found, key=lambda one: (order.index(one.level), one.row or 0))
    ]
    grid(pd.DataFrame(rows), FINDINGS, msg("Findings"))


def changes(kind: str, frame: pd.DataFrame) -> None:
    """Show what an import would change, field by field; a new feature has one row."""
    if frame.empty:
        widgets.empty(msg("Nothing would change."))
        return
    fields, classes = {field.name: field for field in KINDS[kind].fields}, KINDS["outlets"].field("change_class")
    shown = frame.assign(
        what=[t(classes.choice_label(value)) if isinstance(value, str) else "" for value in frame["change_class"]],
        guessed=[t(msg("guessed")) if guessed else "" for guessed in frame["guessed"]],
        effective_on=frame["effective_on"].astype(str).str[:10],
        field=[t(fields[name].label) if name in fields else "" for name in frame["field"]],
        **{
            side: [cell_of(fields.get(name), value) for name, value in zip(frame["field"], frame[side], strict=True)]
            for side in ("old", "new")
        },
    )
    grid(shown, CHANGES, msg("What would change"))


def cell_of(field: Field | None, value: Any) -> str:
    """Return a value of a field as text, nothing for nothing."""
    spoken = None if field is None else said(field, value)
    return "" if spoken is None else str(spoken) if isinstance(spoken, float) else plain(spoken)
