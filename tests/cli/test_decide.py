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


def test_a_decision_is_made_explained_kept_and_taken_back(registry_command, demo, demo_copy, doubtful):
    code, other, head = doubtful["code"], doubtful["runner_up"], demo.store.head()
    start = ("--registry", demo_copy, *ON)
    made = registry_command(*start, "decide", code, "--section", other, "--by", "李工", "--why", "现场核实", "--json")
    assert (made.code, made.json) == (0, {"revision": head + 1})
    assigned = registry_command(*start, "assign", "--all", "--by", "李工", "--json")
    assert all(account["balanced"] for account in assigned.json["certificate"].values())
    passport = registry_command(*start, "explain", code, "--json").json
    assert (passport["section"], passport["decided_by"]) == (other, "李工")
    assert [reason["code"] for reason in passport["reasons"]] == ["decided"]
    taken = registry_command(*start, "undecide", code, "--by", "李工", "--kind", "outlets", "--json")
    assert taken.json["revision"] > head + 1
    passport = registry_command(*start, "explain", code, "--json").json
    assert (passport["section"], passport["decided_by"]) == (doubtful["section_code"], None)


def test_a_wrong_decision_is_refused_in_one_sentence(registry_command, demo_copy, doubtful):
    start = ("--registry", demo_copy, *ON)
    by = ("--by", "李工", "--why")
    unknown = registry_command(*start, "decide", doubtful["code"], "--section", "DM99999999", *by, "现场核实", "--json")
    silent = registry_command(*start, "decide", doubtful["code"], "--section", doubtful["runner_up"], *by, "", "--json")
    nothing = registry_command(*start, "undecide", doubtful["code"], "--by", "李工", "--json")
    assert [(run.code, run.json["error"]["code"]) for run in (unknown, silent, nothing)] == [
        (1, "D002"),
        (2, "D001"),
        (1, "D004"),
    ]
    assert all(run.err.count("\n") == 1 for run in (unknown, silent, nothing))
