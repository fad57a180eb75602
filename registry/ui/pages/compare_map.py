"""Two-quarter map: what came, went, moved and was re-assigned between two lists, with a slider over the quarters."""

import streamlit as st

from registry.language import msg
from registry.ui import quarter_changes, quarter_map, quarter_period, quarter_slider, widgets
from registry.ui.calm import fragment


@fragment
def map_and_list() -> None:
    """Draw slider, map, panel and list; the slider, a filter or a click reruns only this."""
    period = quarter_slider.choose()
    with widgets.working(msg("Comparing the two lists …")):
        content = quarter_period.compared(period)
    rows = quarter_map.outlets(content)
    if rows.empty:
        widgets.empty(msg("Neither list holds an outlet. Import a ledger of outlets or choose other dates."))
        return
    classes = quarter_changes.classes(content.counts, "compare class")
    map_side, panel_side = st.columns([3.1, 1.3], gap="small")
    with panel_side:
        wanted = quarter_map.filters(rows, content, classes)
        quarter_map.panel(rows, content)
    with map_side:
        quarter_map.draw(period, rows, wanted)
    quarter_changes.two_lists(content)
    quarter_map.below(rows, wanted, content)


st.html(quarter_map.STYLE)
map_and_list()
