"""A city's own ledgers go in by the command line: findings with remedies, twice changes nothing, undo restores."""

import hashlib

import pytest

from tests.ledger_maker import fill_workbook, outlet_rows, write_csv

pytestmark = pytest.mark.base


@pytest.fixture(scope="module")
def counties(base_layers):
    return base_layers.counties[base_layers.counties["city"].isin(["临汾市", "吕梁市"])].reset_index(drop=True)


@pytest.fixture
def outlets_file(tmp_path, counties):
    rows = outlet_rows(200, counties, seed=11)
    rows[10]["经度"], rows[10]["纬度"] = rows[10]["纬度"], rows[10]["经度"]
    rows[20]["排污口编码"] = None
    rows[30]["排污口类型"] = "不存在的类型"
    rows[40]["排水量(m3/d)"] = "很多"
    rows[50]["排污口编码"] = rows[51]["排污口编码"]
    rows[60]["监测日期"] = "2023-02-31"
    fill_workbook(tmp_path / "outlets.xlsx", "outlets", rows)
    return tmp_path / "outlets.xlsx"


def summary(command, registry):
    found = command("--registry", registry, "--valid-on", "2023-03-31", "summary", "--json").json
    return {**found, "revision": None}


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_outlet_ledger_goes_in_with_findings_once_and_comes_out_by_undo(registry_command, demo_copy, outlets_file):
    before = summary(registry_command, demo_copy)
    arguments = ("--registry", demo_copy, "import", outlets_file, "--kind", "outlets", "--quarter", "2023Q1")
    unwritten = digest(demo_copy)
    preview = registry_command(*arguments, "--dry-run", "--json").json
    assert preview["revision"] is None
    assert digest(demo_copy) == unwritten

    done = registry_command(*arguments, "--by", "张三", "--note", "试验", "--json").json
    errors = [finding for finding in done["findings"] if finding["level"] == "error"]
    assert done["rows"] == 200
    assert done["new"] + done["rejected"] == 200
    assert 5 <= done["rejected"] <= 7
    assert all(finding["row"] and finding["message"] and finding["suggestion"] for finding in errors)
    assert {finding["field"] for finding in errors} >= {"outlet_type", "flow_m3_per_d", "sampled_on"}

    after = summary(registry_command, demo_copy)
    assert after["outlets"] == before["outlets"] + done["new"]

    again = registry_command(*arguments, "--by", "张三", "--note", "再来一次", "--json").json
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, done["new"])
    assert again["revision"] is None

    undone = registry_command("--registry", demo_copy, "undo", done["revision"], "--by", "张三", "--json")
    assert undone.code == 0
    assert summary(registry_command, demo_copy) == before


def test_a_wetland_csv_from_a_chinese_excel_goes_in(registry_command, demo_copy, tmp_path, counties):
    place = counties.geometry.iloc[0].representative_point()
    row = {
        "湿地编码": "SD-TEST-01",
        "湿地名称": "试验尾水湿地",
        "市": counties["city"].iloc[0],
        "县": counties["county"].iloc[0],
        "经度": round(place.x, 6),
        "纬度": round(place.y, 6),
        "功能类型": "尾水",
        "保温": "是",
        "面积(m2)": 30000,
        "建成日期": "2022-10-01",
        "状态": "运行",
    }
    bad = {**row, "湿地编码": "SD-TEST-02", "功能类型": "海洋"}
    write_csv(tmp_path / "wetlands.csv", [row, bad])
    arguments = ("--registry", demo_copy, "import", tmp_path / "wetlands.csv", "--kind", "wetlands", "--by", "李四")
    done = registry_command(*arguments, "--note", "试验", "--json").json
    assert (done["rows"], done["new"], done["rejected"]) == (2, 1, 1)
    assert any(f["field"] == "function" and f["row"] == 3 for f in done["findings"])
    passport = registry_command("--registry", demo_copy, "explain", "SD-TEST-01", "--json").json
    assert passport["grade"] in "ABCDU"


def test_strict_takes_all_or_nothing(registry_command, demo_copy, outlets_file):
    before = digest(demo_copy)
    arguments = ("--registry", demo_copy, "import", outlets_file, "--kind", "outlets", "--by", "张三", "--strict")
    refused = registry_command(*arguments, "--note", "试验", "--json")
    assert refused.code == 1
    assert refused.json["findings"]
    told = registry_command(*arguments, "--note", "试验")
    assert len(told.err.strip().splitlines()) == 1
    for finding in refused.json["findings"]:
        assert finding["code"] in told.out
        assert finding["suggestion"][:6] in told.out
    assert digest(demo_copy) == before


def test_a_registry_begins_with_the_first_import_and_not_with_a_preview_or_a_refusal(registry_command, tmp_path):
    registry = tmp_path / "new" / "registry.sqlite"
    section = {
        "断面编码": "S-1",
        "断面名称": "试验断面",
        "河流": "汾河",
        "市": "太原市",
        "县": "清徐县",
        "级别": "国考",
        "经度": 112.33,
        "纬度": 37.48,
        "启用日期": "2020-01-01",
    }
    write_csv(tmp_path / "good.csv", [section])
    write_csv(tmp_path / "bad.csv", [{**section, "级别": "银河"}])
    arguments = ("--registry", registry, "import", "--kind", "sections", "--by", "张三")
    assert registry_command(*arguments, tmp_path / "good.csv", "--dry-run", "--json").json["new"] == 1
    assert registry_command(*arguments, tmp_path / "bad.csv", "--json").code == 1
    assert not registry.exists()
    done = registry_command(*arguments, tmp_path / "good.csv", "--json").json
    assert (done["new"], done["revision"]) == (1, 1)
    assert [path.name for path in registry.parent.iterdir()] == [registry.name]
    assert registry_command("--registry", registry, "summary", "--json").json["sections"] == 1
