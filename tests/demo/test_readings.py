import pandas as pd

from registry.demo.readings import make_readings
from registry.vocabulary import READINGS


def sections(count):
    days = pd.to_datetime([None] * count).astype("datetime64[s]")
    codes = [f"DM1401{n:04d}" for n in range(count)]
    return pd.DataFrame({"code": codes, "active_from": days, "active_to": days})


def test_every_active_section_has_every_parameter_every_month():
    readings = make_readings(sections(5), 2022)
    assert len(readings) == 5 * 12 * 4
    assert readings.groupby("subject_code")["measured_at"].agg(lambda at: at.dt.month.nunique()).eq(12).all()
    assert set(readings["parameter"]) <= {choice.value for choice in READINGS.field("parameter").choices}


def test_a_retired_section_is_not_measured_and_a_new_one_only_from_its_start():
    frame = sections(2)
    frame.loc[0, "active_to"] = pd.Timestamp("2022-03-01")
    frame.loc[1, "active_from"] = pd.Timestamp("2022-07-01")
    months = make_readings(frame, 2022).groupby("subject_code")["measured_at"].agg(lambda at: sorted(set(at.dt.month)))
    assert months.tolist() == [[1, 2], [7, 8, 9, 10, 11, 12]]


def test_ammonia_is_worse_in_winter_and_some_sections_are_bad():
    readings = make_readings(sections(60), 2022).query("parameter == 'nh3n'")
    by_month = readings.groupby(readings["measured_at"].dt.month)["value"].median()
    assert by_month[1] > 1.8 * by_month[7]
    assert 0 < (readings.groupby("subject_code")["value"].median() > 1.0).mean() < 0.35
