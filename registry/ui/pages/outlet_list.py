"""Outlet list: the outlets of a quarter, its books, its closing, and whether a file of it is unaltered."""

from dataclasses import replace

import streamlit as st

from registry.language import msg
from registry.service.quarterly import quarter_list
from registry.ui import (
    files,
    filters,
    quarter_books,
    quarter_closing,
    quarter_outlets,
    quarter_state,
    quarter_verify,
    quarter_words,
    widgets,
)
from registry.ui.session import as_of, ask_large, language, revision, t

choice, state = st.columns([1, 3])
with choice:
    quarter = widgets.quarter_choice()
with widgets.working(msg("Reading the list of {quarter} …", quarter=quarter.label(language()))):
    content = ask_large(quarter_list, quarter, as_of().known_at)
with state:
    quarter_state.show(content, quarter)
    with st.container(horizontal=True):
        about = (content.fingerprint, content.closed, language())
        widgets.offer(msg("Make the workbook"), lambda: files.list_workbook(content), about, "list")
        day = replace(as_of(), valid_on=quarter.last_day)
        widgets.offer(msg("Make the GeoPackage"), lambda: files.geopackage(day), (day, revision()), "geopackage")
quarter_closing.just_closed(content, quarter)

outlets, books, closing, verifying = st.tabs(
    [t(msg("Outlets")), t(msg("Books")), t(msg("Closing")), t(msg("Verify a file"))],
    key=f"list part {language()}",
    on_change="rerun",
)
if outlets.open:
    with outlets:
        if content.outlets.empty:
            widgets.empty(
                msg(
                    "No outlet exists at the end of this quarter. Import a ledger of outlets or choose another quarter."
                )
            )
        else:
            quarter_outlets.show(content.outlets)
if books.open:
    with books:
        sections = quarter_words.section_names(content.outlets)
        wanted = filters.draw(filters.Offer(content.balance, sections), ("city", "section", "class"))
        quarter_books.show(content.balance, sections, "list books", wanted)
        widgets.checks(content.checks)
if closing.open:
    with closing:
        quarter_closing.draw(content, quarter)
if verifying.open:
    with verifying:
        quarter_verify.draw()
