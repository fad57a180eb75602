"""The quarter's cycle on screen: workbooks out in one archive, returned ones previewed and taken in, scores."""

import zipfile
from dataclasses import asdict, dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from registry.city_contents import CityContent
from registry.errors import RegistryError
from registry.language import Label, msg
from registry.progress import each
from registry.quarter import Quarter
from registry.report.city_workbook import city_file_name, write_city
from registry.report.files import EARLIEST_ZIP_TIME
from registry.service.cycle.collecting import Collected, preview_return
from registry.service.cycle.dispatching import dispatch
from registry.service.cycle.receipts import book_of
from registry.service.cycle.returning import city_return
from registry.service.cycle.scores import CityScore, scores
from registry.service.cycle.taking_in import take_in
from registry.service.registry import Registry
from registry.store import Actor
from registry.ui import files, tables, widgets
from registry.ui.literal import tl
from registry.ui.session import ask, registry, t, valid_on
from registry.ui.widgets import XLSX, File
from registry.ui.words import number

ZIP = "application/zip"
COUNTS = {
    "new": Label("新增", "New"),
    "changed": Label("变更", "Changed"),
    "unchanged": Label("未变", "Unchanged"),
    "rejected": Label("退回", "Kept out"),
}
SCORES = {
    "city": Label("市", "City"),
    "outlets": Label("派发排污口", "Outlets sent"),
    "returned": Label("报送日期", "Returned on"),
    "late": Label("逾期", "Late"),
    "returns": Label("报送次数", "Returns"),
    "new": Label("新增", "New"),
    "changed": Label("变更", "Changed"),
    "rejected": Label("退回行", "Rows kept out"),
    "missing": Label("未报回", "Did not come back"),
    "findings": Label("问题", "Findings"),
    "corrected": Label("已改正", "Corrected"),
}


@dataclass(frozen=True)
class Taken:
    """What became of an uploaded workbook: its revision (None: nothing changed) and the workbook that goes back."""

    revision: int | None
    answer: File


def workbooks(quarter: Quarter, cities: tuple[str, ...]) -> File:
    """Return the workbooks of the cities (of all where none is named) in one archive."""
    contents = dispatch(registry(), quarter, cities)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for content in each(contents):
            archive.writestr(zipfile.ZipInfo(city_file_name(content), EARLIEST_ZIP_TIME), workbook(content).data)
    return File(f"入河排污口清单填报表_{quarter}.zip", packed.getvalue(), ZIP)


def workbook(content: CityContent) -> File:
    """Return the workbook of one city."""
    return files.made(city_file_name(content), XLSX, lambda path: write_city(content, path))


def preview_of(uploaded: UploadedFile) -> Collected | None:
    """Return the preview of a returned workbook, made once for file and revision; a refusal is shown."""
    kept: dict[tuple[str, int], Collected] = st.session_state.setdefault("returned workbooks", {})
    about = (uploaded.file_id, registry().store.head())
    if about not in kept:
        with TemporaryDirectory(prefix="return-") as folder, widgets.working(msg("Reading and checking the file …")):
            path = Path(folder) / Path(uploaded.name).name
            path.write_bytes(uploaded.getvalue())
            try:
                kept[about] = preview_return(registry(), path)
            except RegistryError as refusal:
                widgets.refused(refusal)
                return None
    return kept[about]


def show(collected: Collected) -> None:
    """Show what a returned workbook holds, what goes back to the city, and what would change."""
    preview = collected.preview
    figures = {label: getattr(preview, name) for name, label in COUNTS.items()}
    figures[Label("未报回", "Did not come back")] = len(collected.missing)
    for place, (label, count) in zip(st.columns(len(figures)), figures.items(), strict=True):
        place.metric(t(label), number(count), border=True)
    st.subheader(t(msg("What would change")), anchor=False)
    tables.changes(preview.kind, preview.changes)
    st.subheader(t(msg("Questions that go back to the city")), anchor=False)
    tables.findings(preview.kind, preview.findings)


def returned(uploaded: UploadedFile) -> None:
    """Draw one returned workbook: its preview, the button that takes it in, and then the workbook that goes back."""
    done: dict[str, Taken] = st.session_state.setdefault("taken workbooks", {})
    if uploaded.file_id in done:
        answered(uploaded.name, done[uploaded.file_id])
        return
    collected = preview_of(uploaded)
    if collected is None:
        return
    slip = collected.returned.slip
    st.header(tl(msg("{city}, {quarter}", city=slip.city, quarter=str(slip.quarter))), anchor=False)
    show(collected)
    label, key = msg("Take in {name}", name=uploaded.name), f"take {uploaded.file_id}"
    if not st.button(tl(label), type="primary", icon=":material/save:", key=key):
        return
    name = str(st.session_state.get("actor_name", "")).strip()
    if not name:
        st.warning(t(msg("Type your name first: it stands in the history.")))
        return
    with widgets.working(msg("Writing …")):
        made = take_in(registry(), collected, Actor(name), str(st.session_state.get("cycle note", "")))
        done[uploaded.file_id] = Taken(made.revision, workbook(city_return(registry(), collected)))
    st.rerun()


def answered(name: str, taken: Taken) -> None:
    """Say what became of a workbook and hand over the one that goes back to the city."""
    if taken.revision is None:
        st.success(tl(msg("{name}: returned; nothing changed.", name=name)), icon=":material/check_circle:")
    else:
        st.success(t(msg("Written as revision {revision}.", revision=taken.revision)), icon=":material/check_circle:")
    file = taken.answer
    st.download_button(
        tl(msg("Save {name}", name=file.name)),
        file.data,
        file.name,
        file.mime,
        icon=":material/download:",
        on_click="ignore",
    )


def score_table(quarter: Quarter) -> None:
    """Show how each city did in a quarter."""
    book = book_of(registry())
    found: list[CityScore] = ask(_scores, quarter, valid_on(), book.stat().st_size if book.exists() else 0)
    rows = pd.DataFrame([asdict(score) for score in found], columns=list(CityScore.__dataclass_fields__))
    rows["late"] = [late_word(score) for score in found]
    tables.grid(rows, SCORES, msg("How each city did"), whole=True)


def late_word(score: CityScore) -> str:
    """Say whether a city is late with what it has not returned yet, or was late."""
    if not score.late:
        return ""
    return t(msg("late") if score.returned is None else msg("returned late"))


def _scores(opened: Registry, quarter: Quarter, day: date, _book_size: int) -> list[CityScore]:
    """Return the scores of a day; asked again when the book of returns has grown, which makes no revision."""
    return scores(opened, quarter, today=day)
