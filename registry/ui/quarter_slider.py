"""A slider over the quarters, with a bar above each for the outlets that changed in it."""

from dataclasses import dataclass

import streamlit as st

from registry.language import Label, msg
from registry.quarter import Quarter
from registry.service.timeline import timeline
from registry.ui.quarter_period import Period
from registry.ui.session import ask, language, revision, t, valid_on
from registry.ui.words import number

MOST_ON_SLIDER = 24
BEFORE = "before"
STYLE = """<style>
.quarter-bars { position: relative; height: 4.1rem; margin: 0 0.45rem -1.75rem; }
.quarter-bars div { position: absolute; bottom: 0; transform: translateX(-50%); width: 3.4rem; text-align: center;
  font-size: 0.72rem; color: #5b6b79; font-variant-numeric: tabular-nums; line-height: 1.25; }
.quarter-bars i { display: block; background: #9cc3d5; border-radius: 2px 2px 0 0; margin: 0 auto; width: 0.9rem; }
.quarter-bars .end { color: #1f2d3a; font-weight: 600; z-index: 1; }
.quarter-bars .end i { background: #2f7499; }
[data-testid="stSliderThumbValue"], [data-testid="stSliderTickBar"] { display: none; }
</style>"""
MOST_NAMED = 12
"""Of more quarters only the chosen one bears its name."""
HIGHEST_REM = 2.0


@dataclass(frozen=True)
class Marks:
    """The quarters of the slider, the oldest first, and the outlets with an entry dated in each."""

    quarters: list[Quarter]
    counts: dict[Quarter, int]


def marks() -> Marks:
    """Return the quarters after the first one known, up to that of the sidebar's day, the newest MOST_ON_SLIDER."""
    counts = ask(timeline, revision())
    newest = Quarter.of(valid_on())
    oldest = min(counts, default=newest)
    quarters = [newest]
    while len(quarters) < MOST_ON_SLIDER and quarters[-1].previous() > oldest:
        quarters.append(quarters[-1].previous())
    return Marks(quarters[::-1], counts)


def choose() -> Period:
    """Let the reader move the later list over the quarters, and fix the earlier one or let it move along."""
    marked = marks()
    start_side, end_side = st.columns([1, 3.2], gap="medium", vertical_alignment="bottom")
    with start_side:
        fixed = start_choice(marked)
    offered = [quarter for quarter in marked.quarters if fixed is None or quarter > fixed]
    with end_side:
        end = slider(offered, marked.counts, fixed)
    return Period((fixed or end.previous()).last_day, end.last_day)


def start_choice(marked: Marks) -> Quarter | None:
    """Let the reader choose the earlier list; None for the quarter before the later one."""
    names: dict[str, str] = {BEFORE: t(Label("前一季度", "the quarter before"))}
    earlier = [marked.quarters[0].previous(), *marked.quarters[:-1]]
    names |= {str(quarter): quarter.label(language()) for quarter in reversed(earlier)}
    chosen = st.selectbox(
        t(msg("Compared with")), list(names), format_func=names.__getitem__, key=f"compare start {valid_on()}"
    )
    return None if chosen == BEFORE else Quarter.parse(chosen)


def slider(offered: list[Quarter], counts: dict[Quarter, int], fixed: Quarter | None) -> Quarter:
    """Draw the bars and the slider under them; a single quarter needs none."""
    if len(offered) == 1:
        st.write(f"**{offered[0].label(language())}**")
        return offered[0]
    key = f"compare end {valid_on()} {fixed}"
    names = {quarter: quarter.label(language()) for quarter in offered}
    bars(offered, counts, st.session_state.get(key, offered[-1]))
    chosen: Quarter = st.select_slider(
        t(msg("Later list")),
        offered,
        value=offered[-1],
        format_func=names.__getitem__,
        key=key,
        label_visibility="collapsed",
    )
    return chosen


def bars(offered: list[Quarter], counts: dict[Quarter, int], end: Quarter) -> None:
    """Draw a bar for each quarter where its mark on the slider is, with the number of outlets over it."""
    highest = max([counts.get(quarter, 0) for quarter in offered] + [1])
    drawn = "".join(
        bar(
            place / (len(offered) - 1),
            counts.get(quarter, 0),
            highest,
            name_under(quarter, offered, end),
            quarter == end,
        )
        for place, quarter in enumerate(offered)
    )
    title = t(msg("Outlets with an entry that takes effect in the quarter, as known now"))
    st.html(f'{STYLE}<div class="quarter-bars" title="{title}">{drawn}</div>')


def name_under(quarter: Quarter, offered: list[Quarter], end: Quarter) -> str:
    """Return what is written under the bar of a quarter."""
    return str(quarter) if len(offered) <= MOST_NAMED or quarter == end else ""


def bar(place: float, count: int, highest: int, name: str, is_end: bool) -> str:  # noqa: FBT001  a private helper
    """Return one bar as HTML: the number over it, the quarter under it."""
    height_rem = HIGHEST_REM * count / highest
    kind = ' class="end"' if is_end else ""
    said = number(count) if count else ""
    return (
        f'<div{kind} style="left:{place:.2%}">{said}<i style="height:{height_rem:.2f}rem"></i>{name or "&nbsp;"}</div>'
    )
