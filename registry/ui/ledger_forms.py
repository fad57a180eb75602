"""The steps of an import on screen: options, the preview, the commit."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from registry.language import Label, msg
from registry.service.importing import ImportOptions, Preview, commit_import, preview_import
from registry.store import Actor
from registry.ui import tables, widgets
from registry.ui.session import registry, t, valid_on
from registry.ui.words import number

ENCODINGS = {
    None: Label("自动识别", "detect"),
    "utf-8": Label("UTF-8", "UTF-8"),
    "gb18030": Label("GB18030(GBK)", "GB18030 (GBK)"),
}
SYSTEMS = {
    None: Label("CGCS2000 经纬度(默认)", "CGCS2000 degrees (default)"),
    "gcj02": Label("GCJ-02(高德、腾讯)", "GCJ-02 (Amap, Tencent)"),
    "bd09": Label("BD-09(百度)", "BD-09 (Baidu)"),
    "EPSG:4526": Label("CGCS2000 3度带 38 带", "CGCS2000 3-degree zone 38"),
    "EPSG:4525": Label("CGCS2000 3度带 37 带", "CGCS2000 3-degree zone 37"),
}
COUNTS = {
    "new": Label("新增", "New"),
    "changed": Label("变更", "Changed"),
    "unchanged": Label("未变", "Unchanged"),
    "rejected": Label("不能写入", "Kept out"),
}


@dataclass
class Kept:
    """A preview that was made, and what it was made of; the uploaded file lives as long as it does."""

    about: tuple[object, ...]
    preview: Preview
    folder: Any


def options(kind: str) -> ImportOptions:
    """Ask for what a file does not say itself; folded away because most files need none of it."""
    with st.expander(t(msg("Options")), expanded=False):
        first, second, third = st.columns(3)
        with first:
            sheet = st.text_input(t(msg("Sheet (empty: the one that looks like a ledger)")), key=f"sheet {kind}")
            encoding = choice(msg("Encoding of a csv file"), ENCODINGS, f"encoding {kind}")
        with second:
            crs = choice(msg("Coordinates"), SYSTEMS, f"crs {kind}")
            reported_on = st.date_input(
                t(msg("Effective on, where a row does not say")), valid_on(), format="YYYY-MM-DD"
            )
        with third:
            accept = st.text_input(
                t(msg("Accept the remedy of these rules")),
                key=f"accept {kind}",
                help=t(msg("Codes of findings whose proposed remedy you accept, such as L020.")),
            )
            strict = st.toggle(t(msg("All rows or none")), key=f"strict {kind}")
    return ImportOptions(
        sheet=sheet.strip() or None,
        crs=crs,
        encoding=encoding,
        reported_on=reported_on,
        accept=tuple(accept.replace(",", " ").replace("、", " ").replace(",", " ").upper().split()),
        strict=strict,
    )


def choice(label: Any, options: dict[str | None, Label], key: str) -> str | None:
    """Let the reader choose one of a few settings; the first is the default."""
    return st.selectbox(t(label), list(options), format_func=lambda value: t(options[value]), key=key)


def preview_of(uploaded: Any, kind: str, wanted: ImportOptions) -> Preview:
    """Return the preview of an uploaded file, made once for file, options and revision."""
    about = (uploaded.file_id, kind, wanted, registry().store.head())
    kept: Kept | None = st.session_state.get("preview")
    if kept is None or kept.about != about:
        folder = tempfile.TemporaryDirectory(prefix="ledger-")
        path = Path(folder.name) / Path(uploaded.name).name
        path.write_bytes(uploaded.getvalue())
        with widgets.working(msg("Reading and checking the file …")):
            kept = Kept(about, preview_import(registry(), path, kind, wanted), folder)
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


def commit(preview: Preview, wanted: ImportOptions) -> int | None:
    """Ask who and why, and write on request; return the revision, None before."""
    if not preview.new + preview.changed:
        return None
    if wanted.strict and preview.rejected:
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
