"""The steps of an import on screen: options, the preview, the commit."""

from collections.abc import Callable

import streamlit as st

from registry.language import Label, Message, msg
from registry.service.importing import ImportOptions, Preview
from registry.ui import tables, widgets
from registry.ui.session import registry, t, valid_on
from registry.ui.words import number

Settings = dict[str, Label]
ENCODINGS: Settings = {
    "": Label("自动识别", "found by itself"),
    "utf-8": Label("UTF-8", "UTF-8"),
    "gb18030": Label("GB18030(含 GBK)", "GB18030 (GBK)"),
}
SYSTEMS: Settings = {
    "": Label("CGCS2000,或按平面坐标带号", "CGCS2000, or the zone that plane metres say"),
    "gcj02": Label("GCJ-02(高德、腾讯地图)", "GCJ-02 (Amap, Tencent)"),
    "bd09": Label("BD-09(百度地图)", "BD-09 (Baidu)"),
    "EPSG:4546": Label("CGCS2000 三度带,中央经线 111°", "CGCS2000, 3-degree zone on 111° E"),
    "EPSG:4547": Label("CGCS2000 三度带,中央经线 114°", "CGCS2000, 3-degree zone on 114° E"),
}
NOTE, DAY = "import note", "import day"
SWAPPED_AXES = "L020"
"""The rule whose remedy a person may accept: longitude and latitude stand in each other's place."""
COUNTS = {
    "new": Label("新增", "New"),
    "changed": Label("变更", "Changed"),
    "unchanged": Label("未变", "Unchanged"),
    "rejected": Label("不能写入", "Kept out"),
}


def options(kind: str, *, lies: bool) -> ImportOptions:
    """Ask for what a file does not say itself; folded away because most files need none of it.

    The day follows that of all pages until a ledger lies on the desk.
    """
    reported = f"reported {kind}"
    moved = st.session_state.get(DAY) != valid_on()
    if reported not in st.session_state or (moved and not lies):
        st.session_state[reported] = valid_on()
    st.session_state[DAY] = valid_on()
    with st.expander(t(msg("Options")), expanded=False):
        first, second, third = st.columns(3)
        with first:
            asked = t(msg("Sheet (empty: the one that looks like a ledger)"))
            sheet = st.text_input(asked, key=f"sheet {kind}", persist_state="session")
            encoding = one_of(msg("Encoding of a csv file"), ENCODINGS, f"encoding {kind}")
        with second:
            crs = one_of(msg("Coordinates"), SYSTEMS, f"crs {kind}")
            city = one_of(msg("City that reports"), cities(), f"city {kind}")
        with third:
            label = t(msg("Effective on, where a row does not say"))
            day = st.date_input(label, format="YYYY-MM-DD", key=reported, persist_state="session")
            swap = yes_or_no(msg("Swap longitude and latitude that stand the wrong way round"), f"swap {kind}")
            strict = yes_or_no(msg("All rows or none"), f"strict {kind}")
    accept = (SWAPPED_AXES,) if swap else ()
    return ImportOptions(sheet.strip() or None, crs, encoding, city, day, accept, strict)


def restore(kind: str, known: ImportOptions) -> None:
    """Let the options say what they said when the file was sent; call it before they are drawn."""
    st.session_state[f"sheet {kind}"] = known.sheet or ""
    st.session_state[f"encoding {kind}"] = known.encoding or ""
    st.session_state[f"crs {kind}"] = known.crs or ""
    st.session_state[f"city {kind}"] = known.city or ""
    st.session_state[f"reported {kind}"] = known.reported_on
    st.session_state[f"swap {kind}"] = SWAPPED_AXES in known.accept
    st.session_state[f"strict {kind}"] = known.strict


def yes_or_no(label: Message, key: str) -> bool:
    """Let the reader switch something on; off by default."""
    return st.toggle(t(label), key=key, persist_state="session")


def one_of(label: Message, settings: Settings, key: str) -> str | None:
    """Let the reader choose one of a few settings; the first is the default."""
    names = {value: t(name) for value, name in settings.items()}
    return st.selectbox(t(label), list(names), format_func=names.__getitem__, key=key, persist_state="session") or None


def cities() -> Settings:
    """Return the cities of the province, no particular one first."""
    names = registry().base.cities["city"]
    return {"": Label("不限", "any"), **{name: Label(name, name) for name in names}}


def show(preview: Preview) -> None:
    """Show what the file holds, what the rules saw, and what would change."""
    for place, (name, label) in zip(st.columns(len(COUNTS)), COUNTS.items(), strict=True):
        place.metric(t(label), number(getattr(preview, name)), border=True)
    if preview.rows == 0:
        widgets.empty(msg("{name} has headings but no rows; fill it in.", name=preview.source.name))
        return
    st.header(t(msg("Findings")), anchor=False)
    tables.findings(preview.kind, preview.findings)
    st.header(t(msg("What would change")), anchor=False)
    tables.changes(preview.kind, preview.changes)


def who_and_why(preview: Preview, write: Callable[[], None]) -> None:
    """Ask who writes and why; `write` is called when that is sent off."""
    if not preview.new + preview.changed:
        return
    if preview.strict and preview.rejected:
        st.warning(t(msg("All rows or none was asked for, and some rows have errors: nothing will be written.")))
        return
    with st.form("commit", border=True):
        name = widgets.actor_name()
        st.text_input(t(msg("Why")), help=t(msg("Stands in the history.")), key=NOTE)
        label = msg("Write {count} rows", count=number(preview.new + preview.changed))
        asked = st.form_submit_button(t(label), type="primary", icon=":material/save:", on_click=write)
    if asked and not name:
        st.warning(t(msg("Type your name first: it stands in the history.")))
