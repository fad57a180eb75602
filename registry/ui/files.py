"""Files that pages hand over: made by `report` in a folder of their own, read back as bytes."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from registry.contents import BulletinContent, Comparison, CoverageContent, ListContent, PlanContent
from registry.report.bulletin_workbook import save_bulletin
from registry.report.changes_workbook import save_changes
from registry.report.coverage_workbook import save_coverage
from registry.report.figures import trend_figure
from registry.report.files import file_name
from registry.report.list_workbook import save_list
from registry.report.map_figure import map_figure
from registry.report.template import write_template
from registry.report.word import plan_name, write_plan
from registry.ui.session import language
from registry.ui.widgets import DOCX, XLSX, File
from registry.vocabulary import KINDS


def made(name: str, mime: str, write: Callable[[Path], object]) -> File:
    """Return what a writer puts down under a name."""
    with TemporaryDirectory(prefix="made-") as folder:
        path = Path(folder) / name
        write(path)
        return File(name, path.read_bytes(), mime)


def list_workbook(content: ListContent) -> File:
    """Return the outlet list of a quarter as a workbook."""
    name = file_name("入河排污口清单", content.stamp, ".xlsx")
    return made(name, XLSX, lambda path: save_list(content, path))


def changes_workbook(content: Comparison) -> File:
    """Return what changed between two lists as a workbook."""
    since = content.start.quarter or content.start.day
    name = file_name("入河排污口清单变化", content.stamp, ".xlsx", f"自{since}")
    return made(name, XLSX, lambda path: save_changes(content, path))


def coverage_workbook(content: CoverageContent) -> File:
    """Return the wetland coverage of a quarter as a workbook."""
    name = file_name("人工湿地覆盖情况", content.stamp, ".xlsx")
    return made(name, XLSX, lambda path: save_coverage(content, path))


def bulletin_workbook(content: BulletinContent) -> File:
    """Return the bulletin of rectification as a workbook."""
    name = file_name("入河排污口整治通报", content.stamp, ".xlsx")
    return made(name, XLSX, lambda path: save_bulletin(content, path))


@st.cache_data(show_spinner=False)
def template(kind: str) -> File:
    """Return the empty ledger of a kind."""
    return made(f"{KINDS[kind].label.zh}台账_空白.xlsx", XLSX, lambda path: write_template(kind, path))


def plan_document(content: PlanContent) -> File:
    """Return a section's plan as a Word document in the reader's language."""
    spoken = language()
    return made(plan_name(content), DOCX, lambda path: write_plan(content, path, spoken))


def plan_map(content: PlanContent) -> bytes:
    """Return the map of a plan as a picture in the reader's language."""
    return map_figure(content.map, language())


def plan_trend(content: PlanContent) -> bytes | None:
    """Return the months' water quality as a picture, None where nothing was measured."""
    return trend_figure(content.quality, content.limits, language())
