import pandas as pd

from registry.demo import tell_story
from registry.vocabulary import KINDS
from tests.demo.conftest import known
from tests.demo.toy import shift_east, toy_size, toy_sources


def test_revisions_come_in_order_of_time_and_say_who_and_why(story):
    times = [revision.at for revision in story]
    assert times == sorted(times)
    assert all(revision.office and revision.reason for revision in story)


def test_every_quarter_brings_a_list_and_what_went_on_beside_it(story):
    for name in ("一", "二", "三", "四"):
        kinds = {kind for revision in story if f"第{name}季度" in revision.reason for kind in revision.timelines}
        assert {"outlets", "villages", "readings"} <= kinds


def test_the_same_ground_tells_the_same_story(story):
    again = tell_story(toy_sources(), shift_east, toy_size())
    assert len(again) == len(story)
    for one, other in zip(story, again, strict=True):
        assert (one.at, one.office, one.reason) == (other.at, other.office, other.reason)
        for kind, frame in one.timelines.items():
            pd.testing.assert_frame_equal(frame, other.timelines[kind])


def test_the_order_of_rows_in_the_layers_does_not_matter(story):
    sources = toy_sources()
    turned = type(sources)(*(frame.iloc[::-1].reset_index(drop=True) for frame in vars(sources).values()))
    turned = type(sources)(**{**vars(turned), "wetlands": sources.wetlands})
    again = tell_story(turned, shift_east, toy_size())
    pd.testing.assert_frame_equal(known(again, "outlets"), known(story, "outlets"))


def test_frames_hold_stored_fields_dates_and_nothing_else(story):
    for revision in story:
        for kind, frame in revision.timelines.items():
            stored = {field.name for field in KINDS[kind].stored_fields}
            assert set(frame) == stored | {"feature_id", "valid_from", "valid_to"}, kind


def test_each_period_of_a_feature_begins_where_the_last_one_ends(story):
    for kind in KINDS:
        periods = known(story, kind).sort_values(["feature_id", "valid_from"])
        following = periods["valid_from"].shift(-1)[periods["feature_id"].eq(periods["feature_id"].shift(-1))]
        assert (periods["valid_to"].reindex(following.index) == following).all(), kind
        assert periods.groupby("feature_id")["valid_to"].agg(lambda ends: ends.isna().sum()).eq(1).all(), kind


def test_internal_ids_are_free_and_belong_to_one_kind(story):
    later = tell_story(toy_sources(), shift_east, toy_size(), first_id=500, first_link=70)
    assert min(frame["feature_id"].min() for r in later for frame in r.timelines.values() if len(frame)) == 500
    owners = [known(story, kind)["feature_id"].drop_duplicates() for kind in KINDS]
    assert pd.concat(owners).is_unique


def test_everything_made_up_says_so(story):
    for kind in ("outlets", "villages", "projects", "readings"):
        assert known(story, kind)["synthetic"].all(), kind
    for kind in ("sections", "plants"):
        assert not known(story, kind)["synthetic"].any(), kind
