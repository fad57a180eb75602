import pandas as pd

from tests.demo.conftest import known, true_on
from tests.demo.toy import toy_size


def test_the_year_ends_with_the_exact_number_in_each_state(story):
    size = toy_size()
    expected = {
        "finished": size.villages_finished,
        "direct": size.villages_direct,
        "under_way": size.villages_under_way,
        "sewered": size.villages_sewered,
    }
    assert true_on(known(story, "villages"), "2022-12-31")["state"].value_counts().to_dict() == expected


def test_every_finished_village_finished_in_2022_on_the_day_the_period_begins(story):
    finished = known(story, "villages").query("state == 'finished'")
    assert (finished["finished_on"].dt.year == 2022).all()
    assert (finished["finished_on"] == finished["valid_from"]).all()


def test_no_village_is_finished_before_it_is(story):
    before = known(story, "villages").query("state != 'finished'")
    assert before["finished_on"].isna().all()


def test_codes_have_12_digits_and_begin_with_the_county(story):
    codes = known(story, "villages").drop_duplicates("feature_id")["code"]
    assert codes.str.fullmatch(r"14\d{10}").all()
    assert codes.is_unique


def test_finished_ones_say_that_the_figure_is_of_the_whole_province(story):
    finished = known(story, "villages").query("state == 'finished'")
    assert finished["remark"].str.contains("全省口径").all()


def test_each_quarter_tells_only_what_had_happened(story):
    for revision in story:
        if "villages" in revision.timelines:
            days = revision.timelines["villages"]["valid_from"]
            assert (days <= pd.Timestamp(revision.at.replace(tzinfo=None))).all()
