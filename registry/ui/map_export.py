"""The map to take along: one HTML file that needs no network."""

from collections.abc import Mapping

import pandas as pd

from layers.compose import standalone_map
from layers.marks import point_marks
from layers.parts import map_parts
from registry.language import Message, msg, render
from registry.report.pack import pack_html, pack_name
from registry.service.features import section_table
from registry.service.mapping import data_version, map_features, map_ground
from registry.service.section_page_pack import selection_pack
from registry.ui import session, widgets
from registry.ui.map_select import by_kind
from registry.ui.words import CLASS_LABELS, choice_name


def offer(label: Message, filters: Mapping[str, list[str]]) -> None:
    """Offer the map of the day, filtered as the reader sees it, as one HTML file; with its table beside."""
    about = (session.as_of(), session.revision(), session.language(), tuple((k, tuple(v)) for k, v in filters.items()))
    widgets.offer(label, lambda: make(filters), about, "map html")
    if filters:
        widgets.offer(msg("Selection with map and table as one file"), lambda: make_pack(filters), about, "map pack")


def filtered(filters: Mapping[str, list[str]]) -> dict[str, pd.DataFrame]:
    """Return the features of the day that pass the filters, by kind, as on the map."""
    tables = map_features(session.registry(), session.as_of())
    return {
        kind: widgets.matching(tables[kind], {name: list(values) for name, values in wanted})
        for kind, wanted in by_kind(filters)
        if kind in tables
    }


def make_pack(filters: Mapping[str, list[str]]) -> widgets.File:
    """Compose the file of a selection: map, table that can be sorted and searched, context."""
    title = session.t(msg("Outlets in the Yellow River part of Shanxi"))
    content = selection_pack(session.registry(), filtered(filters), session.as_of(), title, said(filters))
    language = session.language()
    data = pack_html(content, map_parts, point_marks(), language)
    return widgets.File(pack_name(content, language), data, "text/html")


def make(filters: Mapping[str, list[str]]) -> widgets.File:
    """Compose the file: the ground of the day and the features that pass the filters."""
    opened, as_of, language = session.registry(), session.as_of(), session.language()
    tables = filtered(filters)
    version = data_version(opened, as_of)
    ground = vars(map_ground(opened, as_of))
    page = standalone_map(ground, tables, language, version.valid_on, version.revision, said(filters))
    day = f"{version.valid_on:%Y%m%d}"
    name = f"山西省_入河排污口地图_截至{day}.html" if language == "zh" else f"shanxi_outlet_map_{day}.html"
    return widgets.File(name, page.encode(), "text/html")


def said(filters: Mapping[str, list[str]]) -> str:
    """Say in words what the map is filtered by."""
    names = section_names() if "section_code" in filters else {}
    words = {
        "outlet_class": lambda value: session.t(CLASS_LABELS[value]),
        "status": lambda value: choice_name("outlets", "status", value),
        "section_code": lambda value: names[value],
    }
    parts = [render(list(map(words.get(field, str), values)), session.language()) for field, values in filters.items()]
    return "; ".join(map(str, parts))


def section_names() -> dict[str, str]:
    """Return the name of every section by its code."""
    sections = session.ask(section_table, session.as_of())
    return dict(zip(sections["code"], sections["name"], strict=True))
