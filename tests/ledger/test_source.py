import os
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.errors import CallError, LedgerError
from registry.ledger import source as module
from registry.ledger.source import BrokenCell, read_source
from registry.ledger.worker import decode, pick_delimiter, read_text
from tests.ledger.files import HEADINGS, outlet, patch_sheet, workbook


@pytest.fixture
def good(tmp_path):
    return workbook(tmp_path / "good.xlsx", [HEADINGS, outlet()])


def code_of(path, **options):
    with pytest.raises(LedgerError) as refused:
        read_source(path, **options)
    assert refused.value.exit_code == 2
    assert path.name in str(refused.value)
    assert refused.value.message.render("zh") != str(refused.value)
    return refused.value.code


def test_a_missing_file_is_a_wrong_call(tmp_path):
    with pytest.raises(CallError, match="no file") as refused:
        read_source(tmp_path / "nowhere.xlsx")
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.xlsx", b"", "F004"),
        ("empty.csv", b"", "F004"),
        ("blank.csv", b" \r\n\r\n", "F004"),
        ("text.xlsx", "排污口编码,市\n1,太原\n".encode(), "F005"),
        ("page.xls", b"<html><table></table></html>", "F005"),
        ("zip.xlsx", b"PK\x03\x04 not really", "F007"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not really", "F007"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "F006"),
    ],
)
def test_a_file_is_judged_by_what_it_holds(tmp_path, name, data, code):
    path = tmp_path / name
    path.write_bytes(data)
    assert code_of(path) == code


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "photos.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.txt", "x")
    assert code_of(path) == "F005"


def test_a_workbook_is_read_whatever_its_name(good):
    renamed = good.rename(good.with_name("台账 数据.dat"))
    assert read_source(renamed).sheets[0].rows[0] == HEADINGS


def test_a_value_in_the_last_cell_of_the_sheet_is_refused_and_says_where(good, tmp_path):
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = patch_sheet(good, tmp_path / "far.xlsx", lambda data: data.replace(b"</sheetData>", far))
    assert path.stat().st_size < 10_000
    assert code_of(path) == "F011"


def test_a_format_in_the_last_cell_does_no_harm(good, tmp_path):
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    path = patch_sheet(good, tmp_path / "far.xlsx", lambda data: data.replace(b"</sheetData>", far))
    assert len(read_source(path).sheets[0].rows) == 2


def test_cells_without_references_are_counted_on(good, tmp_path):
    path = patch_sheet(good, tmp_path / "bare.xlsx", lambda data: re.sub(rb' r="[A-Z]+\d+"', b"", data))
    assert read_source(path).sheets[0].rows[0] == HEADINGS


def test_a_document_type_is_refused(good, tmp_path):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'
    path = patch_sheet(good, tmp_path / "doctype.xlsx", lambda data: data.replace(b"<worksheet", bomb, 1))
    assert code_of(path) == "F010"


def test_a_tightly_packed_member_is_refused(good, tmp_path):
    padding = b"<!--" + b" " * 3_000_000 + b"--></worksheet>"
    path = patch_sheet(good, tmp_path / "bomb.xlsx", lambda data: data.replace(b"</worksheet>", padding))
    assert path.stat().st_size < 50_000
    assert code_of(path) == "F009"


def test_too_many_members_are_refused(good):
    with zipfile.ZipFile(good, "a") as archive:
        for number in range(1_001):
            archive.writestr(f"junk/{number}", "")
    assert code_of(good) == "F009"


def test_a_file_over_the_limit_is_refused_unread(good, monkeypatch):
    monkeypatch.setattr(module.limits, "MAX_FILE_BYTES", 100)
    assert code_of(good) == "F003"


def test_a_worker_that_takes_too_long_is_ended(good, monkeypatch):
    monkeypatch.setattr(module.limits, "WORKER_WALL_SECONDS", 0)
    assert code_of(good) == "F012"


def test_the_worker_sees_nothing_of_our_environment(good, monkeypatch):
    asked = {}
    run = module.subprocess.run

    def watched(command, **options):
        asked.update(options["env"])
        return run(command, **options)

    monkeypatch.setitem(os.environ, "REGISTRY_SECRET", "x")
    monkeypatch.setattr(module.subprocess, "run", watched)
    read_source(good)
    assert set(asked) <= {"SYSTEMROOT"}


def test_errors_and_formulas_nobody_computed_are_told_apart_from_empty_cells(good, tmp_path):
    cells = (
        b'<c r="K2" t="e"><v>#REF!</v></c><c r="L2"><f>1+1</f></c><c r="M2"><f>1+1</f><v>2</v></c></row></sheetData>'
    )
    path = patch_sheet(good, tmp_path / "broken.xlsx", lambda data: data.replace(b"</row></sheetData>", cells))
    assert read_source(path).sheets[0].rows[1][10:] == [BrokenCell("#REF!"), BrokenCell("=?"), 2.0]


def test_a_formula_as_text_stays_text(tmp_path):
    path = workbook(tmp_path / "formula.xlsx", [["=1+1", '=HYPERLINK("http://x")', "@SUM(1)"]])
    assert read_source(path).sheets[0].rows == [["=1+1", '=HYPERLINK("http://x")', "@SUM(1)"]]


def test_a_sheet_is_chosen_by_name_and_a_wrong_name_lists_the_others(tmp_path):
    path = workbook(tmp_path / "two.xlsx", [HEADINGS], sheets=("太原市", "晋中市"))
    assert [sheet.name for sheet in read_source(path).sheets] == ["太原市", "晋中市"]
    assert [sheet.name for sheet in read_source(path, sheet="晋中市").sheets] == ["晋中市"]
    with pytest.raises(LedgerError, match="太原市, 晋中市"):
        read_source(path, sheet="临汾市")


TEXT = "排污口编码,名称\r\nDB-140121-0001-SH-00,汾河入河口①𠮷\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_of_a_text_file_is_found(tmp_path, encoding):
    path = tmp_path / "ledger.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert read_source(path).sheets[0].rows[1] == ["DB-140121-0001-SH-00", "汾河入河口①𠮷"]


def test_an_encoding_named_is_used_strictly(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_bytes(TEXT.encode("gb18030"))
    assert read_source(path, encoding="gb18030").encoding == "gb18030"
    assert code_of(path, encoding="utf-8") == "F014"
    assert code_of(path, encoding="no-such") == "F014"


@settings(max_examples=100, deadline=None)
@given(
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_text_comes_back_from_every_unicode_encoding(text, encoding):
    # A mark at the very start is a mark, whoever wrote it.
    text = "码" + text
    assert decode(text.encode(encoding), None)[0] == text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_makes_columns(delimiter):
    rows = [delimiter.join(["编码", "名称", "备注"]), delimiter.join(["1", '"甲,乙;丙"', "3"])]
    assert pick_delimiter("\n".join(rows)) == delimiter
    assert read_text("\n".join(rows).encode(), None)["sheets"][0]["rows"][1] == ["1", "甲,乙;丙", "3"]
