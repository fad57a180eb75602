"""A queue patched by the features just decided is the queue asked for anew."""

from datetime import date

import pandas as pd
import pytest

from registry.service.deciding import Choice, decide_all
from registry.service.history import undo
from registry.service.registry import AsOf
from registry.service.reviewing import Review, review, review_again
from registry.store import Actor

pytestmark = pytest.mark.base
ON = AsOf(date(2022, 12, 31))


def same(one: Review, other: Review) -> None:
    pd.testing.assert_frame_equal(one.queue, other.queue)
    assert one.settled == other.settled


def test_after_decisions_of_several_kinds_and_after_their_undoing(registry):
    before = review(registry, ON)
    rows = before.queue.groupby("kind").head(2)
    features = list(zip(rows["kind"], rows["code"], strict=True))
    choices = [Choice(*names) for names in zip(rows["kind"], rows["code"], rows["computed_section"], strict=True)]
    assert rows["kind"].nunique() > 2
    revision = decide_all(registry, choices, Actor("王工"), "已核实", on=ON.valid_on)
    patched = review_again(registry, before, features, ON)
    same(patched, review(registry, ON))
    assert patched.decided == before.decided + len(features)
    undo(registry, revision, Actor("王工"))
    same(review_again(registry, patched, features, ON), before)
