import pandas as pd
import pytest
from openpyxl import load_workbook
from pyproj import Transformer

from registry.errors import CallError, LedgerError
from registry.ledger import limits, source
from registry.ledger.containers import RefusedFileError
from registry.ledger.coordinates import wgs84_to_gcj02
from registry.ledger.headings import match
from registry.ledger.reading import read_ledger
from registry.ledger.rules import RULES, rejected_rows
from registry.ledger.worker import read_file
from registry.vocabulary import KINDS
from tests.ledger.files import HEADINGS, outlet, workbook


@pytest.fixture
def read(tmp_path):
    def read_rows(rows, kind="outlets", **options):
        return read_ledger(workbook(tmp_path / "台账.xlsx", rows), kind, **options)

    return read_rows


def codes(ledger):
    return {(finding.row, finding.code) for finding in ledger.findings}


def test_rules_have_one_permanent_code_each():
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert all(rule.description.zh and rule.description.en for rule in RULES)


def test_good_rows_come_back_typed_and_without_findings(read):
    ledger = read([HEADINGS, outlet(1), outlet(2)])
    assert ledger.findings == []
    assert ledger.crs == {"detected": "EPSG:4490", "applied": "EPSG:4490"}
    assert list(ledger.frame["row"]) == [2, 3]
    first = ledger.frame.iloc[0]
    assert first["code"] == "DB-140121-0001-SH-00"
    assert (first["lon"], first["lat"]) == (112.352234, 37.601234)
    assert first["outlet_type"] == "urban_storm"
    assert first["sampled_on"] == pd.Timestamp("2022-10-01")
    assert ledger.frame["sampled_on"].dtype == "datetime64[s]"


def test_an_office_form_is_read_past_its_title_units_totals_notes_and_signatures(read):
    rows = [
        ["2022年第四季度入河排污口清单"],
        ["填报单位:清徐分局", None, "单位:m3/d"],
        [
            "序 号",
            "排污口\n编码*",
            "排污口名称",
            "市",
            "县（区）",
            "经度(°)",
            "纬度（北纬）",
            "类型",
            "排水量(m³/d)",
            "监测日期",
            "备注",
        ],
        ["甲", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        [1, *outlet(1)],
        ["小计", None, None, None, None, None, None, None, 120.5],
        [2, *outlet(2)],
        [None],
        [3],
        [
            "序号",
            "排污口编码",
            "排污口名称",
            "市",
            "县(区)",
            "经度(°)",
            "纬度",
            "类型",
            "排水量(m³/d)",
            "监测日期",
            "备注",
        ],
        [4, *outlet(3)],
        ["合计", None, None, None, None, None, None, None, 361.5],
        ["填报人:张三", None, None, "审核人:李四"],
        ["注:本表按月填报。"],
    ]
    ledger = read(rows)
    assert list(ledger.frame["row"]) == [5, 7, 11]
    assert {row for row, code in codes(ledger) if code == "L003"} == {4, 6, 10, 12, 13, 14}
    assert {code for _, code in codes(ledger)} == {"L003", "L004"}
    assert rejected_rows(ledger.findings) == set()


def test_wrong_rows_are_named_with_field_and_remedy_and_good_ones_are_kept(read):
    rows = [
        HEADINGS,
        outlet(1),
        outlet(2, 排污口编码=None),
        outlet(3, 排污口编码="1.40121E+11"),
        outlet(4, 经度="东边"),
        outlet(5, 经度=212.5),
        outlet(6, 排污口类型="奇怪的口"),
        outlet(7, 监测日期="2022年三季度"),
        outlet(8, **{"排水量(m3/d)": "很多"}),
        outlet(1),
        outlet(10, 县="—"),
    ]
    ledger = read(rows)
    assert codes(ledger) == {
        (3, "L010"),
        (4, "L015"),
        (5, "L021"),
        (6, "L021"),
        (7, "L013"),
        (8, "L014"),
        (9, "L011"),
        (10, "L016"),
        (11, "L010"),
    }
    assert rejected_rows(ledger.findings) == set(range(3, 12))
    for finding in ledger.findings:
        assert finding.field in {f.name for f in KINDS["outlets"].fields}
        assert finding.suggestion.render("zh") != finding.suggestion.render("en")


def test_a_file_without_known_headings_is_refused(read):
    with pytest.raises(LedgerError, match="no heading") as refused:
        read([["甲", "乙"], [1, 2]])
    assert refused.value.code == "L080"


def test_missing_required_headings_are_named(read):
    with pytest.raises(LedgerError, match="排污口名称, 经度") as refused:
        read([[h for h in HEADINGS if h not in ("排污口名称", "经度")], ["x"]])
    assert refused.value.code == "L081"


def test_unknown_and_repeated_columns_are_noted_and_not_read(read):
    ledger = read([[*HEADINGS, "河长", "类型"], [*outlet(1), "王五", "其他排口"]])
    assert codes(ledger) == {(1, "L001"), (1, "L002")}
    assert ledger.frame.loc[0, "outlet_type"] == "urban_storm"


def test_a_heading_in_another_unit_converts_its_column(read):
    headings = [h.replace("m3/d", "万吨/年") for h in HEADINGS]
    ledger = read([headings, outlet(1, **{"排水量(m3/d)": 3.65})])
    assert codes(ledger) == {(1, "L006")}
    assert ledger.frame.loc[0, "flow_m3_per_d"] == pytest.approx(100)


def test_a_heading_in_a_unit_of_something_else_is_not_read(read):
    ledger = read([[h.replace("m3/d", "亩") for h in HEADINGS], outlet(1)])
    assert codes(ledger) == {(1, "L001")}
    assert pd.isna(ledger.frame.loc[0, "flow_m3_per_d"])


def test_every_template_heading_and_alias_finds_its_field():
    for kind in KINDS.values():
        for field in kind.ledger_fields:
            for spelling in (field.heading, *field.aliases):
                assert match(kind, f" {spelling} \n*") == (field, 1.0)


def test_swapped_axes_are_refused_until_accepted_and_then_said(read):
    rows = [HEADINGS, outlet(1), outlet(2, 经度=37.6, 纬度=112.3512), outlet(3, 经度="N37°36′4″", 纬度="E112°21′4″")]
    ledger = read(rows)
    assert codes(ledger) == {(3, "L020"), (4, "L020")}
    assert rejected_rows(ledger.findings) == {3, 4}
    assert ledger.frame["lon"].isna().tolist() == [False, True, True]
    accepted = read(rows, accept=["L020"])
    assert codes(accepted) == {(3, "L020"), (4, "L020")}
    assert rejected_rows(accepted.findings) == set()
    assert accepted.frame.loc[1, ["lon", "lat"]].tolist() == [112.3512, 37.6]
    assert "37.6" in str(accepted.findings[0].message)


def plane(epsg):
    lon, lat = 112.5489, 37.8706
    east, north = Transformer.from_crs(4490, epsg, always_xy=True).transform(lon, lat)
    return {"经度": east, "纬度": north}


def test_eight_digit_eastings_name_their_zone(read):
    ledger = read([HEADINGS, outlet(1, **plane(4525)), outlet(2, **plane(4526)), outlet(3, **plane(4497))])
    assert ledger.frame["lon"].tolist() == pytest.approx([112.5489] * 3, abs=1e-7)
    assert ledger.frame["lat"].tolist() == pytest.approx([37.8706] * 3, abs=1e-7)
    assert ledger.crs["detected"] == "EPSG:4497, EPSG:4525, EPSG:4526"
    assert {code for _, code in codes(ledger)} == {"L023"}


def test_six_digit_eastings_need_their_system_named(read):
    rows = [HEADINGS, outlet(1, **plane(4547))]
    assert codes(read(rows)) == {(2, "L022")}
    ledger = read(rows, crs="4547")
    assert ledger.frame.loc[0, "lon"] == pytest.approx(112.5489, abs=1e-7)
    assert ledger.crs == {"detected": None, "applied": "EPSG:4547"}


def test_northing_in_the_first_column_is_a_swap(read):
    axes = plane(4526)
    rows = [HEADINGS, outlet(1, 经度=axes["纬度"], 纬度=axes["经度"])]
    assert codes(read(rows)) == {(2, "L020")}
    assert read(rows, accept=("L020",)).frame.loc[0, "lon"] == pytest.approx(112.5489, abs=1e-7)


def test_map_datums_are_shifted_only_when_named(read):
    lon, lat = wgs84_to_gcj02(112.5489, 37.8706)
    rows = [HEADINGS, outlet(1, 经度=float(lon), 纬度=float(lat))]
    assert read(rows).frame.loc[0, "lon"] == pytest.approx(float(lon), abs=1e-8)
    shifted = read(rows, crs="GCJ-02")
    assert shifted.frame.loc[0, "lon"] == pytest.approx(112.5489, abs=1e-8)
    assert codes(shifted) == {(None, "L024")}


def test_degrees_in_a_file_said_to_be_plane_are_refused(read):
    assert codes(read([HEADINGS, outlet(1)], crs="EPSG:4526")) == {(2, "L021")}


def test_an_unknown_system_is_a_wrong_call(read):
    with pytest.raises(CallError, match="no coordinate system"):
        read([HEADINGS, outlet(1)], crs="EPSG:999999")


def test_rough_places_are_pointed_out(read):
    assert codes(read([HEADINGS, outlet(1, 经度=112.35, 纬度=37.6)])) == {(2, "L025")}
    assert codes(read([HEADINGS, outlet(1, 经度="112°21′", 纬度="37°36′")])) == {(2, "L025")}


def test_half_a_place_is_not_a_place(read):
    ledger = read(
        [["项目编码", "项目名称", "市", "县", "经度", "纬度"], ["P1", "某工程", "太原市", "清徐县", 112.3512, None]],
        "projects",
    )
    assert codes(ledger) == {(2, "L010")}


def test_the_word_to_clear_is_kept_apart_from_an_empty_cell(read):
    ledger = read([HEADINGS, outlet(1, 备注="清空"), outlet(2, 备注=None), outlet(3, 排污口名称="清空")])
    assert ledger.frame["cleared"].tolist() == [("remark",), (), ()]
    assert codes(ledger) == {(4, "L010")}


def test_readings_are_known_by_subject_time_and_parameter(read):
    headings = ["对象类型", "对象编码", "时间", "指标", "数值", "单位"]
    row = ["断面", "DM14012101", "2022-10-01 08:00", "氨氮", "0.8", "mg/L"]
    ledger = read([headings, row, row], "readings")
    assert ledger.frame.loc[0, "code"] == "sections:DM14012101:2022-10-01T08:00:00:nh3n"
    assert codes(ledger) == {(3, "L016")}


def test_the_sheet_that_fits_is_read_and_its_like_are_named(tmp_path):
    path = workbook(tmp_path / "two.xlsx", [HEADINGS, outlet(1)], sheets=("甲", "乙"))
    ledger = read_ledger(path, "outlets")
    assert (ledger.source.sheet, [finding.code for finding in ledger.findings]) == ("甲", ["L005"])
    assert read_ledger(path, "outlets", sheet="乙").findings == []


def test_a_csv_of_gbk_with_semicolons_reads_like_the_workbook(tmp_path, read):
    path = tmp_path / "ledger.csv"
    rows = [HEADINGS, outlet(1), outlet(2)]
    path.write_bytes("\r\n".join(";".join("" if c is None else str(c) for c in row) for row in rows).encode("gbk"))
    ledger = read_ledger(path, "outlets")
    assert ledger.source.encoding == "gb18030"
    pd.testing.assert_frame_equal(ledger.frame, read(rows).frame)


@pytest.fixture
def merge(tmp_path):
    """Return a function that merges cells of a ledger and reads it."""

    def read_merged(rows, *ranges):
        path = workbook(tmp_path / "台账.xlsx", rows)
        book = load_workbook(path)
        for cells in ranges:
            book.active.merge_cells(cells)
        book.save(path)
        return read_ledger(path, "outlets")

    return read_merged


def test_a_merged_city_counts_for_each_of_its_rows_and_an_amount_does_not(merge):
    rows = [HEADINGS, outlet(1), outlet(2), ["小计", "2个"], outlet(3, 市="临汾市")]
    ledger = merge(rows, "C2:C4", "H2:H3")
    assert ledger.frame["city"].tolist() == ["太原市", "太原市", "临汾市"]
    assert ledger.frame["flow_m3_per_d"].isna().tolist() == [False, True, False]
    assert codes(ledger) == {(None, "L030"), (4, "L003")}


def test_merged_titles_and_headings_spread_nothing(merge):
    rows = [["入河排污口清单"], [], HEADINGS, [None] * len(HEADINGS), outlet(1, 备注=None)]
    assert merge(rows, "A1:J2", "J3:J4").frame["remark"].isna().all()


def test_merged_cells_without_end_are_refused(merge, monkeypatch):
    monkeypatch.setattr(limits, "MAX_MERGED_ROWS", 1)
    monkeypatch.setattr(source, "_run_worker", worker_answer)
    with pytest.raises(LedgerError):
        merge([HEADINGS, outlet(1), outlet(2), outlet(3)], "C2:C4")


def worker_answer(path, options):
    try:
        return read_file(path, **options)
    except RefusedFileError as refused:
        return {"refused": refused.reason, "values": refused.values}


def test_a_total_is_skipped_whatever_stands_in_the_code_column(read):
    ledger = read([["序号", *HEADINGS], [1, *outlet(1)], ["合计", "1个"]])
    assert codes(ledger) == {(3, "L003")}
    assert len(ledger.frame) == 1


def test_a_place_written_into_one_cell_is_read_by_its_axes(read):
    text = "N37°36′4.44″、E112°21′4.44″"
    ledger = read([HEADINGS, outlet(1, 经度=text, 纬度=None), outlet(2, 经度=text, 纬度=text)])
    assert ledger.findings == []
    assert ledger.frame[["lon", "lat"]].round(6).to_numpy().tolist() == [[112.351233, 37.601233]] * 2


def test_a_height_system_is_no_system_for_places(read):
    with pytest.raises(CallError):
        read([HEADINGS, outlet(1)], crs="EPSG:5773")


def test_metres_that_do_not_fit_the_zone_named_are_shown_as_written(read):
    ledger = read([HEADINGS, outlet(1, 经度=38372319.29, 纬度=4194127.91)], crs="EPSG:4547")
    assert any("38372319.29" in str(finding.message) for finding in ledger.findings)


def test_a_place_out_of_range_is_not_called_rough_too(read):
    assert {code for _, code in codes(read([HEADINGS, outlet(1, 经度=0, 纬度=0)]))} == {"L012"}


def test_a_feature_written_over_the_line_of_signatures_lacks_its_code(read):
    signature = "填报人:          审核人:          日期:     年   月   日"
    ledger = read([HEADINGS, outlet(1), outlet(2, 排污口编码=signature), [signature]])
    assert codes(ledger) == {(3, "L010"), (4, "L003")}
    assert ledger.frame["code"].isna().tolist() == [False, True]
