"""The export holds every kind with its code and the ground it was found on, each row once."""

import re
import sqlite3

import pytest

from registry.quarter import Quarter
from registry.report.geopackage import write_geopackage
from registry.service.export import export
from registry.service.registry import AsOf
from registry.service.summary import summary

pytestmark = pytest.mark.base
AS_OF = AsOf(Quarter(2022, 4).last_day)


@pytest.fixture(scope="module")
def content(demo):
    return export(demo, AS_OF)


def test_each_kind_is_a_layer_with_the_rows_of_the_summary(content, demo):
    rows = {layer.name: len(layer.frame) for layer in content.layers}
    totals = summary(demo, AS_OF)
    assert rows["outlets"] == totals["outlets"]
    assert rows["wetlands"] == totals["wetlands"]["total"]
    assert rows["villages"] == totals["villages"]["total"]
    assert rows["projects"] == totals["projects"]["total"]
    assert rows["sections"] == totals["sections"]
    assert rows["counties"] == 117


def test_units_are_those_of_the_basin(content):
    units = next(layer.frame for layer in content.layers if layer.name == "units")
    assert units["area_km2"].sum() == pytest.approx(97_100, rel=0.01)


def test_names_are_lower_case_ascii_and_all_have_titles(content):
    for layer in content.layers:
        assert re.fullmatch("[a-z_]+", layer.name)
        assert set(layer.frame.columns) == {*layer.fields, "geometry"}
        assert all(re.fullmatch("[a-z0-9_]+", name) for name in layer.fields)


def test_the_file_holds_the_same_rows(content, tmp_path):
    rows = write_geopackage(content, tmp_path / "export.gpkg")
    database = sqlite3.connect(tmp_path / "export.gpkg")
    assert {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in rows} == rows  # noqa: S608
    assert database.execute("SELECT count(*) FROM outlets WHERE code IS NULL").fetchone() == (0,)
    assert (
        "合成数据" in database.execute("SELECT identifier FROM gpkg_contents WHERE table_name='outlets'").fetchone()[0]
    )
    database.close()
