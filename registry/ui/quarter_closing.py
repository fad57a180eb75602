"""Close a quarter from the screen: what still hinders it, a reason for each error that is waived, a name, and a yes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st
from streamlit.elements.lib.mutable_status_container import StatusContainer

from registry.contents import ListContent
from registry.errors import RegistryError
from registry.findings import Finding
from registry.language import msg
from registry.ledger.rules import BY_CODE
from registry.quarter import Quarter, office_time
from registry.report.list_workbook import published_hashes
from registry.service.closing import Publish, Waive, close_quarter, open_errors, refuse_unless_next
from registry.store import Actor
from registry.ui import quarter_state, tables, widgets
from registry.ui.session import as_of, ask, language, registry, t
from registry.ui.words import number

JUST_CLOSED = "just closed"


def draw(content: ListContent, quarter: Quarter) -> None:
    """Draw what hinders the closing of a draft, and the form that closes it; of a closed quarter say so."""
    if content.closed:
        st.write(
            t(msg("The quarter is closed; a closed list stays as it is. What is found later enters the next one."))
        )
        return
    if (hindrance := hindered(content, quarter)) is not None:
        st.info(hindrance, icon=":material/event_busy:")
        return
    with widgets.working(msg("Looking for errors that stand open …")):
        errors = ask(open_errors, quarter)
    waives = waive_form(errors, quarter)
    confirm(content, quarter, waives, len(by_code(errors)))


def hindered(content: ListContent, quarter: Quarter) -> str | None:
    """Say why the quarter cannot be closed now, whatever anybody waives; None where it can."""
    if content.outlets.empty:
        return t(msg("There is nothing to close: no outlet exists at the end of this quarter."))
    if as_of().known_at is not None:
        return t(msg("A quarter is closed as known now; choose the newest revision in the sidebar."))
    try:
        refuse_unless_next(registry(), quarter, office_time(datetime.now(UTC)).date())
    except RegistryError as refusal:
        return t(refusal.message)
    failed = [check.title for check in content.checks if not check.holds]
    return t(msg("The list fails its own checks: {checks}.", checks=failed)) if failed else None


def by_code(errors: Sequence[Finding]) -> dict[str, list[Finding]]:
    """Return the findings by the code of their rule."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for error in errors:
        found[error.code].append(error)
    return dict(sorted(found.items()))


def waive_form(errors: Sequence[Finding], quarter: Quarter) -> list[Waive]:
    """Show the errors that stand open by rule, with a place for the reason why each rule's are waived."""
    if not errors:
        st.success(t(msg("No error stands open; the books balance.")), icon=":material/check_circle:")
        return []
    sentence = msg(
        "{count} errors stand open. Mend them, or say for each kind why it is waived; the cover prints it.",
        count=number(len(errors)),
    )
    st.warning(t(sentence), icon=":material/error:")
    waives = []
    for code, found in by_code(errors).items():
        title = f"{code} · {t(BY_CODE[code].description)} · {number(len(found))}"
        with st.container(border=True):
            why = st.text_input(title, key=f"waive {quarter} {code}", placeholder=t(msg("Why it is waived")))
            with st.expander(t(msg("Show the {count} findings", count=number(len(found))))):
                tables.findings(found[0].kind, found)
        if why.strip():
            waives.append(Waive(code, why.strip()))
    return waives


def confirm(content: ListContent, quarter: Quarter, waives: Sequence[Waive], kinds: int) -> None:
    """Ask for the name and a clear yes, and close the quarter."""
    name_side, sure_side = st.columns([1, 2], vertical_alignment="bottom")
    with name_side:
        name = widgets.actor_name()
    sentence = msg(
        "Yes, freeze {quarter} with {rows} outlets. It cannot be opened again.",
        quarter=quarter.label(language()),
        rows=number(len(content.outlets)),
    )
    with sure_side:
        sure = st.checkbox(t(sentence), key=f"sure {content.fingerprint}")
    ready = bool(name) and sure and len(waives) == kinds
    if not st.button(t(msg("Close the quarter")), type="primary", icon=":material/lock:", disabled=not ready):
        if not ready:
            st.caption(t(msg("Needs your name, the yes, and a reason for every kind of error that stands open.")))
        return
    try:
        with st.status(t(msg("Checking list, books and errors …"))) as progress:
            close_quarter(registry(), quarter, Actor(name), announced(progress), waives)
    except RegistryError as refusal:
        widgets.refused(refusal)
        return
    st.session_state[JUST_CLOSED] = str(quarter)
    st.rerun()


def announced(progress: StatusContainer) -> Publish:
    """Return the writer of the workbook that says so before it begins."""

    def publish(content: ListContent) -> tuple[str, str]:
        progress.update(label=t(msg("Writing the workbook and its fingerprint …")))
        return published_hashes(content)

    return publish


def just_closed(content: ListContent, quarter: Quarter) -> None:
    """Say once that the quarter was just closed, with the fingerprint and the hash of its workbook."""
    if st.session_state.pop(JUST_CLOSED, None) != str(quarter):
        return
    record = quarter_state.record(quarter)
    sentence = msg(
        "{quarter} is closed in revision {revision}. Fingerprint {fingerprint}; SHA-256 of the workbook {sha256}.",
        quarter=quarter.label(language()),
        revision=record["revision"],
        fingerprint=content.fingerprint,
        sha256=record["sha256"],
    )
    st.success(t(sentence), icon=":material/lock:")
