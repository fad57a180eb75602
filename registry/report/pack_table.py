"""The table of a stand-alone file: rows as data, which a few lines of plain script show, sort and search."""

import json
from collections.abc import Mapping
from html import escape

import pandas as pd

from registry.language import Label, Language, msg
from registry.section_contents import KindMarks
from registry.vocabulary import KINDS
from registry.vocabulary.grades import GRADES

GRADE_LABELS = {grade.value: grade.label for grade in GRADES}
COLUMNS = {
    "kind": Label("对象", "Kind"),
    "code": Label("编码", "Code"),
    "name": Label("名称", "Name"),
    "what": Label("类别", "Class"),
    "county": Label("县", "County"),
    "section": Label("所属断面", "Section"),
    "way": Label("至断面水程(km)", "To the section (km)"),
    "grade": Label("可靠程度", "Grade"),
}

CODED = (0, 1, 4, 5, 6, 8)
"""Places in a row whose texts repeat: kind, its name, class, county, section, grade."""


def table_html(features: Mapping[str, pd.DataFrame], marks: Mapping[str, KindMarks], language: Language) -> str:
    """Return the table's place and its rows as data that cannot end the element they stand in."""
    drawn = [kind for kind in features if kind in marks]
    rows = [row for kind in drawn for row in rows_of(kind, features[kind], marks[kind], language)]
    coded, texts = with_numbers(rows)
    data = {
        "columns": [label.render(language) for label in COLUMNS.values()],
        "rows": coded,
        "texts": texts,
        "coded": CODED,
        "words": {"none": msg("No row holds that text.").render(language)},
    }
    inside = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    inside = inside.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    title, search = msg("All features").render(language), msg("Search the table").render(language)
    field = f'<input type="search" aria-label="{escape(search)}" placeholder="{escape(search)}">'
    return (
        f'<section class="features"><h2>{escape(title)} <small class="shown">{len(rows):,}</small></h2>'
        f'{field}<div class="wide feature-table"></div>'
        f'<script type="application/json" class="rows">{inside}</script></section>'
    )


def with_numbers(rows: list[list[object]]) -> tuple[list[list[object]], list[str]]:
    """Return rows whose repeated texts are numbers, and the texts they stand for: the file stays small."""
    texts: dict[str, int] = {}
    for row in rows:
        for place in CODED:
            row[place] = texts.setdefault(str(row[place]), len(texts))
    return rows, list(texts)


def rows_of(kind: str, table: pd.DataFrame, marks: KindMarks, language: Language) -> list[list[object]]:
    """Return the features of a kind: the cells of COLUMNS, the kind's own name first."""
    names = ["code", "name", "county", "section_name", "path_to_section_m", "grade", marks.by]
    plain = table.reindex(columns=names).astype("object")
    plain = plain.where(plain.notna(), None)
    singular = KINDS[kind].singular.render(language)
    return [
        [
            kind,
            singular,
            str(code),
            str(name or ""),
            marks.of(what).label.render(language),
            county or "",
            section or "",
            None if way is None else round(float(way) / 1000, 2),
            GRADE_LABELS[grade].render(language) if grade in GRADE_LABELS else "",
        ]
        for code, name, county, section, way, grade, what in plain.itertuples(index=False, name=None)
    ]
