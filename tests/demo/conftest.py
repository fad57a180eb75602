import pandas as pd
import pytest

from registry.demo import tell_story
from registry.demo.story import make_cast
from tests.demo.toy import shift_east, toy_size, toy_sources


@pytest.fixture(scope="session")
def story():
    """The revisions of a small demonstration in the toy valley."""
    return tell_story(toy_sources(), shift_east, toy_size())


@pytest.fixture(scope="session")
def cast():
    return make_cast(toy_sources(), shift_east, toy_size(), 1, 1)


def known(story, kind):
    """All periods of a kind as known after the last revision: the last word on each feature counts."""
    told = [
        revision.timelines[kind].assign(revision=n) for n, revision in enumerate(story) if kind in revision.timelines
    ]
    periods = pd.concat(told, ignore_index=True)
    last = periods.groupby("feature_id")["revision"].transform("max")
    return periods[periods["revision"] == last].reset_index(drop=True)


def true_on(periods, day):
    day = pd.Timestamp(day)
    return periods[(periods["valid_from"] <= day) & (periods["valid_to"].isna() | (periods["valid_to"] > day))]
