"""The commands by which a person decides, on a copy of the demonstration registry."""

from datetime import date

import pytest

from registry.service.features import feature_table
from registry.service.registry import AsOf

pytestmark = pytest.mark.base
ON = ("--valid-on", "2022-12-31")


@pytest.fixture
def doubtful(demo):
    table = feature_table(demo, "outlets", AsOf(date(2022, 12, 31)))
    return table[(table["grade"] == "C") & table["runner_up"].notna()].iloc[0]


def test_a_decision_is_made_explained_kept_and_taken_back(registry_call, demo, demo_copy, doubtful):
    code, other, head = doubtful["code"], doubtful["runner_up"], demo.store.head()
    start = ("--registry", demo_copy, *ON)
    made = registry_call(*start, "decide", code, "--section", other, "--by", "李工", "--why", "现场核实", "--json")
    assert (made.code, made.json) == (0, {"revision": head + 1})
    assigned = registry_call(*start, "assign", "--all", "--by", "李工", "--json")
    assert all(account["balanced"] for account in assigned.json["certificate"].values())
    passport = registry_call(*start, "explain", code, "--json").json
    assert (passport["section"], passport["decided_by"]) == (other, "李工")
    assert [reason["code"] for reason in passport["reasons"]] == ["decided"]
    taken = registry_call(*start, "undecide", code, "--by", "李工", "--kind", "outlets", "--json")
    assert taken.json["revision"] > head + 1
    passport = registry_call(*start, "explain", code, "--json").json
    assert (passport["section"], passport["decided_by"]) == (doubtful["section_code"], None)


def test_a_wrong_decision_is_refused_in_one_sentence(registry_call, demo_copy, doubtful):
    start = ("--registry", demo_copy, *ON)
    by = ("--by", "李工", "--why")
    unknown = registry_call(*start, "decide", doubtful["code"], "--section", "DM99999999", *by, "现场核实", "--json")
    silent = registry_call(*start, "decide", doubtful["code"], "--section", doubtful["runner_up"], *by, "", "--json")
    nothing = registry_call(*start, "undecide", doubtful["code"], "--by", "李工", "--json")
    assert [(run.code, run.json["error"]["code"]) for run in (unknown, silent, nothing)] == [
        (1, "D002"),
        (2, "D001"),
        (1, "D004"),
    ]
    assert all(run.err.count("\n") == 1 for run in (unknown, silent, nothing))


def test_a_shared_decision_is_explained_in_both_languages_and_counted_once(registry_call, demo_copy, doubtful):
    code, own, other = doubtful["code"], doubtful["section_code"], doubtful["runner_up"]
    start = ("--registry", demo_copy, *ON)
    before = registry_call(*start, "summary", "--json").json
    made = registry_call(
        *start, "decide", code, "--section", own, "--share", f"{other}=0.4", "--by", "李工", "--why", "分担", "--json"
    )
    assert made.code == 0
    passport = registry_call(*start, "explain", code, "--json").json
    assert [(share["section"], share["share"]) for share in passport["shares"]] == [(own, 0.6), (other, 0.4)]
    assert passport["shares"][0]["section_name"] == passport["section_name"]
    assert any(f"({own}) 60%" in line and f"({other}) 40%" in line for line in passport["evidence"])
    english = registry_call("--lang", "en", *start, "explain", code)
    assert f"({other}) 40%. It counts once, under {passport['section_name']}." in english.out
    after = registry_call(*start, "summary", "--json").json
    assert after["by_section"] == before["by_section"]
    assert registry_call(*start, "undecide", code, "--by", "李工", "--json").code == 0
    assert registry_call(*start, "explain", code, "--json").json["shares"] == []


def test_wrong_shares_are_refused_in_one_sentence(registry_call, demo_copy, doubtful):
    start = ("--registry", demo_copy, *ON, "decide", doubtful["code"], "--section", doubtful["section_code"])
    why = ("--by", "李工", "--why", "分担", "--json")
    other = doubtful["runner_up"]
    wrong = {
        "half": (2, "D009"),
        f"{other}=": (2, "D009"),
        "=0.4": (2, "D009"),
        f"{other}=40%": (2, "D009"),
        f"{other}=1": (2, "D007"),
        f"{other}=0": (2, "D007"),
        f"{doubtful['section_code']}=0.4": (2, "D006"),
        "DM99999999=0.4": (1, "D002"),
    }
    runs = {text: registry_call(*start, "--share", text, *why) for text in wrong}
    assert {text: (run.code, run.json["error"]["code"]) for text, run in runs.items()} == wrong
    assert all(run.err.count("\n") == 1 for run in runs.values())
