"""The queue of doubtful features: what stands in it, in which order, and what leaves it."""

from datetime import date

import pytest

from registry.service.deciding import decide
from registry.service.mapping import map_features
from registry.service.registry import AsOf
from registry.service.reviewing import DOUBTFUL_REASONS, GRADE_DOUBT, candidate_ways, review
from registry.store import Actor
from registry.vocabulary import ASSIGNED_KINDS

pytestmark = pytest.mark.base
ON = AsOf(date(2022, 12, 31))


def test_every_doubtful_feature_waits_once_the_weightiest_first(demo):
    found = review(demo, ON)
    doubtful = sum(
        table["grade"].isin(list(GRADE_DOUBT)).sum()
        for k, table in map_features(demo, ON).items()
        if k in ASSIGNED_KINDS
    )
    queue = found.queue
    assert (len(queue), found.decided) == (doubtful, 0)
    assert not queue.duplicated(["kind", "code"]).any()
    assert queue["weight"].is_monotonic_decreasing
    assert (queue["weight"] >= 0).all()
    assert queue["doubts"].map(len).min() >= 1
    assert set(queue["doubts"].explode()) <= DOUBTFUL_REASONS


def test_weight_is_load_times_doubt(demo):
    queue = review(demo, ON).queue.set_index("code")
    outlets = demo.store.frame("outlets", ON.valid_on).set_index("code")
    code = queue.index[(queue["kind"] == "outlets") & (queue["grade"] == "C")][0]
    load = outlets["flow_m3_per_d"][code] * outlets["cod_mg_per_l"][code] * 365 / 1e6
    assert queue["weight"][code] == pytest.approx(0.6 * load)


def test_what_is_decided_leaves_the_queue_and_counts_as_done(registry):
    first = review(registry, ON).queue.iloc[0]
    decide(registry, first["code"], first["computed_section"], Actor("李工"), "已核实", first["kind"], on=ON.valid_on)
    found = review(registry, ON)
    assert found.decided == 1
    assert first["code"] not in set(found.queue["code"])


def test_the_ways_to_both_candidates_are_shown_near_the_place(demo):
    queue = review(demo, ON).queue
    for row in queue[queue["runner_up"].notna()].head(12).itertuples():
        ways = candidate_ways(demo, row.kind, row.code, row.computed_section, row.runner_up, ON)
        south, west, north, east = ways.box
        assert len(ways.second) > 1
        assert south <= north <= south + 1
        assert west <= east <= west + 1
