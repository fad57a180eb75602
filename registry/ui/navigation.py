"""The frame round every page: menu, language, date and revision, header, and what a refusal looks like."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.navigation.page import Page

from registry.errors import RegistryError
from registry.language import LANGUAGES, Label, Message, msg
from registry.service.summary import summary
from registry.ui import address, session, theme, words
from registry.ui.calm import calm
from registry.ui.session import t

NAME = Label("山西省黄河流域入河排污口登记簿", "Outlet registry of the Yellow River basin in Shanxi")
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
PAGES_DIR = Path(__file__).parent / "pages"
ICON = Path(__file__).parent / "icon.svg"
FRAME = "frame"
MENU_PX = 232
"""Width of the menu at first: the map needs the room on an office screen of 1366 pixels."""
DAY_WIDTH_PX = 134
NEWEST = 0
"""What the choice of a revision holds while it follows the newest; a choice of None would show as no choice."""
MENU: tuple[tuple[Label, tuple[tuple[str, str, Label, str], ...]], ...] = (
    (
        Label("总览", "Overview"),
        (
            ("home", "", Label("首页", "Home"), ":material/home:"),
            ("map", "map", Label("地图", "Map"), ":material/map:"),
            ("section", "section", Label("断面", "Section"), ":material/water:"),
            ("findings", "findings", Label("核查", "Findings"), ":material/fact_check:"),
            ("review", "review", Label("复核", "Review"), ":material/rule:"),
        ),
    ),
    (
        Label("清单与方案", "Lists and plans"),
        (
            ("outlet_list", "outlets", Label("排污口清单", "Outlet list"), ":material/format_list_bulleted:"),
            ("changes", "changes", Label("变化", "Changes"), ":material/difference:"),
            ("compare_map", "compare", Label("两季对照图", "Two-quarter map"), ":material/compare:"),
            ("coverage", "coverage", Label("湿地覆盖", "Wetland coverage"), ":material/grass:"),
            ("rectification", "rectification", Label("整治", "Rectification"), ":material/construction:"),
            ("section_plan", "plan", Label("一断面一方案", "Section plan"), ":material/description:"),
        ),
    ),
    (
        Label("数据", "Data"),
        (
            ("cycle", "cycle", Label("季度调度", "Quarterly dispatch"), ":material/outbox:"),
            ("import_ledger", "import", Label("导入台账", "Import"), ":material/upload_file:"),
            ("edit", "edit", Label("修改", "Edit"), ":material/edit:"),
            ("history", "history", Label("历史", "History"), ":material/history:"),
        ),
    ),
    (Label("说明", "About"), (("help", "help", Label("帮助", "Help"), ":material/help:"),)),
)
"""Groups of pages: file, address, title, icon; the first page is the one at the root."""

ADDRESSES = {file: path for _, entries in MENU for file, path, _, _ in entries}


def run() -> None:
    """Draw the frame, then the page the reader asked for."""
    address.arrive()
    session.speak_anew()
    st.set_page_config(page_title=t(NAME), page_icon=str(ICON), layout="wide", initial_sidebar_state=MENU_PX)
    st.html(theme.css(session.language()))
    page = st.navigation(pages(), expanded=True)
    address.moved_to(page.url_path)
    with st.container(key="page_frame", horizontal=True, vertical_alignment="center", gap="small"):
        switches()
    with st.sidebar:
        revision_choice()
    address.follow()
    with calm():
        header()
        st.title(page.title, anchor=False)
        page.run()


def pages() -> dict[str, list[Page]]:
    """Return the menu in the reader's language."""
    return {
        t(group): [
            st.Page(PAGES_DIR / f"{file}.py", title=t(title), icon=icon, url_path=path or None, default=not path)
            for file, path, title, icon in entries
            if (PAGES_DIR / f"{file}.py").exists()
        ]
        for group, entries in MENU
    }


def link(
    file: str,
    label: Message | None = None,
    parameters: Mapping[str, str | Sequence[str]] | None = None,
    *,
    keep_filters: bool = False,
) -> None:
    """Draw a link to a page by the name of its file, under its title or a label; parameters say what it shows."""
    asked = {name: values for name, values in address.shared().items() if keep_filters or name not in address.FILTERS}
    for page in (page for group in pages().values() for page in group):
        if page.url_path == ADDRESSES[file]:
            st.page_link(page, label=t(label) if label else None, query_params={**asked, **(parameters or {})})


def open_history(kind: str, code: str) -> None:
    """Leave for the history of a feature."""
    open_page_of("history", kind, code)


def open_page_of(file: str, kind: str, code: str) -> None:
    """Leave for a page about a feature; its code stands in the address, beside what every page keeps there."""
    st.switch_page(PAGES_DIR / f"{file}.py", query_params={**address.shared(), "kind": kind, "code": code})


def switches() -> None:
    """Draw the day and the language, which every page shares; the header's words stand before them."""
    st.session_state.setdefault("language", session.language())
    st.session_state.setdefault("valid_on", session.valid_on())
    st.session_state[FRAME] = (st.container().empty(), False)
    st.date_input(
        t(msg("As true on")),
        min_value=session.FIRST_DAY,
        max_value=session.LAST_DAY,
        format="YYYY-MM-DD",
        key="valid_on",
        label_visibility="collapsed",
        width=DAY_WIDTH_PX,
    )
    st.segmented_control(
        t(msg("Language")),
        LANGUAGES,
        format_func=LANGUAGE_NAMES.__getitem__,
        key="language",
        required=True,
        label_visibility="collapsed",
        width="content",
    )


def revision_choice() -> None:
    """Draw the choice of a revision, which every page shares."""
    try:
        revisions = session.registry().store.revisions()
    except RegistryError:
        return
    st.session_state.setdefault("known_at", session.known_at() or NEWEST)
    names = {NEWEST: t(msg("the newest revision")), **revision_names(revisions)}
    st.selectbox(
        t(msg("As known at")),
        list(names),
        format_func=names.__getitem__,
        key="known_at",
        help=t(msg("Choose an older revision to see what the registry knew then.")),
    )


def revision_names(revisions: pd.DataFrame) -> dict[int, str]:
    """Return how each revision is called where one is chosen, the newest first."""
    newest_first = revisions.sort_values("revision", ascending=False)
    return {
        int(number): t(msg("revision {revision}, {at}", revision=int(number), at=words.moment(at)))
        for number, at in zip(newest_first["revision"], newest_first["at"], strict=True)
    }


def header() -> None:
    """Say which registry, which day and which revision the page shows, and whether records are made up."""
    totals: Any = session.ask(summary, session.as_of())
    place, _ = st.session_state[FRAME]
    st.session_state[FRAME] = (place, any(totals["synthetic"].values()))
    header_again()


def header_again() -> None:
    """Draw the header in its place; for a part of a page that writes and is then redrawn alone."""
    place, made_up = st.session_state[FRAME]
    parts = [
        f"<b>{escape(t(NAME))}</b>",
        escape(t(msg("as true on {day}", day=words.day(session.valid_on())))),
        escape(t(msg("revision {revision}", revision=session.revision()))),
    ]
    if made_up:
        notice = t(msg("Demo data, partly made up"))
        parts.append(f'<span class="notice">{escape(notice)}</span>')
    place.html(f'<div class="frame">{"".join(f"<span>{part}</span>" for part in parts)}</div>')
