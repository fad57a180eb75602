from datetime import date

import pytest

from registry.service.checking import check
from registry.service.declared import CountyNames, declared_frame
from registry.service.registry import AsOf
from tests.service.ledgers import DAY, PLANT, codes, office, outlet, toy_base

__all__ = ["office"]


@pytest.mark.parametrize(
    ("city", "county", "code"),
    [
        ("太原市", "清徐县", "140121"),
        ("太原", "清徐", "140121"),
        (None, "清徐县", "140121"),
        ("临汾市", "侯马", "141081"),
        ("临汾市", "清徐县", "140121"),
        ("太原市", "不在县", None),
        ("太原市", None, None),
    ],
)
def test_a_county_is_known_with_or_without_the_word_for_it(city, county, code):
    assert CountyNames(toy_base()).code(city, county) == code


def test_a_point_outside_its_county_is_warned_of_with_its_distance(office):
    preview = office.preview([outlet(1), outlet(2, 经度=112.851234), outlet(3, 经度=112.801234)])
    assert codes(preview) == {(3, "L104")}
    assert "4.5 km from 清徐县" in str(preview.findings[0].message)
    assert preview.rejected == 0


def test_a_stated_accuracy_widens_the_border(office):
    assert office.preview([outlet(2, 经度=112.851234, **{"坐标精度(m)": 5000.0})]).findings == []


def test_a_point_far_outside_the_province_stays_out_and_one_on_its_border_does_not(office):
    preview = office.preview([outlet(1, 纬度=39.912345), outlet(2, 纬度=37.811234)])
    assert codes(preview) == {(2, "L105"), (3, "L104")}
    assert preview.rejected == 1


def test_an_unknown_county_and_a_code_of_another_county_are_warned_of(office):
    preview = office.preview([outlet(1, 县="青徐县"), outlet(2, 排污口编码="DB-140105-0002-SH-00")])
    assert codes(preview) == {(2, "L103"), (3, "L102")}


def test_one_place_under_two_names_is_warned_of_but_numbered_twins_are_not(office):
    here = {"经度": 112.351234}
    preview = office.preview([outlet(1, **here), outlet(2, **here), outlet(3, 排污口名称="西门排污口", **here)])
    assert codes(preview) == {(4, "L106")}
    office.bring([outlet(1, **here)])
    assert codes(office.preview([outlet(4, 排污口名称="西门排污口", **here)])) == {(2, "L106")}


def test_a_closed_outlet_does_not_crowd_a_new_one(office):
    office.bring([outlet(1, 状态="已取缔")])
    assert office.preview([outlet(2, 排污口名称="西门排污口", 经度=outlet(1)["经度"])]).findings == []


def test_a_declared_section_must_be_registered(office):
    section = {"断面编码": "DM14012101", "断面名称": "韩武村", "河流": "汾河", "级别": "国考"} | {
        name: outlet(1)[name] for name in ("市", "县", "经度", "纬度")
    }
    office.bring([section], "sections")
    assert office.preview([outlet(1, 考核断面="韩武村断面"), outlet(2, 考核断面="DM14012101")]).findings == []
    assert codes(office.preview([outlet(1, 考核断面="温南社")])) == {(2, "L112")}


def test_the_whole_registry_is_checked_kind_by_kind(office):
    rows = [
        outlet(1, 经度=112.851234),
        outlet(2, 监测日期="2023-02-01"),
        outlet(3, **{"COD(mg/L)": 1.0, "氨氮(mg/L)": 9.0}),
    ]
    office.bring(rows)
    office.bring([PLANT | {"排污口编码": "nowhere"}], "plants")
    found = check(office.registry, AsOf(DAY))
    assert [(f.kind, f.code, f.feature_id, f.row) for f in found] == [
        ("outlets", "L104", "DB-140121-0001-SH-00", None),
        ("outlets", "L107", "DB-140121-0002-SH-00", None),
        ("outlets", "L109", "DB-140121-0003-SH-00", None),
        ("plants", "L111", "WWTP1", None),
    ]
    assert check(office.registry, AsOf(date(2020, 1, 1))) == []


def test_a_rule_speaks_the_same_of_a_row_and_of_the_registry(office):
    rows = [outlet(1, 经度=112.851234), outlet(2, 县="青徐县"), outlet(3, 并入编码="DB-140121-0001-SH-00")]
    preview = office.preview(rows)
    office.bring(rows)
    of_rows = {(f.feature_id, f.code, str(f.message)) for f in preview.findings}
    assert {(f.feature_id, f.code, str(f.message)) for f in check(office.registry, AsOf(DAY))} == of_rows


def test_a_county_without_the_word_for_it_counts_as_declared(office):
    office.bring([outlet(1, 市="太原", 县="清徐"), outlet(2, 县="不在县")])
    declared = declared_frame("outlets", office.store.frame("outlets"), office.store.frame("sections"), toy_base())
    assert declared["county_code"].fillna("").tolist() == ["140121", ""]
