"""The commands of the quarter: close, list, changes, verify."""

import json
import random
import shutil
import zipfile

import pytest
from openpyxl import load_workbook

pytestmark = pytest.mark.base

QUARTERS = ("2022Q1", "2022Q2", "2022Q3", "2022Q4")


@pytest.fixture
def command(registry_call, small_demo_copy):
    """Run a command on a small registry of the test's own, three quarters of which are closed."""
    return lambda *arguments: registry_call("--registry", small_demo_copy, *arguments, "--json")


def test_four_closed_quarters_rebuild_byte_for_byte_after_everything_changed(
    command, registry_command, small_demo_copy, tmp_path
):
    closed = command("close", "--quarter", "2022Q4", "--by", "王处长").json
    lists = {
        quarter: command("list", "--quarter", quarter, "-o", tmp_path / f"{quarter}.xlsx").json for quarter in QUARTERS
    }
    assert all(told["closed"] for told in lists.values())
    assert (lists["2022Q4"]["sha256"], lists["2022Q4"]["fingerprint"]) == (closed["sha256"], closed["fingerprint"])
    ledger = tmp_path / "更正.csv"
    codes = codes_of(tmp_path / "2022Q4.xlsx")
    rows = [
        f"{code},改名{place},临汾市,隰县,111.0,36.7,城镇污水处理厂排污口,更正" for place, code in enumerate(codes[:120])
    ]
    ledger.write_text(
        "\n".join(["排污口编码,排污口名称,市,县,经度,纬度,排污口类型,变更类型", *rows]), encoding="utf-8-sig"
    )
    imported = command("import", ledger, "--kind", "outlets", "--by", "李工", "--quarter", "2022Q4").json
    assert imported["changed"] > 100
    copied = shutil.copy(small_demo_copy, tmp_path / "copy.sqlite")
    for quarter in QUARTERS:
        path = tmp_path / "again" / f"{quarter}.xlsx"
        again = registry_command("--registry", copied, "list", "--quarter", quarter, "-o", path, "--json").json
        assert again == lists[quarter]
        assert (tmp_path / "again" / f"{quarter}.xlsx").read_bytes() == (tmp_path / f"{quarter}.xlsx").read_bytes()
    following = command("changes", "--from", "2022Q4", "--to", "2023Q1").json
    assert following["counts"]["corrected"] == imported["changed"]
    assert all(check["holds"] for check in following["checks"])
    assert all(row["opening"] + sum(row[name] for name in MOVED) == row["closing"] for row in following["balance"])


MOVED = ("new", "revived", "split", "merged", "closed", "corrected", "reassigned")


def codes_of(path):
    sheet = load_workbook(path)["清单"]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if "排污口编码" in row)
    column = rows[head].index("排污口编码")
    return [row[column] for row in rows[head + 1 :] if row[column]]


def test_verify_knows_every_list_and_one_flipped_byte_in_any_part(command, tmp_path):
    path = tmp_path / "山西省_入河排污口清单_2022Q3.xlsx"
    listed = command("list", "--quarter", "2022Q3", "-o", path).json
    told = command("verify", path)
    assert told.code == 0
    known = ("ok", "quarter", "fingerprint", "sha256", "closed")
    assert [told.json[name] for name in known] == [True, "2022Q3", listed["fingerprint"], listed["sha256"], True]
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        parts = [(info.filename, info.header_offset + 60, info.compress_size) for info in archive.infolist()]
    chance = random.Random(5)
    places = [(name, start + chance.randrange(max(size - 40, 1))) for name, start, size in parts]
    for name, place in [*places, ("directory", len(whole) - 30), ("end", len(whole) - 1), ("magic", 0)]:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x01]) + whole[place + 1 :])
        refused = command("verify", path)
        assert (refused.code, refused.json["ok"]) == (1, False), name
        assert refused.json["error"]["message"] in refused.err
        assert refused.json["quarter"] == "2022Q3"


def test_verify_names_the_cell_that_somebody_changed(command, tmp_path):
    path = tmp_path / "list.xlsx"
    command("list", "--quarter", "2022Q2", "-o", path)
    book = load_workbook(path)
    book["清单"]["C6"] = "另一个名字"
    book.save(path)
    refused = command("verify", path)
    assert refused.code == 1
    cells = [one for one in refused.json["differences"] if one["cell"]]
    assert [(one["part"], one["cell"], one["found"]) for one in cells] == [("清单", "C6", "另一个名字")]


def test_a_file_packed_by_another_library_has_the_same_content_and_is_said_to(command, tmp_path):
    path, other = tmp_path / "list.xlsx", tmp_path / "packed.xlsx"
    listed = command("list", "--quarter", "2022Q2", "-o", path).json
    assert listed["published_sha256"] == listed["sha256"]
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for info in archive.infolist():
            packed.writestr(info.filename, archive.read(info))
    told = command("verify", other)
    assert (told.code, told.json["ok"], told.json["content_ok"]) == (1, False, True)
    assert told.json["fingerprint"] == listed["fingerprint"]


def test_verify_knows_drafts_comparisons_coverage_and_plans(command, tmp_path):
    section = command("coverage", "--quarter", "2022Q4", "-o", tmp_path / "coverage.xlsx").json["sections"][0]["code"]
    command("list", "--quarter", "2022Q4", "-o", tmp_path / "draft.xlsx")
    command("changes", "--from", "2022Q1", "--to", "2022Q4", "-o", tmp_path / "changes.xlsx")
    (plan,) = command("plan", "--section", section, "--quarter", "2022Q4", "-o", tmp_path).json["plans"][0]["files"]
    command("undo", "3", "--by", "李工")  # whatever is written later does not matter
    products = {}
    for path in (tmp_path / "draft.xlsx", tmp_path / "changes.xlsx", tmp_path / "coverage.xlsx", plan):
        told = command("verify", path)
        assert told.code == 0, told.err
        products[told.json["product"]] = told.json["closed"]
    assert products == {
        "outlet-list": False, "outlet-changes": False, "wetland-coverage": False, "section-plan": False,
    }  # fmt: skip


def test_verify_says_no_to_what_is_not_ours(command, tmp_path):
    other = tmp_path / "2022Q9.xlsx"
    other.write_bytes(b"PK\x03\x04 nothing")
    refused = command("verify", other)
    assert (refused.code, refused.json["ok"], refused.json["quarter"]) == (1, False, None)
    missing = command("verify", tmp_path / "nowhere.xlsx")
    assert missing.code == 2


def test_a_quarter_out_of_order_or_closed_already_is_refused(command):
    for quarter, word in (("2022Q3", "关账"), ("2023Q2", "2022Q4")):
        refused = command("close", "--quarter", quarter, "--by", "王处长")
        assert refused.code == 1
        assert word in refused.json["error"]["message"]


def test_a_waiver_needs_a_reason_of_its_own(command):
    refused = command(
        "close",
        "--quarter",
        "2022Q4",
        "--by",
        "王",
        "--waive",
        "L105",
        "--waive",
        "L106",
        "--why",
        "a",
        "--why",
        "b",
        "--why",
        "c",
    )
    assert refused.code == 2
    nothing = command("close", "--quarter", "2022Q4", "--by", "王", "--waive", "L105", "--why", "现场核实")
    assert (nothing.code, json.loads(nothing.out)["error"]["code"]) == (2, "Q016")


def test_changes_between_days_are_told_without_a_file(command):
    told = command("changes", "--from", "2022-03-31", "--to", "2022-06-30").json
    assert (told["from"]["published"], told["to"]["published"]) == (True, True)
    assert sum(row["number"] for row in told["rows"]) == told["closing"] - told["opening"]
    backwards = command("changes", "--from", "2022Q4", "--to", "2022Q3")
    assert backwards.code == 2


def test_a_name_that_promises_another_form_is_refused(command, tmp_path):
    for arguments in (("list", "--quarter", "2022Q3"), ("changes", "--from", "2022Q2", "--to", "2022Q3")):
        refused = command(*arguments, "-o", tmp_path / "list.csv")
        assert (refused.code, refused.json["error"]["code"]) == (2, "A014")
    assert list(tmp_path.glob("*.csv")) == []
