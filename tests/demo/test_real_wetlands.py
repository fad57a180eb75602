import pandas as pd
import pytest

from registry.demo.real_wetlands import first_number, flow_of, function_of, last_day, state_of
from tests.demo.conftest import known, true_on


@pytest.fixture(scope="module")
def real(story):
    wetlands = known(story, "wetlands")
    return wetlands[~wetlands["synthetic"]].set_index("name")


@pytest.mark.parametrize(
    ("start", "day"), [("2018-06 trial", "2018-06-30"), ("2022", "2022-12-31"), ("built by 2024-08", "2024-08-31")]
)
def test_a_text_is_surely_true_on_the_last_day_it_names(start, day):
    assert last_day(start) == pd.Timestamp(day)


def test_texts_give_status_function_flow_and_numbers():
    states = [state_of(text) for text in ("under construction 2024-08", "planned 2024-08", "2022", None)]
    assert states == ["building", "planned", "running", None]
    assert [function_of(text) for text in ("尾水湿地(试验)", "河道湿地", "湿地")] == [
        "tail-water",
        "in-river",
        "in-river",
    ]
    assert [flow_of(text) for text in ("潜流+保温", "生态渠+垂直潜流+表面流", "自然湿地")] == [
        "horizontal",
        "hybrid",
        None,
    ]
    assert first_number("~20000") == 20000.0
    assert first_number("8000 (derived)") == 8000.0


def test_real_ones_come_with_their_dates_and_are_not_synthetic(real):
    assert real.loc["襄汾河道湿地", "built_on"] == pd.Timestamp("2018-06-30")
    assert real.loc["清徐某河湿地", "valid_from"] == pd.Timestamp("2024-08-31")
    assert real.loc["宁武湿地", "status"] == "planned"
    assert pd.isna(real.loc["无日期湿地", "status"])
    assert set(true_on(real, "2022-12-31").index) == {"襄汾河道湿地", "侯马市污水处理厂尾水人工潜流湿地保温小试"}


def test_real_ones_say_that_their_place_is_approximate(real):
    assert real["remark"].str.contains("position approximate").all()
    assert (real["accuracy_m"] >= 5000).all()
    assert "功能类型未见公开资料" in real.loc["清徐某河湿地", "remark"]


def test_a_wetland_without_a_county_lies_where_its_river_flows_in_its_city(real):
    assert real.loc["清徐某河湿地", "county"] == "清徐县"


def test_the_office_learns_of_later_ones_later(story):
    last = story[-1]
    assert last.at.year == 2025
    assert set(last.timelines["wetlands"]["name"]) == {"清徐某河湿地", "宁武湿地", "无日期湿地"}
