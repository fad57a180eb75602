"""A registry on toy ground, without water, and ledgers for it: what an import does to the books, and nothing else."""

import json
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from registry.ledger import source
from registry.ledger.worker import read_file
from registry.service.assignment import Recomputed
from registry.service.importing import ImportOptions, commit_import, preview_import, run
from registry.service.registry import Registry
from registry.settings import Settings
from registry.store import Actor, Store
from tests.ledger.files import workbook

PERIOD = ["feature_id", "valid_from", "valid_to"]
WHO = Actor("张三")
DAY = pd.Timestamp("2022-12-31").date()
OUTLET = {
    "排污口编码": "DB-140121-0001-SH-00",
    "排污口名称": "东湖村1号雨水口",
    "市": "太原市",
    "县": "清徐县",
    "经度": 112.351234,
    "纬度": 37.601234,
    "排污口类型": "城镇雨洪排口",
    "排水量(m3/d)": 120.0,
    "状态": "在用",
}

PLANT = {
    "污水厂编码": "WWTP1",
    "污水厂名称": "清徐县污水厂",
    "市": "太原市",
    "县": "清徐县",
    "经度": 112.401234,
    "纬度": 37.611234,
}


def toy_base():
    """Return three counties as boxes; 小店 borders 清徐, 侯马 lies far to the south."""
    counties = gpd.GeoDataFrame(
        {
            "county_code": ["140105", "140121", "141081"],
            "county": ["小店区", "清徐县", "侯马市"],
            "city_code": ["1401", "1401", "1410"],
            "city": ["太原市", "太原市", "临汾市"],
        },
        geometry=[
            shapely.box(112.8, 37.4, 113.2, 37.8),
            shapely.box(112.0, 37.4, 112.8, 37.8),
            shapely.box(111.2, 35.5, 111.5, 35.8),
        ],
        crs="EPSG:4490",
    )
    province = gpd.GeoDataFrame(geometry=[counties.union_all()], crs=counties.crs)
    return SimpleNamespace(counties=counties, province=province, sha256="toy")


def outlet(number=1, **changes):
    """Return an outlet that lies by itself, as headings and cells."""
    own = {
        "排污口编码": f"DB-140121-{number:04d}-SH-00",
        "排污口名称": f"东湖村{number}号雨水口",
        "经度": 112.351234 + number / 1000,
    }
    return OUTLET | own | changes


class Office:
    """Somebody who fills ledgers and imports them."""

    def __init__(self, folder, name="registry.sqlite"):
        self.folder = folder
        self.registry = Registry(Settings(), Store.create(folder / name), toy_base())
        self.store = self.registry.store

    def file(self, rows):
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        cells = [[row.get(heading) for heading in headings] for row in rows]
        return workbook(self.folder / "台账.xlsx", [headings, *cells])

    def preview(self, rows, kind="outlets", **options):
        wanted = {"reported_on": DAY, "today": DAY} | options
        return preview_import(self.registry, self.file(rows), kind, ImportOptions(**wanted))

    def bring(self, rows, kind="outlets", **options):
        return commit_import(self.registry, self.preview(rows, kind, **options), WHO, "测试")

    def life(self, code, kind="outlets"):
        """Return the periods of the feature that now has a code."""
        frame = self.store.frame(kind)
        owner = frame.loc[frame["code"] == code, "feature_id"].iloc[-1]
        return frame[frame["feature_id"] == owner].reset_index(drop=True)


def read_here(path, options):
    """Read a file in this process: tests of the ledger room see to the worker."""
    return json.loads(json.dumps(read_file(path, **options)))


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "_run_worker", read_here)
    monkeypatch.setattr(run, "assignments_for", lambda _registry, _kind, timelines: timelines[PERIOD])
    monkeypatch.setattr(run, "after_sections_change", lambda _registry, _timelines: Recomputed())
    return Office(tmp_path)


def codes(preview):
    return {(finding.row, finding.code) for finding in preview.findings}
