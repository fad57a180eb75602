"""Time over the map: a slider by quarter that moves the day of every page, and the way to the quarter before."""

from datetime import date

import streamlit as st

from registry.language import msg
from registry.quarter import Quarter
from registry.service.timeline import timeline
from registry.ui import navigation
from registry.ui.session import ask, language, registry, revision, show_day, t, valid_on
from registry.ui.theme import INK, QUIET

KEY = "map quarter"
STYLE = f"""<style>
.st-key-map_time {{ margin: -4.3rem 0 -1.3rem 10rem; width: calc(100% - 10rem); }}
.st-key-map_time [data-testid="stSliderThumbValue"], .st-key-map_time [data-testid="stSliderTickBar"] {{
  display: none; }}
.st-key-map_time [data-testid="stPageLink"] p {{ white-space: nowrap; }}
.map-quarters {{ position: relative; height: 2.5rem; margin: 0 0.45rem -1.6rem; }}
.map-quarters div {{ position: absolute; bottom: 0.35rem; transform: translateX(-50%); white-space: nowrap;
  font-size: 0.72rem; line-height: 1.15; text-align: center; color: {QUIET}; }}
.map-quarters i {{ display: block; width: 0.55rem; height: 0.55rem; margin: 0 auto; border: 1.5px solid {QUIET};
  border-radius: 50%; background: #fff; }}
.map-quarters .closed i {{ background: {QUIET}; border-radius: 1px; }}
.map-quarters .shown {{ color: {INK}; font-weight: 600; z-index: 1; }}
</style>"""


def draw() -> None:
    """Draw the slider from the first quarter known to today's, and the link to the two-quarter map."""
    quarters = offered()
    shown = Quarter.of(valid_on())
    st.session_state[KEY] = shown
    with st.container(key="map_time"):
        st.html(STYLE)
        slider_side, link_side = st.columns([3.2, 1.15], vertical_alignment="bottom", gap="medium")
        with slider_side:
            marks(quarters, shown)
            names = {quarter: quarter.label(language()) for quarter in quarters}
            st.select_slider(
                t(msg("Quarter of the map; every page shows its last day")),
                quarters,
                format_func=names.__getitem__,
                key=KEY,
                on_change=moved,
                label_visibility="collapsed",
            )
        with link_side:
            navigation.link("compare_map", msg("Compare a quarter back"), keep_filters=True)


def offered() -> list[Quarter]:
    """Return the quarters from the first with an outlet to today's, that of the sidebar's day among them."""
    today = Quarter.of(date.today())  # noqa: DTZ011  the office's calendar day, not an instant
    shown = Quarter.of(valid_on())
    first = min([*ask(timeline, revision()), shown, today.previous()])
    quarters = [max(today, shown)]
    while quarters[-1] > first:
        quarters.append(quarters[-1].previous())
    return quarters[::-1]


def marks(quarters: list[Quarter], shown: Quarter) -> None:
    """Draw a mark over each quarter, a full square over those that are closed; the first of a year bears its number."""
    closed = set(registry().store.closings()["quarter"])
    last = max(len(quarters) - 1, 1)
    drawn = "".join(
        mark(place / last, label_of(quarter, shown), quarter == shown, str(quarter) in closed)
        for place, quarter in enumerate(quarters)
    )
    said = t(msg("Full squares: closed quarters. Rings: open ones."))
    st.html(f'<div class="map-quarters" title="{said}">{drawn}</div>')


def label_of(quarter: Quarter, shown: Quarter) -> str:
    """Return what stands over a quarter: the shown one's name, else the year over its first quarter, where room is."""
    if quarter == shown:
        return str(quarter)
    near = abs((quarter.year - shown.year) * 4 + quarter.number - shown.number)
    return str(quarter.year) if quarter.number == 1 and near > 1 else "&nbsp;"


def mark(place: float, label: str, is_shown: bool, is_closed: bool) -> str:  # noqa: FBT001  a private helper
    """Return one mark as HTML."""
    kinds = " ".join(kind for kind, holds in (("shown", is_shown), ("closed", is_closed)) if holds)
    return f'<div class="{kinds}" style="left:{place:.2%}">{label}<i></i></div>'


def moved() -> None:
    """Show the last day of the chosen quarter on every page, today in that of today; for use as a callback."""
    chosen: Quarter = st.session_state[KEY]
    today = date.today()  # noqa: DTZ011  the office's calendar day, not an instant
    show_day(today if Quarter.of(today) == chosen else chosen.last_day)
