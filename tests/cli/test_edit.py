"""The commands that edit a feature, tell its life, and take an edit back, on a copy of the demonstration registry."""

import pytest

pytestmark = pytest.mark.base
ON = ("--valid-on", "2022-12-31")


@pytest.fixture
def outlet(demo):
    known = demo.store.frame("outlets", codes=None)
    return known[known["status"].eq("active") & known["valid_to"].isna() & known["flow_m3_per_d"].notna()].iloc[0]


def test_an_edit_is_saved_told_and_taken_back(registry_call, demo, demo_copy, outlet):
    code, head = outlet["code"], demo.store.head()
    start, by = ("--registry", demo_copy, *ON), ("--by", "李工", "--why", "现场核实", "--json")
    edited = registry_call(*start, "edit", code, "--set", "status=停用", "--set", "flow_m3_per_d=12", *by)
    assert edited.code == 0, edited.err
    made = edited.json
    assert (made["revision"], made["change"], made["on"]) == (head + 1, "event", "2022-12-31")
    assert {(one["field"], one["new"]) for one in made["changes"]} == {("status", "stopped"), ("flow_m3_per_d", 12.0)}
    told = registry_call(*start, "history", code, "--json").json
    assert {"versions", "changes", "lineage", "links", "decisions"} <= set(told)
    last = [one for one in told["changes"] if one["revision"] == head + 1]
    assert {(one["change"], one["field"], one["valid_from"]) for one in last} == {
        ("event", "status", "2022-12-31"),
        ("event", "flow_m3_per_d", "2022-12-31"),
    }
    assert told["lineage"]["nodes"][0]["code"] == code
    late = registry_call(*start, "edit", code, "--set", "flow_m3_per_d=13", "--based-on", str(head), *by)
    assert (late.code, late.json["error"]["code"]) == (1, "E020")
    assert [one["field"] for one in late.json["findings"]] == ["flow_m3_per_d", "status"]
    undone = registry_call(*start, "undo", head + 1, "--by", "李工", "--json").json
    assert undone == {"revision": head + 2}
    again = registry_call(*start, "undo", head + 1, "--by", "李工", "--json")
    assert (again.code, again.json["error"]["code"]) == (1, "S051")


def test_a_wrong_edit_is_refused_in_one_sentence(registry_call, demo_copy, outlet):
    start, by = ("--registry", demo_copy, "--lang", "zh", *ON), ("--by", "李工", "--why", "核实", "--json")
    for cells, exit_code, code in (
        (("--set", "flow_m3_per_d"), 2, "E006"),
        (("--set", "lon=10"), 1, "E002"),
    ):
        refused = registry_call(*start, "edit", outlet["code"], *cells, *by)
        assert (refused.code, refused.json["error"]["code"]) == (exit_code, code)
        assert len(refused.err.strip().splitlines()) == 1
