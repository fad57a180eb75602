"""The GeoPackage follows the conventions that other programs rely on."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, box

from registry.contents import ExportContent, ExportLayer
from registry.errors import CallError
from registry.language import Label
from registry.report import geopackage
from registry.report.geopackage import write_geopackage
from tests.report.toy import FORMULAS, TEMPLATES, stamp

ROOT = Path(__file__).parents[2]


def toy_export(*, synthetic: bool = False) -> ExportContent:
    outlets = gpd.GeoDataFrame(
        {
            "code": ["P01", "00123"],
            "name": ["一号", None],
            "outlet_class": ["municipal", "other"],
            "sampled_on": pd.Series(["2022-11-05", None], dtype="datetime64[s]"),
            "flow_m3_per_d": [8000.0, None],
            "synthetic": [True, False],
            "reasons": [["a", "b"], []],
        },
        geometry=[Point(111.1, 36.6), None],
        crs=4490,
    )
    units = gpd.GeoDataFrame(
        {"name": ["一", "二"]}, geometry=[box(0, 0, 1, 1), MultiPolygon([box(1, 1, 2, 2)])], crs=4490
    )
    reaches = gpd.GeoDataFrame({"reach_id": [1]}, geometry=[LineString([(0, 0), (1, 1)])], crs=4490)
    fields = {name: Label(f"{name} 名", name) for name in outlets if name != "geometry"}
    return ExportContent(
        stamp(synthetic=synthetic),
        (
            ExportLayer("outlets", Label("排污口", "Outlets"), outlets, fields),
            ExportLayer("units", Label("控制单元", "Units"), units, {"name": Label("名称", "Name")}),
            ExportLayer("reaches", Label("河段", "Reaches"), reaches, {"reach_id": Label("河段编号", "Reach")}),
        ),
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("gpkg") / "export.gpkg"
    assert write_geopackage(toy_export(synthetic=True), path) == {"outlets": 2, "units": 2, "reaches": 1}
    return path


def rows(path, sql):
    with sqlite3.connect(path) as database:
        found = database.execute(sql).fetchall()
    database.close()
    return found


def test_version_is_1_2_and_the_file_is_whole(path):
    assert rows(path, "PRAGMA application_id") == [(0x47504B47,)]
    assert rows(path, "PRAGMA user_version") == [(10200,)]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "PRAGMA foreign_key_check") == []


def test_one_file_is_left_without_a_journal_beside_it(path):
    assert [p.name for p in path.parent.iterdir()] == ["export.gpkg"]
    assert rows(path, "PRAGMA journal_mode") == [("delete",)]


def test_names_are_ascii_and_titles_chinese(path):
    contents = dict(rows(path, "SELECT table_name, identifier FROM gpkg_contents"))
    assert contents["outlets"] == "排污口(含合成数据)"
    assert all(name.isascii() for name in contents)
    titles = dict(rows(path, "SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'outlets'"))
    assert titles["flow_m3_per_d"] == "flow_m3_per_d 名"


def test_extensions_that_are_used_are_registered(path):
    used = rows(path, "SELECT table_name, extension_name FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'")
    assert sorted(used) == [("gpkg_data_column_constraints", "gpkg_schema"), ("gpkg_data_columns", "gpkg_schema")]


def test_every_layer_has_a_default_style_with_aliases(path):
    styles = rows(path, "SELECT f_table_name, useAsDefault, styleQML FROM layer_styles ORDER BY f_table_name")
    assert [(name, default) for name, default, _ in styles] == [("outlets", 1), ("reaches", 1), ("units", 1)]
    assert "categorizedSymbol" in styles[0][2]
    assert 'name="flow_m3_per_d 名"' in styles[0][2]


def test_rows_come_back_as_they_were(path):
    found = rows(path, "SELECT code, name, sampled_on, flow_m3_per_d, synthetic, reasons, geom IS NULL FROM outlets")
    assert found == [("P01", "一号", "2022-11-05", 8000.0, 1, "a b", 0), ("00123", None, None, None, 0, "", 1)]


def test_storage_is_cgcs2000_longitude_latitude(path):
    assert rows(path, "SELECT DISTINCT srs_id FROM gpkg_geometry_columns") == [(4490,)]
    x = rows(path, "SELECT min_x, max_y FROM gpkg_contents WHERE table_name = 'outlets'")
    assert x == [(111.1, 36.6)]


def test_the_same_content_gives_the_same_bytes(path, tmp_path):
    write_geopackage(toy_export(synthetic=True), tmp_path / "again.gpkg")
    assert (tmp_path / "again.gpkg").read_bytes() == path.read_bytes()


def test_text_that_would_like_to_be_code_stays_text(tmp_path):
    corpus = [text for text in FORMULAS + TEMPLATES if "\r" not in text] + ["'; DROP TABLE outlets; --", '"><script>']
    layer = toy_export().layers[0]
    frame = gpd.GeoDataFrame({"code": corpus}, geometry=[Point(111, 36)] * len(corpus), crs=4490)
    hostile = ExportLayer("outlets", layer.title, frame, {"code": Label("编码", "Code")})
    write_geopackage(ExportContent(stamp(), (hostile,)), tmp_path / "hostile.gpkg")
    assert [text for (text,) in rows(tmp_path / "hostile.gpkg", "SELECT code FROM outlets ORDER BY fid")] == corpus


def test_this_process_never_loads_gdal():
    code = "import sys, registry.report.geopackage; print([m for m in sys.modules if m in ('pyogrio', 'fiona')])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_worker_that_fails_is_one_sentence_and_leaves_no_file(tmp_path, monkeypatch):
    broken = tmp_path / "worker.py"
    broken.write_text("raise SystemExit('no disk')")
    monkeypatch.setattr(geopackage, "WORKER", broken)
    with pytest.raises(CallError, match="could not be written \\(no disk\\)"):
        write_geopackage(toy_export(), tmp_path / "out" / "export.gpkg")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_name_that_is_not_ascii_is_a_bug():
    layer = toy_export().layers[1]
    with pytest.raises(ValueError, match="单元"):
        geopackage.require_ascii(ExportLayer("单元", layer.title, layer.frame, layer.fields))
