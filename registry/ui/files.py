"""Files that pages hand over: made by `report` in a folder of their own, read back as bytes."""

import zipfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from registry.contents import BulletinContent, Comparison, CoverageContent, ListContent, PlanContent
from registry.language import Language
from registry.progress import tell
from registry.quarter import Quarter
from registry.report.bulletin_workbook import save_bulletin
from registry.report.changes_workbook import save_changes
from registry.report.coverage_workbook import save_coverage
from registry.report.figures import trend_figure
from registry.report.files import EARLIEST_ZIP_TIME, file_name
from registry.report.geopackage import write_geopackage
from registry.report.list_workbook import save_list
from registry.report.map_figure import map_figure
from registry.report.template import write_template
from registry.report.word import plan_name, write_plan
from registry.service.export import export
from registry.service.features import section_table
from registry.service.plan import plan_contents
from registry.service.registry import AsOf
from registry.ui.session import ask, language, registry
from registry.ui.widgets import DOCX, XLSX, File
from registry.vocabulary import KINDS

ZIP, GPKG = "application/zip", "application/geopackage+sqlite3"


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


def all_plans(quarter: Quarter, known_at: int | None) -> File:
    """Return the plan of every active section, one archive of Word documents in the reader's language."""
    spoken, opened = language(), registry()
    active = int(ask(section_table, AsOf(quarter.last_day, known_at))["active"].sum())
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for count, content in enumerate(plan_contents(opened, quarter, known_at), start=1):
            tell(count - 1, active)
            document = made(plan_name(content), DOCX, partial(plan_into, content, spoken))
            archive.writestr(zipfile.ZipInfo(document.name, EARLIEST_ZIP_TIME), document.data)
    return File(f"一断面一方案_{quarter}.zip", packed.getvalue(), ZIP)


def plan_into(content: PlanContent, spoken: Language, path: Path) -> None:
    """Write a plan to a path."""
    write_plan(content, path, spoken)


def geopackage(as_of: AsOf) -> File:
    """Return everything that exists on a day as one GeoPackage."""
    content = export(registry(), as_of)
    return made(
        file_name("入河排污口登记簿", content.stamp, ".gpkg"), GPKG, lambda path: write_geopackage(content, path)
    )


def plan_map(content: PlanContent) -> bytes:
    """Return the map of a plan as a picture in the reader's language."""
    return map_figure(content.map, language())


def plan_trend(content: PlanContent) -> bytes | None:
    """Return the months' water quality as a picture, None where nothing was measured."""
    return trend_figure(content.quality, content.limits, language())
