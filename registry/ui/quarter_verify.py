"""Verify a file on screen: whether a list, comparison, coverage or plan is ours, and where it was altered."""

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import streamlit as st

from registry.language import Label, msg
from registry.quarter import Quarter
from registry.report.changes_workbook import save_changes
from registry.report.coverage_workbook import save_coverage
from registry.report.list_workbook import write_list
from registry.report.word import write_plan
from registry.service.verifying import Verdict, Writers, verify
from registry.ui import tables, widgets
from registry.ui.literal import tl
from registry.ui.session import language, registry, t
from registry.ui.uploads import upload
from registry.ui.words import LIST_STATES

WRITERS = Writers(write_list, save_changes, save_coverage, write_plan)
PRODUCTS = {
    "outlet-list": Label("排污口清单", "outlet list"),
    "outlet-changes": Label("清单变化", "changes between two lists"),
    "wetland-coverage": Label("人工湿地覆盖情况", "wetland coverage"),
    "section-plan": Label("一断面一方案", "section plan"),
}
PLACES = {
    "part": Label("工作表", "Sheet"),
    "cell": Label("单元格", "Cell"),
    "expected": Label("登记簿所存", "As the registry has it"),
    "found": Label("文件中", "In the file"),
}


def draw() -> None:
    """Take a file and say what it is and whether one byte of it was changed."""
    st.write(t(msg("Upload a list, a comparison, a coverage workbook or a plan that this registry once wrote.")))
    file = upload(msg("File to verify"), ["xlsx", "docx"], "verify_file")
    if file is None:
        return
    with widgets.working(msg("Comparing the file with the registry …")):
        verdict = judged(file.name, file.getvalue())
    sentence = tl(verdict.message)
    if verdict.ok:
        st.success(sentence, icon=":material/verified:")
    else:
        st.error(sentence, icon=":material/gpp_bad:")
    where(verdict)
    tables.facts(facts(verdict))


def where(verdict: Verdict) -> None:
    """Show the cells that differ, and name the parts of the file that do."""
    cells = [asdict(difference) for difference in verdict.differences if difference.cell]
    parts = [difference.part for difference in verdict.differences if not difference.cell]
    if cells:
        tables.grid(pd.DataFrame(cells), PLACES, msg("Cells that differ"), whole=True)
    if parts:
        st.caption(tl(msg("Parts of the file that differ: {parts}", parts=parts)))


def judged(name: str, data: bytes) -> Verdict:
    """Return the verdict about a file's bytes under its name."""
    with TemporaryDirectory(prefix="verify-") as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(data)
        return verify(registry(), path, WRITERS)


def facts(verdict: Verdict) -> list[tuple[Label, object]]:
    """Return what is known of the file, what is unknown left out."""
    quarter = Quarter.parse(verdict.quarter).label(language()) if verdict.quarter else None
    state = LIST_STATES[verdict.closed] if verdict.product == "outlet-list" else None
    known = [
        (Label("文件种类", "Product"), PRODUCTS.get(verdict.product or "")),
        (Label("季度", "Quarter"), quarter),
        (Label("状态", "State"), state),
        (Label("修订", "Revision"), verdict.revision),
        (Label("内容指纹", "Fingerprint"), verdict.fingerprint),
        (Label("文件的 SHA-256", "SHA-256 of the file"), verdict.sha256),
    ]
    return [(label, value) for label, value in known if value is not None]
