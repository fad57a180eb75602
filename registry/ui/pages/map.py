"""The map: find a feature among its neighbours, and read why it belongs to its section."""

import streamlit as st

from registry.errors import RegistryError
from registry.language import msg
from registry.ui import (
    filters,
    map_component,
    map_edit_form,
    map_export,
    map_filters,
    map_panel,
    map_print,
    map_select,
    map_time,
    map_tools,
    navigation,
)
from registry.ui.calm import fragment


@fragment
def filters_and_map() -> None:
    """Draw the filters over the map, and send the map first; a filter reruns only this."""
    place = st.container()
    map_and_panel()
    with place:
        map_filters.draw()


@fragment
def map_and_panel() -> None:
    """Draw map and panel, what a click is about first; a click reruns only this."""
    feature, wanted = map_panel.chosen(), filters.wanted()
    why = map_panel.passport(feature)
    map_side, panel_side = st.columns([3.1, 1.3], gap="small")
    with map_side:
        passport = None if isinstance(why, RegistryError) else why
        more, heard = map_tools.more(wanted) | map_print.more(), map_tools.heard() | map_print.heard()
        map_component.draw(wanted, feature, passport, map_panel.clicked, more=more, heard=heard)
    with panel_side:
        map_panel.search()
        if not map_edit_form.draw(feature):
            map_panel.draw(feature, why)
            map_edit_form.offer(None if isinstance(why, RegistryError) else feature)
        map_export.offer(msg("Map as one file"), wanted)
    with map_side:
        map_print.draw(wanted)
        map_select.draw(wanted)
    navigation.header_again()


map_time.draw()
filters_and_map()
