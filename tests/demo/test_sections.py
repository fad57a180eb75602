import pandas as pd

from tests.demo.conftest import known, true_on


def test_all_known_sections_stay_known_after_retirement(story):
    sections = known(story, "sections")
    assert len(true_on(sections, "2016-01-01")) == len(true_on(sections, "2025-01-01")) == len(sections) == 4


def test_a_retired_section_says_when_and_by_which_it_was_replaced(story):
    retired = known(story, "sections").set_index("name").loc["温南社"]
    assert retired["active_to"] == pd.Timestamp("2021-01-01")
    assert retired["successor"] == "DM14012101"
    assert not retired["synthetic"]
