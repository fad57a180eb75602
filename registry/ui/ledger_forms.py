"""The steps of an import on screen: options, the preview, the commit."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from registry.language import Label, Message, msg
from registry.service.importing import ImportOptions, Preview, commit_import, preview_import
from registry.store import Actor
from registry.ui import tables, widgets
from registry.ui.session import registry, t, valid_on
from registry.ui.words import number

Settings = dict[str | None, Label]
ENCODINGS: Settings = {
    None: Label("自动识别", "found by itself"),
    "utf-8": Label("UTF-8", "UTF-8"),
    "gb18030": Label("GB18030(含 GBK)", "GB18030 (GBK)"),
}
SYSTEMS: Settings = {
    None: Label("CGCS2000,或按平面坐标带号", "CGCS2000, or the zone that plane metres say"),
    "gcj02": Label("GCJ-02(高德、腾讯地图)", "GCJ-02 (Amap, Tencent)"),
    "bd09": Label("BD-09(百度地图)", "BD-09 (Baidu)"),
    "EPSG:4546": Label("CGCS2000 三度带,中央经线 111°", "CGCS2000, 3-degree zone on 111° E"),
    "EPSG:4547": Label("CGCS2000 三度带,中央经线 114°", "CGCS2000, 3-degree zone on 114° E"),
}
SWAPPED_AXES = "L020"
"""The rule whose remedy a person may accept: longitude and latitude stand in each other's place."""
COUNTS = {
    "new": Label("新增", "New"),
    "changed": Label("变更", "Changed"),
    "unchanged": Label("未变", "Unchanged"),
    "rejected": Label("不能写入", "Kept out"),
}


@dataclass(frozen=True)
class Kept:
    """A preview that was made, and what it was made of."""

    about: tuple[object, ...]
    preview: Preview


def options(kind: str) -> ImportOptions:
    """Ask for what a file does not say itself; folded away because most files need none of it."""
    with st.expander(t(msg("Options")), expanded=False):
        first, second, third = st.columns(3)
        with first:
            sheet = st.text_input(t(msg("Sheet (empty: the one that looks like a ledger)")), key=f"sheet {kind}")
            encoding = one_of(msg("Encoding of a csv file"), ENCODINGS, f"encoding {kind}")
        with second:
            crs = one_of(msg("Coordinates"), SYSTEMS, f"crs {kind}")
            city = one_of(msg("City that reports"), cities(), f"city {kind}")
        with third:
            day = st.date_input(t(msg("Effective on, where a row does not say")), valid_on(), format="YYYY-MM-DD")
            swap = st.toggle(t(msg("Swap longitude and latitude that stand the wrong way round")), key=f"swap {kind}")
            strict = st.toggle(t(msg("All rows or none")), key=f"strict {kind}")
    accept = (SWAPPED_AXES,) if swap else ()
    return ImportOptions(sheet.strip() or None, crs, encoding, city, day, accept, strict)


def one_of(label: Message, settings: Settings, key: str) -> str | None:
    """Let the reader choose one of a few settings; the first is the default."""
    names = {value: t(name) for value, name in settings.items()}
    return st.selectbox(t(label), list(names), format_func=names.__getitem__, key=key)


def cities() -> Settings:
    """Return the cities of the province, no particular one first."""
    names = registry().base.cities["city"]
    return {None: Label("不限", "any"), **{name: Label(name, name) for name in names}}


def preview_of(uploaded: UploadedFile, kind: str, wanted: ImportOptions) -> Preview:
    """Return the preview of an uploaded file, made once for file, options and revision."""
    about = (uploaded.file_id, kind, wanted, registry().store.head())
    kept: Kept | None = st.session_state.get("preview")
    if kept is None or kept.about != about:
        with TemporaryDirectory(prefix="ledger-") as folder, widgets.working(msg("Reading and checking the file …")):
            path = Path(folder) / Path(uploaded.name).name
            path.write_bytes(uploaded.getvalue())
            kept = Kept(about, preview_import(registry(), path, kind, wanted))
        st.session_state["preview"] = kept
    return kept.preview


def show(preview: Preview) -> None:
    """Show what the file holds, what the rules saw, and what would change."""
    for place, (name, label) in zip(st.columns(len(COUNTS)), COUNTS.items(), strict=True):
        place.metric(t(label), number(getattr(preview, name)), border=True)
    st.header(t(msg("Findings")), anchor=False)
    tables.findings(preview.kind, preview.findings)
    st.header(t(msg("What would change")), anchor=False)
    tables.changes(preview.kind, preview.changes)


def commit(preview: Preview) -> int | None:
    """Ask who and why, and write on request; return the revision, None before."""
    if not preview.new + preview.changed:
        return None
    if preview.strict and preview.rejected:
        st.warning(t(msg("All rows or none was asked for, and some rows have errors: nothing will be written.")))
        return None
    with st.form("commit", border=True):
        name = widgets.actor_name()
        note = st.text_input(t(msg("Why")), help=t(msg("Stands in the history.")))
        label = msg("Write {count} rows", count=number(preview.new + preview.changed))
        asked = st.form_submit_button(t(label), type="primary", icon=":material/save:")
    if not asked:
        return None
    if not name:
        st.warning(t(msg("Type your name first: it stands in the history.")))
        return None
    with widgets.working(msg("Writing …")):
        return commit_import(registry(), preview, Actor(name), note)
