"""Workbooks out and back by the command line, as a script in the office would run it."""

import openpyxl
import pytest

from registry.__main__ import main
from registry.city_contents import LEDGER_SHEET
from tests.cycle_rig import read_rows, refill

pytestmark = pytest.mark.base

FLOW = "排水量(m3/d)"


def test_a_quarter_goes_out_and_comes_back(registry_call, small_demo_copy, tmp_path):
    def call(*arguments):
        return registry_call("--registry", small_demo_copy, *arguments, "--json")

    sent = call("dispatch", "--quarter", "2023Q1", "-o", tmp_path, "--city", "运城市", "--due", "2023-04-15").json
    assert sent["due_on"] == "2023-04-15"
    assert len(sent["files"]) == 1
    file = sent["files"][0]
    rows = len(read_rows(file))
    assert sent["cities"][0]["rows"] == rows

    def fill(lines):
        return [{**lines[0], FLOW: 77.5}, {**lines[1], FLOW: "很多"}, *lines[2:-1]]

    filled = refill(file, tmp_path / "运城报回.xlsx", fill)
    preview = call("collect", filled, "--dry-run").json
    assert (preview["revision"], preview["returned"]) == (None, None)
    done = call("collect", filled, "--by", "王工", "--note", "一季度", "-o", tmp_path / "退回").json
    assert {name: done[name] for name in ("city", "quarter")} == {"city": "运城市", "quarter": "2023Q1"}
    figures = {"rows": rows - 1, "new": 0, "changed": 1, "unchanged": rows - 3, "rejected": 1}
    assert {name: done[name] for name in figures} == {name: preview[name] for name in figures} == figures
    assert [outlet["code"] for outlet in done["missing"]] == [read_rows(file)[-1]["排污口编码"]]
    assert done["copied"] == []
    assert [(edit["field"], edit["verdict"]) for edit in done["edits"]] == [
        ("flow_m3_per_d", "taken"),
        ("flow_m3_per_d", "wrong"),
    ]
    sheet = openpyxl.load_workbook(done["returned"])[LEDGER_SHEET]
    marked = [cell.value for line in sheet.iter_rows(min_row=6, max_row=6) for cell in line if cell.comment]
    assert "很多" in marked

    score = {city["city"]: city for city in call("cycle", "--quarter", "2023Q1").json["cities"]}
    assert score["运城市"]["returned"] is not None
    assert score["运城市"]["late"]
    assert (score["运城市"]["changed"], score["运城市"]["missing"]) == (1, 1)
    assert score["太原市"]["returned"] is None


def test_wrong_calls_are_one_sentence_and_nothing_is_written(small_demo_copy, tmp_path, capsys):
    before = small_demo_copy.read_bytes()
    empty = tmp_path / "empty.xlsx"
    openpyxl.Workbook().save(empty)
    calls = {
        ("dispatch", "--quarter", "2023Q9", "-o", tmp_path): 2,
        ("dispatch", "--quarter", "2023Q1", "-o", tmp_path, "--city", "大同市"): 1,
        ("collect", empty): 2,
        ("collect", empty, "--by", "王工"): 1,
        ("collect", tmp_path / "nowhere.xlsx", "--by", "王工"): 2,
    }
    for arguments, code in calls.items():
        assert main(["--registry", str(small_demo_copy), "--lang", "zh", *map(str, arguments)]) == code, arguments
        said = capsys.readouterr()
        assert said.out == ""
        assert len(said.err.strip().splitlines()) == 1, said.err
    assert small_demo_copy.read_bytes() == before
