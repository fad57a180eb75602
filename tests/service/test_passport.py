"""What a passport tells: the sections behind the chosen one, the way over the ground, and honest doubt."""

from datetime import date

import pandas as pd
import pytest

from registry.service.decided import effective_assignments
from registry.service.evidence_told import precision_evidence, tier_evidence
from registry.service.explain import explain
from registry.service.registry import AsOf

AS_OF = AsOf(date(2022, 12, 31))
SECTIONS = pd.DataFrame(
    {
        "name": ["甲", "乙", "丙"],
        "provincial_section": ["P", "P", None],
        "national_section": ["N", "N", "N"],
    },
    index=["L", "P", "N"],
)


def english(message) -> str:
    return message.render("en")


def test_behind_a_local_section_stand_the_next_provincial_and_national_one():
    assert english(tier_evidence(SECTIONS, "L")) == (
        "It counts to the provincial section 乙 (P) and the national section 丙 (N)."
    )
    assert english(tier_evidence(SECTIONS, "P")) == "It counts to the national section 丙 (N)."
    assert tier_evidence(SECTIONS, "N") is None
    assert tier_evidence(SECTIONS, None) is None


@pytest.mark.parametrize(
    ("flip_m", "said"),
    [(None, "accurate to 50 m."), (1234.0, "if the point moves 1,234 m."), (0.0, "not known well enough")],
)
def test_the_room_to_another_answer_is_told_in_metres_or_as_doubt(flip_m, said):
    assert said in english(precision_evidence({"accuracy_m": 50.0}, {"flip_m": flip_m}))


@pytest.mark.base
def test_a_village_without_a_river_nearby_is_told_where_its_water_goes(demo):
    villages = demo.store.frame("villages", valid_on=AS_OF.valid_on)
    assigned = effective_assignments(demo, "villages", AS_OF)
    far = villages.merge(assigned[["feature_id", "reach_id", "section_code"]], on="feature_id")
    code = far[far["reach_id"].isna() & far["section_code"].notna()]["code"].iloc[0]
    passport = explain(demo, code, "villages", AS_OF)
    assert any("over the ground to" in english(item) for item in passport.evidence)
    assert len(passport.water_path) > 2
