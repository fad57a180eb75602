import pandas as pd
import pytest

from registry.demo.timelines import begin, change, correct, known_by

DAYS = "datetime64[s]"


@pytest.fixture
def periods():
    begun = begin(pd.DataFrame({"feature_id": [1, 2], "name": ["甲", "乙"], "flow": [1.0, 2.0]}), "2021-07-01")
    return change(begun, pd.DataFrame({"on": pd.to_datetime(["2022-05-01"]), "flow": [5.0]}, index=[2]))


def test_a_change_ends_one_period_and_begins_the_next(periods):
    second = periods[periods["feature_id"] == 2]
    assert second["flow"].tolist() == [2.0, 5.0]
    assert second["name"].tolist() == ["乙", "乙"]
    assert second["valid_to"].iloc[0] == second["valid_from"].iloc[1] == pd.Timestamp("2022-05-01")
    assert second["valid_to"].isna().tolist() == [False, True]


def test_what_does_not_change_stays(periods):
    assert periods[periods["feature_id"] == 1]["valid_to"].isna().all()
    assert periods["valid_from"].dtype == periods["valid_to"].dtype == DAYS


def test_a_correction_reaches_every_period_and_opens_none(periods):
    corrected = correct(periods, pd.DataFrame({"name": ["丙"]}, index=[2]))
    assert len(corrected) == len(periods)
    assert corrected["name"].tolist() == ["甲", "丙", "丙"]


def test_an_office_does_not_know_what_has_not_happened_yet(periods):
    known = known_by(periods, pd.Timestamp("2022-04-30"))
    assert known["flow"].tolist() == [1.0, 2.0]
    assert known["valid_to"].isna().all()


def test_only_features_with_news_are_told_again_and_then_whole(periods):
    news = known_by(periods, pd.Timestamp("2022-06-30"), since=pd.Timestamp("2022-03-31"))
    assert news["feature_id"].tolist() == [2, 2]
