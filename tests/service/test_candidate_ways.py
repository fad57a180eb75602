"""Both ways on the Review page: from the feature's water to either candidate."""

from datetime import date

import numpy as np
import pytest

from registry.service.registry import AsOf
from registry.service.reviewing import candidate_ways, review

pytestmark = pytest.mark.base
ON = AsOf(date(2022, 12, 31))


def test_what_follows_its_control_unit_has_a_way_to_the_second_section_too(demo):
    waiting = review(demo, ON).queue.query("runner_up.notna()")
    sections = demo.sections(ON).set_index("code")
    asked = 0
    for kind, rows in waiting.groupby("kind"):
        methods = demo.store.assignments(kind, ON.valid_on).set_index("feature_id")["method"]
        features = demo.store.frame(kind, ON.valid_on).set_index("code")["feature_id"]
        for row in rows[rows["code"].map(features).map(methods) == "unit"].head(6).itertuples():
            ways = candidate_ways(demo, kind, row.code, row.computed_section, row.runner_up, ON)
            ends = sections.loc[[row.computed_section, row.runner_up], ["lon", "lat"]].to_numpy()
            assert np.abs([ways.first[-1], ways.second[-1]] - ends).max() < 0.05
            asked += 1
    assert asked > 6
