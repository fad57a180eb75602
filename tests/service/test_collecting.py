"""A filled workbook comes back: rows are found again, every changed cell is taken in or returned, nothing is silent."""

import random
import subprocess
from dataclasses import replace
from datetime import date

import openpyxl
import pandas as pd
import pytest

from registry.city_contents import KEY_HEADING, LEDGER_SHEET, SLIP_SHEET
from registry.errors import LedgerError
from registry.ledger import source
from registry.ledger.containers import RefusedFileError
from registry.quarter import Quarter
from registry.report.city_workbook import city_file_name, write_city
from registry.service.cycle.collecting import preview_return
from registry.service.cycle.dispatching import dispatch
from registry.service.cycle.returning import city_return
from registry.service.cycle.scores import scores
from registry.service.cycle.taking_in import collect, take_in
from registry.service.cycle.weighing import Verdict
from registry.service.registry import Registry
from registry.settings import Settings
from registry.store import Actor, ChangeSet, Store
from tests.cycle_rig import new_row, read_rows, refill
from tests.service.ledgers import read_here

pytestmark = pytest.mark.base

CITY, QUARTER = "运城市", Quarter(2023, 1)
TODAY = date(2023, 4, 20)
WHO = Actor("王工")
CODE, NAME, FLOW, CHANGE = "排污口编码", "排污口名称", "排水量(m3/d)", "变更类型"


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch):
    def read(path, options):
        try:
            return read_here(path, options)
        except RefusedFileError as refused:
            return {"refused": refused.reason, "values": refused.values}

    monkeypatch.setattr(source, "_run_worker", read)


@pytest.fixture(scope="module")
def demo(small_demo_path, base_layers):
    """The small demonstration registry; read it, never write it."""
    return Registry(replace(Settings(), registry_path=small_demo_path), Store.open(small_demo_path), base_layers)


@pytest.fixture
def registry(small_demo_copy, demo):
    """A copy that a test may write, on water that was derived already."""
    opened = Registry(replace(Settings(), registry_path=small_demo_copy), Store.open(small_demo_copy), demo.base)
    opened._waters.update(demo._waters)
    opened.__dict__["network"] = demo.network
    return opened


@pytest.fixture(scope="module")
def sent(demo, tmp_path_factory):
    """The workbook of one city, as it went out."""
    content = dispatch(demo, QUARTER, [CITY])[0]
    path = tmp_path_factory.mktemp("sent") / city_file_name(content)
    write_city(content, path)
    return path


@pytest.fixture
def back(sent, tmp_path):
    """Return a function that changes rows and saves the workbook with another program."""
    return lambda change: refill(sent, tmp_path / "报回.xlsx", change)


def changed(rows, **cells):
    """Return the rows with the cells of the first one changed."""
    return [{**rows[0], **cells}, *rows[1:]]


def rewritten(registry, known, **values):
    """Let somebody else write to an outlet meanwhile."""
    life = registry.store.frame("outlets", codes=[known])
    life = registry.store.frame("outlets", feature_ids=[int(life["feature_id"].iloc[0])]).drop(columns="revision")
    last = life["valid_to"].isna()
    for name, value in values.items():
        life[name] = life[name].mask(last, value)
    registry.store.commit(ChangeSet(timelines={"outlets": life}), Actor("李工"), "现场核实")


def found(collected, code):
    return [finding for finding in collected.preview.findings if finding.code == code]


def counts(preview):
    return preview.rows, preview.new, preview.changed, preview.unchanged, preview.rejected


def test_a_workbook_that_nobody_touched_changes_nothing(demo, sent):
    collected = preview_return(demo, sent, TODAY)
    rows = len(read_rows(sent))
    assert counts(collected.preview) == (rows, 0, 0, rows, 0)
    assert (collected.edits, collected.missing, collected.copied) == ([], [], [])


def test_rows_are_found_again_in_any_order(demo, back):
    collected = preview_return(demo, back(lambda rows: sorted(rows, key=lambda row: str(row[NAME]))), TODAY)
    assert collected.preview.unchanged == collected.preview.rows
    assert not collected.missing


def test_keys_left_behind_by_a_sort_of_some_columns_do_not_mislead(demo, back):
    def sort_all_but_keys(rows):
        keys = [row[KEY_HEADING] for row in rows]
        moved = sorted(rows, key=lambda row: str(row[NAME]))
        return [{**row, KEY_HEADING: key} for row, key in zip(moved, keys, strict=True)]

    collected = preview_return(demo, back(sort_all_but_keys), TODAY)
    assert collected.preview.unchanged == collected.preview.rows
    assert not collected.edits
    assert found(collected, "L229")


def test_without_the_column_of_keys_rows_are_matched_by_code(demo, back):
    collected = preview_return(demo, back(lambda rows: [{**row, KEY_HEADING: None} for row in rows]), TODAY)
    assert collected.preview.unchanged == collected.preview.rows


def test_a_row_that_does_not_come_back_is_listed_and_stays(registry, back):
    path = back(lambda rows: rows[2:])
    collected, done = collect(registry, path, WHO, "")
    assert len(collected.missing) == len(found(collected, "L225")) == 2
    assert done.revision is None


def test_a_changed_cell_is_taken_as_of_the_quarters_last_day(registry, back):
    code = None

    def change(rows):
        nonlocal code
        code = rows[0][CODE]
        return changed(rows, **{FLOW: 123.5})

    collected, done = collect(registry, back(change), WHO, "一季度")
    assert [edit.verdict for edit in collected.edits] == [Verdict.TAKEN]
    now = registry.store.frame("outlets", QUARTER.last_day, codes=[code])
    assert (now["flow_m3_per_d"].iloc[0], now["revision"].iloc[0]) == (123.5, done.revision)
    before = registry.store.frame("outlets", date(2023, 3, 30), codes=[code])
    assert before["flow_m3_per_d"].iloc[0] != 123.5


def test_an_unchanged_cell_says_nothing_though_the_registry_was_changed_since(registry, sent, back):
    code = read_rows(sent)[0][CODE]
    rewritten(registry, code, flow_m3_per_d=4321.0, name="别的名称")
    collected, _ = collect(registry, back(lambda rows: changed(rows, 责任主体="新主体")), WHO, "")
    assert counts(collected.preview)[1:3] == (0, 1)
    now = registry.store.frame("outlets", QUARTER.last_day, codes=[code]).iloc[0]
    assert (now["flow_m3_per_d"], now["name"], now["responsible_body"]) == (4321.0, "别的名称", "新主体")


def test_a_cell_that_both_changed_is_a_question_and_not_overwritten(registry, sent, back, tmp_path):
    code = read_rows(sent)[0][CODE]
    rewritten(registry, code, flow_m3_per_d=4321.0)
    collected, done = collect(registry, back(lambda rows: changed(rows, **{FLOW: 5.5, "责任主体": "新主体"})), WHO, "")
    assert {edit.field: edit.verdict for edit in collected.edits} == {
        "flow_m3_per_d": Verdict.QUESTION,
        "responsible_body": Verdict.TAKEN,
    }
    assert "4321" in found(collected, "L223")[0].message.render("zh")
    now = registry.store.frame("outlets", QUARTER.last_day, codes=[code]).iloc[0]
    assert (now["flow_m3_per_d"], now["responsible_body"], done.revision) == (4321.0, "新主体", registry.store.head())

    answer = tmp_path / "核对.xlsx"
    write_city(city_return(registry, collected), answer)
    again, _ = collect(registry, answer, WHO, "")
    assert [(edit.field, edit.verdict) for edit in again.edits] == [("flow_m3_per_d", Verdict.TAKEN)]
    assert registry.store.frame("outlets", QUARTER.last_day, codes=[code])["flow_m3_per_d"].iloc[0] == 5.5


def test_half_a_place_is_not_mixed_with_half_of_another(registry, sent, back):
    first = read_rows(sent)[0]
    rewritten(registry, first[CODE], lat=first["纬度"] + 0.01)
    collected = preview_return(registry, back(lambda rows: changed(rows, 经度=first["经度"] + 0.01)), TODAY)
    assert [(edit.field, edit.verdict) for edit in collected.edits] == [("lon", Verdict.QUESTION)]
    assert collected.preview.changed == 0


def test_a_value_that_the_registry_has_meanwhile_is_no_question(registry, sent, back):
    rewritten(registry, read_rows(sent)[0][CODE], flow_m3_per_d=4321.0)
    collected = preview_return(registry, back(lambda rows: changed(rows, **{FLOW: 4321})), TODAY)
    assert [edit.verdict for edit in collected.edits] == [Verdict.KNOWN]
    assert collected.preview.changed == 0


def test_an_outlet_recoded_since_is_found_by_its_key(registry, sent, back):
    first = read_rows(sent)[0]
    fresh = first[CODE][:10] + "8888" + first[CODE][14:]
    rewritten(registry, first[CODE], code=fresh, former_code=first[CODE])
    collected, _ = collect(registry, back(lambda rows: changed(rows, 责任主体="新主体")), WHO, "")
    assert found(collected, "L228")
    now = registry.store.frame("outlets", QUARTER.last_day, codes=[fresh]).iloc[0]
    assert (now["responsible_body"], now["former_code"]) == ("新主体", first[CODE])


def test_an_emptied_cell_keeps_its_value_and_is_asked_about(demo, back):
    collected = preview_return(demo, back(lambda rows: changed(rows, **{NAME: None})), TODAY)
    assert [edit.verdict for edit in collected.edits] == [Verdict.EMPTIED]
    assert collected.preview.rejected == 0
    assert [(f.row, f.field) for f in found(collected, "L224")] == [(5, "name")]


def test_a_protected_code_that_was_changed_is_noticed(demo, back):
    collected = preview_return(demo, back(lambda rows: changed(rows, **{CODE: "DB-140403-7777-SH-00", FLOW: 7})), TODAY)
    assert [f.row for f in found(collected, "L220")] == [5]
    assert counts(collected.preview)[1:] == (0, 0, collected.preview.rows - 1, 1)
    assert [edit.verdict for edit in collected.edits] == [Verdict.HELD]
    assert not collected.missing


def test_a_row_said_to_be_recoded_takes_its_new_code(registry, sent, back):
    first, fresh = read_rows(sent)[0], "DB-140403-7777-SH-00"
    collected, _ = collect(registry, back(lambda rows: changed(rows, **{CODE: fresh, CHANGE: "重新编码"})), WHO, "")
    assert not found(collected, "L220")
    now = registry.store.frame("outlets", QUARTER.last_day, codes=[fresh]).iloc[0]
    assert now["former_code"] == first[CODE]


def test_copies_that_say_the_same_count_once(demo, back):
    collected = preview_return(demo, back(lambda rows: [rows[0], *rows]), TODAY)
    assert collected.copied == [{"row": 6, "code": found(collected, "L221")[0].feature_id, "of": 5}]
    assert (collected.preview.rejected, collected.preview.unchanged) == (1, collected.preview.rows - 1)


def test_copies_that_differ_are_both_returned(demo, back):
    collected = preview_return(demo, back(lambda rows: [{**rows[0], FLOW: 3}, *rows]), TODAY)
    assert [f.row for f in found(collected, "L221")] == [5, 6]
    assert collected.preview.changed == 0
    assert [edit.verdict for edit in collected.edits] == [Verdict.HELD]


def test_a_copy_with_a_code_of_its_own_is_a_new_outlet(demo, back):
    collected = preview_return(
        demo, back(lambda rows: [*rows, new_row(rows[0], 1, **{KEY_HEADING: rows[0][KEY_HEADING]})]), TODAY
    )
    assert collected.preview.new == 1
    assert len(found(collected, "L222")) == 1


def test_another_citys_outlet_is_not_taken_over(demo, back):
    other = demo.store.frame("outlets", QUARTER.last_day).query("city == '太原市'").iloc[0]
    collected = preview_return(demo, back(lambda rows: [*rows, new_row(rows[0], 1, **{CODE: other["code"]})]), TODAY)
    assert [f.field for f in found(collected, "L029")] == ["code"]
    assert collected.preview.rejected == 1


def test_a_class_of_change_without_a_change_is_asked_about(demo, back):
    collected = preview_return(demo, back(lambda rows: changed(rows, **{CHANGE: "更新"})), TODAY)
    assert [(f.row, f.field) for f in found(collected, "L226")] == [(5, "change_class")]


def test_text_that_looks_like_a_formula_comes_back_as_it_was(registry, back, tmp_path):
    text = '=HYPERLINK("http://example.org","x")'
    path = back(lambda rows: changed(rows, 责任主体=text, 备注="＝1+1"))
    collected, _ = collect(registry, path, WHO, "")
    assert {edit.returned for edit in collected.edits} == {text, "＝1+1"}
    write_city(city_return(registry, collected), tmp_path / "again.xlsx")
    again = preview_return(registry, tmp_path / "again.xlsx", TODAY)
    assert not again.edits
    assert {text, "＝1+1"} <= {value for row in read_rows(tmp_path / "again.xlsx") for value in row.values()}


def test_a_workbook_of_which_nothing_can_go_in_still_goes_back_and_counts_as_returned(registry, back, tmp_path):
    collected, done = collect(registry, back(lambda rows: [{**rows[0], FLOW: "很多"}]), WHO, "")
    assert collected.is_hopeless
    assert done.revision is None
    content = city_return(registry, collected)
    assert [(mark.row, mark.field) for mark in content.marks if mark.field] == [(5, "flow_m3_per_d")]
    score = next(score for score in scores(registry, QUARTER, today=TODAY) if score.city == CITY)
    assert (score.returns, score.rejected, score.missing) == (1, 1, len(collected.missing))


@pytest.mark.parametrize("damage", ["no slip", "altered slip", "no rows"])
def test_a_workbook_that_was_not_sent_out_so_is_refused_in_one_sentence(demo, sent, tmp_path, damage):
    path = tmp_path / "坏.xlsx"
    book = openpyxl.load_workbook(sent)
    if damage == "no slip":
        del book[SLIP_SHEET]
    elif damage == "altered slip":
        book[SLIP_SHEET]["B3"] = "太原市"
    else:
        book[LEDGER_SHEET].delete_rows(5, 100)
    book.save(path)
    expected = {"no slip": "C004", "altered slip": "C001", "no rows": "L092"}[damage]
    with pytest.raises(LedgerError) as refused:
        preview_return(demo, path, TODAY)
    assert refused.value.code == expected


def scrambled(rows):
    """Shuffle, delete three, add five, break ten cells."""
    chance = random.Random(7)
    kept = chance.sample(rows, len(rows))[3:]
    breaks = [
        {FLOW: "很多"}, {"监测日期": "2022-13-45"}, {"排污口类型": "不存在"}, {"经度": "abc"}, {"状态": "坏了"},
        {"COD(mg/L)": -5}, {NAME: None}, {CODE: "DB-140403-7777-SH-00"}, {"完成时限": "明年"}, {"市": "太原市"},
    ]  # fmt: skip
    broken = [{**row, **cells} for row, cells in zip(kept, breaks, strict=False)]
    right = [{**kept[10], FLOW: 77.5}, {**kept[11], CHANGE: "注销"}, {**kept[12], CHANGE: "更正", NAME: "更正后"}]
    added = [new_row(kept[13], number) for number in range(5)]
    return chance.sample([*broken, *right, *kept[13:], *added], len(kept) + 5)


@pytest.mark.parametrize("program", ["openpyxl", "LibreOffice"])
def test_shuffled_cut_added_to_and_broken_every_change_is_matched_or_returned(registry, sent, back, tmp_path, program):
    path = back(scrambled)
    if program == "LibreOffice":
        convert = ["soffice", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
        home = f"-env:UserInstallation=file://{tmp_path}/office"
        subprocess.run([*convert, tmp_path / "saved", path, home], check=True, capture_output=True, timeout=120)
        path = tmp_path / "saved" / path.name
    collected, done = collect(registry, path, WHO, "")
    preview = collected.preview
    errors = {(f.field, f.code) for f in preview.findings if f.level == "error"}
    assert errors == {
        ("flow_m3_per_d", "L011"), ("sampled_on", "L014"), ("outlet_type", "L013"), ("lon", "L021"),
        ("status", "L013"), ("cod_mg_per_l", "L012"), ("code", "L220"), ("due_on", "L014"), ("city", "L029"),
    }  # fmt: skip
    rows = len(read_rows(sent)) - 3 + 5
    assert counts(preview) == (rows, 5, 3, rows - 17, 9)
    assert len(collected.missing) == 3
    assert collected.verdicts == {"taken": 2, "known": 0, "question": 0, "emptied": 1, "held": 1, "wrong": 7}

    content = city_return(registry, collected)
    marked = {(mark.row, mark.field) for mark in content.marks}
    returned = [edit for edit in collected.edits if edit.verdict is not Verdict.TAKEN]
    assert {(edit.row, edit.field) for edit in returned} <= marked
    asked = {(question.row, question.field) for question in content.questions or ()}
    assert {(mark.row, mark.field) for mark in content.marks if mark.field} <= asked
    assert [row.number for row in content.rows] == list(preview_rows(path))
    changes = preview.changes
    assert set(changes["row"]) | {edit.row for edit in returned} >= {edit.row for edit in collected.edits}
    registered = registry.store.frame("outlets", QUARTER.last_day)
    assert set(changes.loc[changes["what"] == "new", "code"]) <= set(registered["code"])
    assert (registered["revision"] == done.revision).sum() == 8


def preview_rows(path):
    sheet = openpyxl.load_workbook(path)[LEDGER_SHEET]
    column = next(cell.column for cell in sheet[4] if cell.value == "市")
    return (row for row in range(5, sheet.max_row + 1) if sheet.cell(row, column).value)


def test_a_return_goes_back_with_keys_for_what_went_in(registry, back, tmp_path):
    collected, _ = collect(registry, back(lambda rows: [*rows, new_row(rows[0], 1)]), WHO, "")
    answer = tmp_path / "核对.xlsx"
    write_city(city_return(registry, collected), answer)
    assert all(row[KEY_HEADING] for row in read_rows(answer))
    again = preview_return(registry, answer, TODAY)
    assert counts(again.preview)[1:] == (0, 0, again.preview.rows, 0)
    assert not again.edits


def test_a_workbook_is_weighed_again_when_somebody_writes_meanwhile(registry, back, sent, monkeypatch):
    from registry.service.cycle import taking_in  # noqa: PLC0415

    others, honest = [read_rows(sent)[1][CODE]], preview_return

    def disturbed(*arguments):
        collected = honest(*arguments)
        if others:
            rewritten(registry, others.pop(), flow_m3_per_d=4321.0)
        return collected

    monkeypatch.setattr(taking_in, "preview_return", disturbed)
    _, done = collect(registry, back(lambda rows: changed(rows, **{FLOW: 1.5})), WHO, "")
    assert done.revision == registry.store.head()


def test_scores_say_who_returned_when_and_what_was_corrected_since(registry, sent, back):
    due = date(2100, 1, 1)
    before = {score.city: score for score in scores(registry, QUARTER, today=TODAY)}
    assert before[CITY].returned is None
    assert not before[CITY].late
    assert scores(registry, QUARTER, today=date(2023, 5, 2))[0].late

    collect(registry, back(lambda rows: changed(rows, **{FLOW: "很多"})), WHO, "")
    first = next(score for score in scores(registry, QUARTER) if score.city == CITY)
    assert first.late
    assert (first.rows, first.rejected, first.corrected) == (before[CITY].outlets, 1, 0)
    assert first.findings > 0

    collect(registry, back(lambda rows: changed(rows, **{FLOW: 12})), WHO, "")
    second = next(score for score in scores(registry, QUARTER, due) if score.city == CITY)
    assert not second.late
    assert (second.returns, second.changed, second.rejected) == (2, 1, 0)
    assert (second.findings, second.corrected) == (first.findings, 1)


def test_a_return_that_was_taken_back_does_not_count(registry, back):
    collected = preview_return(registry, back(lambda rows: changed(rows, **{FLOW: 12})), TODAY)
    done = take_in(registry, collected, WHO, "")
    registry.store.commit(registry.store.undo_changes(done.revision), WHO, "误报", undoes=done.revision)
    assert all(score.returned is None for score in scores(registry, QUARTER))


def test_findings_name_what_to_do_in_both_languages(demo, back):
    collected = preview_return(demo, back(scrambled), TODAY)
    told = [part for f in collected.preview.findings for part in (f.message, f.suggestion)]
    assert all(part.render("zh") and part.render("en") for part in told)
    assert pd.Series([f.code for f in collected.preview.findings]).notna().all()


def test_a_column_that_did_not_come_back_keeps_its_values(demo, sent, tmp_path):
    book = openpyxl.load_workbook(sent)
    sheet = book[LEDGER_SHEET]
    sheet.delete_cols(next(cell.column for cell in sheet[4] if cell.value == "村"))
    book.save(tmp_path / "少一列.xlsx")
    collected = preview_return(demo, tmp_path / "少一列.xlsx", TODAY)
    assert [f.field for f in found(collected, "L230")] == ["village"]
    assert not collected.edits
    assert all(row.cells["village"] for row in city_return(demo, collected).rows)
