"""The filters over the map: what the reader chose, as data for the browser, which does the filtering."""

import streamlit as st

from registry.language import msg
from registry.service.features import section_table
from registry.service.mapping import map_places
from registry.ui import session, widgets
from registry.ui.words import CLASS_LABELS, GRADES, choice_name
from registry.vocabulary.outlets import PRESENT_STATUSES


def draw() -> dict[str, list[str]]:
    """Draw one row of filters; return, by field, the values let through (none chosen: all)."""
    places = session.ask(map_places, session.as_of())
    sections = session.ask(section_table, session.as_of())
    names = dict(zip(sections["code"], sections["name"], strict=True))
    city, county, section, kind, status, grade = st.columns(6)
    wanted: dict[str, list[str]] = {}
    with city:
        wanted["city"] = widgets.several(msg("City"), sorted(places["city"].unique()), "map city")
    inside = places[places["city"].isin(wanted["city"])] if wanted["city"] else places
    with county:
        wanted["county"] = widgets.several(msg("County"), sorted(inside["county"].unique()), "map county")
    with section:
        codes = sorted(names, key=names.__getitem__)
        wanted["section_code"] = widgets.several(msg("Section"), codes, "map section", names.__getitem__)
    with kind:
        wanted["outlet_class"] = widgets.several(
            msg("Outlet class"), list(CLASS_LABELS), "map class", lambda value: session.t(CLASS_LABELS[value])
        )
    with status:
        wanted["status"] = widgets.several(
            msg("Outlet status"), PRESENT_STATUSES, "map status", lambda value: choice_name("outlets", "status", value)
        )
    with grade:
        wanted["grade"] = widgets.several(
            msg("Grade"), list(GRADES), "map grade", lambda value: session.t(GRADES[value])
        )
    return {field: values for field, values in wanted.items() if values}
