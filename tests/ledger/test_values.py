from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.ledger.source import BrokenCell
from registry.ledger.units import factor
from registry.ledger.values import read_value
from registry.vocabulary import OUTLETS, READINGS, SECTIONS, WETLANDS


def read(kind, name, cell):
    """Return the value of a cell and the codes of the rules that spoke."""
    codes = []
    value = read_value(kind.field(name), cell, lambda rule, _message, _suggestion: codes.append(rule.code))
    return value, codes


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("DB-140121-0001-SH-00", "DB-140121-0001-SH-00", []),
        ("ＤＢ－１４０１２１-0001-SH-00", "DB-140121-0001-SH-00", []),
        (" 140121 000100 ", "140121000100", []),
        ("'000123", "000123", []),
        (140121000100.0, "140121000100", []),
        ("140121000100.0", "140121000100", []),
        ("1.40121E+11", None, ["L015"]),
        (1401210001001234567.0, None, ["L015"]),
        (140121.5, None, ["L015"]),
        (True, None, ["L015"]),
        ("DB\u2011140121—0001－SH\u221200", "DB-140121-0001-SH-00", []),
        ("\ufeffDB-140121-0001-SH-00\u200b\u00a0", "DB-140121-0001-SH-00", []),
        ('="140121000100"', "140121000100", []),
        (date(2022, 1, 1), None, ["L015"]),
    ],
)
def test_a_code_stays_text_and_lost_digits_are_an_error(cell, value, codes):
    assert read(OUTLETS, "code", cell) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        (120.5, 120.5, []),
        ("１２０．５", 120.5, []),
        ("1,234,567.5", 1234567.5, []),
        ("1，234", 1234.0, []),
        ("120 m3/d", 120.0, []),
        ("120 m³/d", 120.0, []),
        ("0.5万吨/日", 5000.0, ["L017"]),
        ("1 m3/s", 86400.0, ["L017"]),
        ("约120", 120.0, ["L028"]),
        ("120亩", None, ["L011"]),
        ("很多", None, ["L011"]),
        (True, None, ["L011"]),
        (-1.0, None, ["L012"]),
        ("3000000", None, ["L012"]),
        ("/", None, []),
        ("无", None, []),
        (None, None, []),
        (BrokenCell("#REF!"), None, ["L027"]),
    ],
)
def test_a_number_is_read_in_the_unit_of_its_field(cell, value, codes):
    found, spoken = read(OUTLETS, "flow_m3_per_d", cell)
    assert found == (None if value is None else pytest.approx(value))
    assert spoken == codes


def test_the_limits_of_a_number_are_told_as_people_write_them():
    notes = []
    read_value(OUTLETS.field("flow_m3_per_d"), "-5", lambda _rule, message, _remedy: notes.append(message.render("en")))
    assert notes == ["Flow -5 is outside 0 to 2,000,000."]


def test_a_value_below_the_detection_limit_is_kept_and_said():
    assert read(OUTLETS, "tp_mg_per_l", "<0.01") == (0.01, ["L028"])
    assert read(OUTLETS, "tp_mg_per_l", "0.01L") == (0.01, ["L028"])


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        (date(2022, 10, 1), date(2022, 10, 1), []),
        (pd.Timestamp(2022, 10, 1, 8, 30), date(2022, 10, 1), []),
        ("2022-10-01", date(2022, 10, 1), []),
        ("2022/10/1", date(2022, 10, 1), []),
        ("2022.10.1", date(2022, 10, 1), []),
        ("２０２２年１０月１日", date(2022, 10, 1), []),
        ("20221001", date(2022, 10, 1), []),
        (20221001.0, date(2022, 10, 1), []),
        ("2022-10-01 08:30", date(2022, 10, 1), []),
        ("2022年 10月 1日", date(2022, 10, 1), []),
        ("2022年10月1号", date(2022, 10, 1), []),
        ("2022 - 10 - 01", date(2022, 10, 1), []),
        ("2022.9", date(2022, 9, 1), ["L018"]),
        ("2022年9月", date(2022, 9, 1), ["L018"]),
        (2022.9, date(2022, 9, 1), ["L018"]),
        (44835.0, date(2022, 10, 1), ["L019"]),
        ("44835", date(2022, 10, 1), ["L019"]),
        (2022.1, None, ["L014"]),
        ("2022", None, ["L014"]),
        ("2022年三季度", None, ["L014"]),
        ("2022-13-01", None, ["L014"]),
        ("2022-02-30", None, ["L014"]),
        ("1/10/2022", None, ["L014"]),
        (True, None, ["L014"]),
    ],
)
def test_a_date_is_read_in_every_form_that_has_one_meaning(cell, value, codes):
    assert read(OUTLETS, "sampled_on", cell) == (value, codes)


def test_a_time_keeps_its_hour():
    assert read(READINGS, "measured_at", "2022-10-01 08:30:15") == (pd.Timestamp(2022, 10, 1, 8, 30, 15), [])
    assert read(READINGS, "measured_at", "04-01 08:00") == (None, ["L014"])
    assert read(READINGS, "measured_at", 44835.5) == (pd.Timestamp(2022, 10, 1, 12), ["L019"])


@settings(max_examples=100, deadline=None)
@given(
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]),
)
def test_a_printed_date_is_read_back(day, form):
    assert read(OUTLETS, "sampled_on", day.strftime(form)) == (day, [])


@pytest.mark.parametrize(
    "cell",
    [
        "municipal_plant",
        "城镇污水处理厂排污口",
        "Municipal Sewage Plant",
        "城镇污水厂排污口",
        " 城镇 污水处理厂排污口 ",
    ],
)
def test_a_choice_is_known_by_value_label_and_alias(cell):
    assert read(OUTLETS, "outlet_type", cell) == ("municipal_plant", [])


def test_class_symbols_are_read_in_every_writing():
    assert {read(SECTIONS, "target_class", cell)[0] for cell in ("Ⅲ类", "III", "iii类", "三类", "Ⅲ")} == {"III"}


def test_an_unknown_choice_is_an_error_that_proposes_the_nearest():
    said = []
    read_value(
        OUTLETS.field("status"),
        "已经取缔",
        lambda rule, _message, suggestion: said.append((rule.code, suggestion.render("zh"))),
    )
    assert said == [("L013", "是否应为“已取缔”？")]


@pytest.mark.parametrize(
    ("cell", "value"), [("是", True), ("否", False), ("无", False), (True, True), (1.0, True), ("√", True)]
)
def test_a_flag_is_yes_or_no(cell, value):
    assert read(WETLANDS, "insulated", cell) == (value, [])
    assert read(WETLANDS, "insulated", "也许") == (None, ["L013"])


def test_text_keeps_formulas_and_loses_line_breaks():
    assert read(OUTLETS, "remark", "=1+1") == ("=1+1", [])
    assert read(OUTLETS, "remark", " 甲\r\n乙\u200b ") == ("甲 乙", [])
    assert read(OUTLETS, "remark", "无") == ("无", [])
    assert read(SECTIONS, "target_year", 2025.0) == ("2025", [])


@pytest.mark.parametrize(
    ("unit", "wanted", "value"),
    [
        ("万吨/年", "m3/d", 1e4 / 365),
        ("万m³/d", "m3/d", 1e4),
        ("吨／日", "m3/d", 1.0),
        ("亩", "m2", 2000 / 3),
        ("公顷", "m2", 1e4),
        ("万平方米", "m2", 1e4),
        ("μg/L", "mg/L", 0.001),
        ("亿元", "万元", 1e4),
        ("万人", "人", 1e4),
        ("m2", "m3/d", None),
        ("", "m", None),
    ],
)
def test_units_of_one_measure_convert_and_others_do_not(unit, wanted, value):
    found = factor(unit, wanted)
    assert found == (None if value is None else pytest.approx(value))
