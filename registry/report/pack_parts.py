"""The parts of a stand-alone file as HTML; every text is escaped."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

import pandas as pd
from babel.dates import format_date

from registry.contents import PlanTable
from registry.findings import LEVEL_LABELS, Finding
from registry.language import Label, Language, Message, msg, render
from registry.report.strip import strip_key, strip_svg
from registry.report.strip_trend import trend_svg
from registry.report.strip_words import COLUMNS, rows_told, title_of, told_of
from registry.section_contents import (
    COVERAGE,
    COVERAGE_COUNTS,
    COVERAGE_SHARES,
    KindMarks,
    PackContext,
    SectionPage,
    Strip,
)
from registry.vocabulary import KINDS, OUTLETS, STEPS

LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}
LOADS = {
    "cod_t_per_a": Label("COD (t/a)", "COD (t/a)"),
    "nh3n_t_per_a": Label("氨氮 (t/a)", "NH3-N (t/a)"),
    "tp_t_per_a": Label("总磷 (t/a)", "TP (t/a)"),
}
SHORT_SHA = 12
CODE = re.compile(r"[A-Z0-9-]{6,24}")
MOST_FINDINGS = 300
"""A file that is opened on any computer stays light; the Findings page shows all."""


def said(value: object, language: Language) -> str:
    """Return a value as text."""
    if value is None:
        return "—"
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    return str(render(value, language))


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a plain table of texts."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heads)
    body = "".join(f"<tr>{''.join(cell(text) for text in row)}</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def cell(text: str) -> str:
    """Return one cell; a code is not broken at its hyphens."""
    return f"<td{' class=whole' if CODE.fullmatch(text) else ''}>{escape(text)}</td>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return facts as pairs."""
    return "<dl>" + "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in pairs) + "</dl>"


def headed(title: Message, inside: str, language: Language) -> str:
    """Return a part under its heading."""
    return f"<section><h2>{escape(title.render(language))}</h2>{inside}</section>"


def context_html(context: PackContext, language: Language) -> str:
    """Return what the file says about itself."""
    day = str(format_date(context.day, format="long", locale=LOCALES[language]))
    pairs = [
        (Label("基准日", "As true on").render(language), day),
        (Label("修订", "Revision").render(language), str(context.revision)),
        (Label("底图", "Base layers").render(language), context.base_sha256[:SHORT_SHA] or "—"),
        (Label("内容指纹", "Fingerprint").render(language), context.fingerprint[:SHORT_SHA]),
    ]
    if context.filter:
        pairs.insert(0, (Label("筛选条件", "Filter").render(language), context.filter))
    notice = msg("Demonstration data: records marked synthetic are made up").render(language)
    warning = f'<p class="notice">{escape(notice)}</p>' if context.synthetic else ""
    return facts(pairs) + warning


def page_parts(page: SectionPage, language: Language) -> Iterator[str]:
    """Yield what is known of the section: what to know first, facts, sums, neighbours."""
    if page.said:
        items = "".join(f"<li>{escape(one.render(language))}</li>" for one in page.said)
        yield f'<section><ul class="first">{items}</ul></section>'
    known = [(label.render(language), said(value, language)) for label, value in (*page.card.facts, *page.unit_facts)]
    yield headed(msg("What is known of the section"), facts(known), language)
    yield headed(msg("Own unit and with all units above"), sums(page, language), language)
    if page.above or page.below:
        yield headed(msg("Sections upstream and downstream"), neighbours(page, language), language)
    if page.coverage:
        yield headed(msg("Wetlands and villages"), facts(coverage(page.coverage, language)), language)


def coverage(row: Mapping[str, object], language: Language) -> Iterator[tuple[str, str]]:
    """Yield how far wetlands and village works cover the section's own unit."""
    for name in COVERAGE_COUNTS:
        yield COVERAGE[name].render(language), said(row[name], language)
    for name in COVERAGE_SHARES:
        share = row[name]
        known = isinstance(share, int | float) and not math.isnan(share)
        yield COVERAGE[name].render(language), f"{share:.1%}" if known else "—"


def sums(page: SectionPage, language: Language) -> str:
    """Return how much answers to the section, and together with all units above it."""
    heads = [
        label.render(language)
        for label in (
            Label("对象", "What"),
            Label("本单元", "Own unit"),
            Label("含上游各单元", "With all units above"),
        )
    ]
    rows = [[KINDS[one.kind].label.render(language), f"{one.own:,}", f"{one.with_above:,}"] for one in page.totals]
    rows += [
        [LOADS[name].render(language), f"{own:,.1f}", f"{whole:,.1f}"] for name, (own, whole) in page.loads.items()
    ]
    return table(heads, rows)


def neighbours(page: SectionPage, language: Language) -> str:
    """Return the sections next along the water."""
    labels = (
        Label("位置", "Where"),
        Label("断面", "Section"),
        Label("河流", "River"),
        Label("沿水流距离(km)", "Along the water (km)"),
        Label("排污口(含其上游)", "Outlets, with all above it"),
        Label("COD占比", "Share of COD"),
    )
    up, down = Label("上游", "upstream").render(language), Label("下游", "downstream").render(language)
    listed = [(up, one) for one in page.above] + ([(down, page.below)] if page.below else [])
    rows = [
        [
            where,
            f"{one.name} ({one.code})",
            one.river or "—",
            "—" if one.distance_m is None else f"{one.distance_m / 1000:,.1f}",
            f"{one.outlets:,}" if where == up else "—",
            "—" if one.cod_share is None else f"{100 * one.cod_share:.1f}%",
        ]
        for where, one in listed
    ]
    return table([label.render(language) for label in labels], rows)


def strip_html(strip: Strip, number: int, marks: Mapping[str, KindMarks], language: Language) -> str:
    """Return a strip with its list."""
    heads = "".join(f'<th scope="col">{escape(label.render(language))}</th>' for label in COLUMNS.values())
    rows = "".join(strip_line(place, row) for place, row in enumerate(rows_told(strip, marks, language)))
    drawn = apart(strip_key(strip, marks, language) + strip_svg(strip, marks, language), number)
    listed = f'<div class="strip-list"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    told = f"<p>{escape(told_of(strip, marks, language))}</p>"
    title = escape(title_of(strip, language))
    return f'<section class="strip"><div class="drawn"><h2>{title}</h2>{drawn}</div>{told}{listed}</section>'


def strip_line(place: int, row: Mapping[str, str]) -> str:
    """Return one row of a strip's list; its code is escaped once more, as the map keeps its codes escaped."""
    opens = (
        f' data-kind="{escape(row["open_kind"])}" data-code="{escape(escape(row["open_code"]))}"'
        if row["open_code"]
        else ""
    )
    cells = "".join(f"<td{' class=strip-name' if name == 'name' else ''}>{escape(row[name])}</td>" for name in COLUMNS)
    return f'<tr data-row="{place}"{opens}>{cells}</tr>'


def apart(drawn: str, number: int) -> str:
    """Return a drawing as one of several in a document."""
    return re.sub(r'role="img"', f'role="img" data-strip="{number}"', drawn)


def figures_html(page: SectionPage, language: Language) -> Iterator[str]:
    """Yield the course of the water's class, loads by source, doubts."""
    trend = trend_svg(page.months, page.target, page.limits, language)
    if trend:
        yield headed(msg("Water quality"), f'<div class="trend">{trend}</div>', language)
    for part in (*page.tables, *page.doubts):
        yield headed(part.title, plan_table(part, language), language)
    if len(page.overdue):
        yield headed(msg("Overdue for rectification"), overdue(page.overdue, language), language)
    if page.findings:
        yield headed(msg("Findings"), findings(page.findings, language), language)


def findings(found: Sequence[Finding], language: Language) -> str:
    """Return what the rules say of the section and of what answers to it, the gravest first."""
    order = list(LEVEL_LABELS)
    ordered = sorted(found, key=lambda one: order.index(one.level))
    rows = [
        [
            LEVEL_LABELS[one.level].render(language),
            KINDS[one.kind].label.render(language),
            one.feature_id or "—",
            one.message.render(language),
            one.suggestion.render(language),
            one.code,
        ]
        for one in ordered[:MOST_FINDINGS]
    ]
    labels = (
        Label("程度", "Level"),
        Label("对象", "Of what"),
        Label("编码", "Code"),
        Label("问题", "Finding"),
        Label("处理办法", "Remedy"),
        Label("规则", "Rule"),
    )
    left = len(ordered) - len(rows)
    more = msg("{count} more; the Findings page shows all.", count=left).render(language) if left else ""
    return table([label.render(language) for label in labels], rows) + (f'<p class="quiet">{more}</p>' if more else "")


def overdue(late: pd.DataFrame, language: Language) -> str:
    """Return the outlets not rectified in time, the latest first."""
    names = ("code", "name", "county", "responsible_body")
    labels = [*(OUTLETS.field(name).label for name in names), STEPS.field("step").label, OUTLETS.field("due_on").label]
    rows = [
        [
            *(str(value) if isinstance(value, str) else "—" for value in row[: len(names)]),
            said(STEPS.field("step").choice_label(row[-3]), language),
            f"{row[-2]:%Y-%m-%d}",
            f"{int(row[-1])}",
        ]
        for row in late[[*names, "stage", "due_on", "days_late"]].itertuples(index=False, name=None)
    ]
    heads = [label.render(language) for label in (*labels, Label("逾期天数", "Days late"))]
    return table(heads, rows)


def plan_table(part: PlanTable, language: Language) -> str:
    """Return a table of a plan with its note."""
    rows = [
        [
            f"{cell:,.{column.digits}f}" if isinstance(cell, float) else said(cell, language)
            for cell, column in zip(row, part.columns, strict=True)
        ]
        for row in part.rows
    ]
    notes = [part.note] if part.note else []
    if part.left_out:
        notes.insert(0, msg("{count} more rows; the table of all features holds them.", count=part.left_out))
    told = "".join(f'<p class="quiet">{escape(note.render(language))}</p>' for note in notes)
    return table([column.label.render(language) for column in part.columns], rows) + told
