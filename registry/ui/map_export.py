"""The map to take along: one HTML file that needs no network."""

from collections.abc import Mapping

from layers.compose import standalone_map
from registry.language import Message
from registry.service.features import section_table
from registry.service.mapping import data_version, map_features, map_ground
from registry.ui import session, widgets
from registry.ui.words import CLASS_LABELS, choice_name


def offer(label: Message, filters: Mapping[str, list[str]]) -> None:
    """Offer the map of the day, filtered as the reader sees it, as one HTML file."""
    about = (session.as_of(), session.revision(), session.language(), tuple((k, tuple(v)) for k, v in filters.items()))
    widgets.offer(label, lambda: make(filters), about, "map html")


def make(filters: Mapping[str, list[str]]) -> widgets.File:
    """Compose the file: the ground of the day and the features that pass the filters."""
    opened, as_of, language = session.registry(), session.as_of(), session.language()
    tables = {
        kind: widgets.matching(table, {field: values for field, values in filters.items() if field in table})
        for kind, table in map_features(opened, as_of).items()
    }
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
    parts = ["、".join(map(words.get(field, str), values)) for field, values in filters.items()]
    return "; ".join(parts)


def section_names() -> dict[str, str]:
    """Return the name of every section by its code."""
    sections = session.ask(section_table, session.as_of())
    return dict(zip(sections["code"], sections["name"], strict=True))
