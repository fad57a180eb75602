"""What the reviewer sees of one doubtful feature: the map with both ways, candidates, reasons, what can be done."""

from collections import Counter
from html import escape
from typing import Literal

import pandas as pd
import streamlit as st

from layers.water_path import SECOND, STROKE
from registry.errors import RegistryError
from registry.hydro.reasons import REASONS
from registry.language import Label, Message, msg
from registry.service.features import section_table
from registry.service.reviewing import Ways, candidate_ways
from registry.ui import map_component, map_panel, review_desk, session, widgets
from registry.ui.literal import tl
from registry.ui.review_desk import Desk, act, name_of
from registry.ui.session import language, t
from registry.ui.words import number

NEAREST_ZOOM = 13.0
STYLE = """<style>
[data-testid="stMainBlockContainer"] { padding-left: 1.6rem; padding-right: 1.6rem; max-width: none; }
[data-testid="stMain"]:focus-visible { outline: none !important; box-shadow: none !important; }
.st-key-review_card h3 { padding: 0; margin: 0; overflow-wrap: anywhere; }
.st-key-review_card p { margin: 0.1rem 0 0.3rem; }
.st-key-review_card .quiet { color: #5b6b79; font-size: 0.85rem; }
.st-key-review_card .grade { border: 1px solid #c4ccd3; border-left-width: 0.7rem; border-radius: 4px;
  padding: 0.1rem 0.5rem; color: #1f2d3a; font-size: 0.85rem; }
.st-key-review_card .why { margin: 0.2rem 0; padding-left: 1.1rem; font-size: 0.86rem; color: #33414d; }
.st-key-review_card .candidate { display: flex; gap: 0.5rem; align-items: baseline; margin: 0.15rem 0; }
.st-key-review_card .candidate i { flex: none; width: 1.6rem; border-top: 4px solid; transform: translateY(-0.25rem); }
.st-key-review_card .candidate .dashed { border-top-style: dashed; }
.st-key-review_told { min-height: 2.4rem; justify-content: center; }
.st-key-review_told [data-testid="stAlertContainer"] { padding: 0.35rem 0.8rem; }
.st-key-review_told [data-testid="stAlert"] p { font-size: 0.9rem; }
.st-key-review_buttons button { padding: 0.2rem 0.5rem; min-height: 2.2rem; }
</style>"""


def missing_as_none(value: object) -> str | None:
    """Return text, None for a missing value."""
    return value if isinstance(value, str) else None


def candidates(row: pd.Series) -> tuple[str | None, str | None]:
    """Return the computed section and the runner-up."""
    return missing_as_none(row["computed_section"]), missing_as_none(row["runner_up"])


def draw_map(here: Desk) -> None:
    """Draw the live map with the feature, both candidate sections and the way along the water to each."""
    row, (first, second) = here.current, candidates(here.current)
    feature = {"kind": str(row["kind"]), "code": str(row["code"])}
    ways: Ways = session.ask(candidate_ways, feature["kind"], feature["code"], first, second, session.as_of())
    why = map_panel.passport(feature)
    south, west, north, east = ways.box
    view = {"id": name_of(row), "bounds": [[south, west], [north, east]], "zoom": NEAREST_ZOOM}
    shown = None if why is None or isinstance(why, RegistryError) else map_component.compared(why, first, ways.first)
    other = map_component.Second(second, ways.second, view, review_desk.drawn_at())
    map_component.draw({}, feature, shown, lambda: None, key=review_desk.MAP_KEY, second=other)


def card(here: Desk) -> None:
    """Draw the facts of the feature, the candidates with the colours of their ways, and the reasons for doubt."""
    row = here.current
    why = map_panel.passport({"kind": str(row["kind"]), "code": str(row["code"])})
    if isinstance(why, RegistryError) or why is None:
        return
    with st.container(border=True, key="review_card"):
        known = row["load_t_per_a"]
        load = t(msg("COD {load} t a year", load=number(known, 1))) if pd.notna(known) else t(msg("load not known"))
        place = t(msg("{place} of {count}", place=number(here.place + 1), count=number(len(here.queue))))
        st.html(f'<p class="quiet">{escape(place)} · {escape(load)}</p>')
        map_panel.head(why)
        st.html(candidate_lines(row))
        doubts = [REASONS[code] for code in row["doubts"]]
        lines: list[Message | Label] = [*doubts, *why.evidence]
        st.html(f"<ul class='why'>{''.join(f'<li>{escape(t(line))}</li>' for line in lines)}</ul>")


def candidate_lines(row: pd.Series) -> str:
    """Return both candidates as HTML, each with the colour of its way on the map."""
    shown = (("first", msg("computed"), STROKE.color, ""), ("second", msg("second best"), SECOND.color, "dashed"))
    lines = []
    for (_, word, colour, look), code, name in zip(
        shown, candidates(row), (row["computed_name"], row["runner_up_name"]), strict=True
    ):
        named = f"<b>{escape(str(name))}</b> ({escape(code)})" if code else escape(t(Label("无", "none")))
        lines.append(
            f'<p class="candidate"><i class="{look}" style="border-color:{colour}"></i>'
            f"<span>{escape(t(word))}: {named}</span></p>"
        )
    return "".join(lines)


def progress() -> None:
    """Draw how far the whole queue is."""
    whole = review_desk.found()
    waiting, later = len(whole.queue), review_desk.waiting_postponed(whole)
    told = msg(
        "{done} decided, {waiting} waiting, {later} of them postponed",
        done=number(whole.decided),
        waiting=number(waiting),
        later=number(later),
    )
    st.progress(whole.decided / max(whole.decided + waiting, 1), t(told))


def nothing_waits() -> None:
    """Say that the queue is empty, or that the filters leave nothing of it; the last decision can be taken back."""
    if review_desk.found().queue.empty:
        widgets.empty(msg("Nothing waits for a decision on this day: everything is certain enough, or decided."))
    else:
        widgets.empty(msg("Nothing waits with these filters and this reason; take one away to see the rest."))
    if st.session_state.get(review_desk.MADE):
        st.button(t(msg("Undo (u)")), key="review undo", icon=":material/undo:", on_click=act, args=("undo",))


def buttons(here: Desk) -> None:
    """Draw what can be done, each with its key."""
    first, second = candidates(here.current)
    st.text_input(t(msg("Why")), key=review_desk.WHY)
    with st.container(horizontal=True, gap="small", key="review_buttons"):
        offered: tuple[tuple[Message, str, bool, str], ...] = (
            (msg("Accept (a)"), "first", first is None, ":material/check:"),
            (msg("Second best (s)"), "second", second is None, ":material/swap_horiz:"),
            (msg("Postpone (p)"), "postpone", False, ":material/schedule:"),
            (msg("Previous (k)"), "previous", False, ":material/arrow_upward:"),
            (msg("Next (j)"), "next", False, ":material/arrow_downward:"),
            (msg("Undo (u)"), "undo", not st.session_state.get(review_desk.MADE), ":material/undo:"),
        )
        for label, action, off, icon in offered:
            look: Literal["primary", "secondary"] = "primary" if action == "first" else "secondary"
            st.button(
                t(label), key=f"review {action}", disabled=off, icon=icon, on_click=act, args=(action,), type=look
            )


def share(here: Desk) -> None:
    """Offer to leave a part of the loads to the candidate that is not taken."""
    if None in candidates(here.current):
        return
    st.number_input(
        t(msg("Loads left to the other candidate (%)")),
        min_value=0,
        max_value=99,
        step=5,
        key=review_desk.share_key(here.current),
        help=t(
            msg("The feature counts once, under the section taken; the other one answers for this part of the loads.")
        ),
    )


def another_section(here: Desk) -> None:
    """Offer any section that is assessed on the day, first the one that an earlier decision still gives."""
    row, standing = here.current, here.current["section_code"]
    sections = session.ask(section_table, session.as_of()).query("active").set_index("code")
    names = {code: f"{sections['name'][code]} · {sections['river'][code]} · {code}" for code in sections.index}
    st.selectbox(
        t(msg("Another section")),
        list(names),
        index=list(names).index(standing) if standing in names and standing != row["computed_section"] else None,
        format_func=names.__getitem__,
        key=f"review other {name_of(row)}",
        placeholder=t(msg("Type a part of the name")),
    )
    chosen = st.session_state.get(f"review other {name_of(row)}")
    if chosen:
        st.button(tl(msg("Choose {section}", section=names[chosen])), key="review other", on_click=act, args=("other",))


def bulk(here: Desk) -> None:
    """Offer to accept the computed section of all that wait for one reason alone, after confirmation."""
    alone = [doubts[0] for doubts in here.queue["doubts"] if len(doubts) == 1]
    with st.expander(t(msg("Accept all that have one reason only")), icon=":material/done_all:"):
        if not alone:
            widgets.empty(msg("Everything that waits has several reasons; look at each."))
            return
        names = {code: f"{t(REASONS[code])} ({number(count)})" for code, count in Counter(alone).most_common()}
        reason = st.selectbox(t(msg("Reason")), list(names), format_func=names.__getitem__, key="review bulk")
        count = len(review_desk.with_reason(here.queue, reason))
        sure = st.checkbox(
            t(msg("Yes, accept the computed section of all {count}", count=number(count))), key=f"sure {reason} {count}"
        )
        st.button(
            t(msg("Accept all")),
            key="review accept all",
            disabled=not (sure and count),
            on_click=review_desk.accept_all,
            args=(reason,),
        )


def default_why() -> None:
    """Fill in the usual reason, in the reader's language, until the reader writes another."""
    if review_desk.WHY not in st.session_state or st.session_state.get("review_why_in") != language():
        st.session_state[review_desk.WHY] = t(msg("Checked on the map and against the ledger."))
        st.session_state["review_why_in"] = language()
