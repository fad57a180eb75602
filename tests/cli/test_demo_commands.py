"""The commands on the demonstration registry give the figures that the contract names."""

import pytest

from tests.ledger_maker import write_csv

pytestmark = pytest.mark.base
DAY = ("--valid-on", "2022-12-31")
KINDS = ("outlets", "plants", "wetlands", "villages", "projects")


def total(summary, kind):
    return summary[kind] if isinstance(summary[kind], int) else summary[kind]["total"]


def test_the_summary_states_the_year_end_of_the_demonstration(registry_command, demo_path):
    found = registry_command("--registry", demo_path, *DAY, "summary", "--json").json
    assert found["sections"] == 58
    assert {row["successor"] is not None for row in found["sections_retired"]} == {True}
    assert found["outlets"] == 3730
    assert found["wetlands"] == {"total": 40, "tail-water": 14, "river-mouth": 10, "in-river": 16}
    assert found["villages"]["finished_in"]["2022"] == 634
    assert found["projects"]["finished"] == 62
    assert found["plants"] == 43


def test_sections_and_unassigned_add_up_to_every_total(registry_command, demo_path):
    found = registry_command("--registry", demo_path, *DAY, "summary", "--json").json
    for kind in KINDS:
        placed = sum(row[kind] for row in found["by_section"].values())
        assert placed + found["unassigned"][kind] == total(found, kind)
    assert sum(found["grades"].values()) == sum(total(found, kind) for kind in KINDS)


def test_assigning_everything_again_changes_nothing_and_balances(registry_command, demo_copy):
    summary = registry_command("--registry", demo_copy, *DAY, "summary", "--json").json
    report = registry_command("--registry", demo_copy, *DAY, "assign", "--all", "--json").json
    assert report["changed"] == 0
    assert report["moved"] == []
    for kind in KINDS:
        counts = report["certificate"][kind]
        assert counts["balanced"] is True
        assert counts["in"] == counts["assigned"] + counts["unassigned"]
        assert sum(report["grades"][kind].values()) == counts["in"]
        assert counts["in"] == total(summary, kind)


def test_assigning_recomputes_what_is_out_of_date_and_all_when_asked(registry_command, demo_copy):
    report = registry_command("--registry", demo_copy, *DAY, "assign", "--json").json
    assert report["recomputed"] == report["changed"] == 0
    assert set(report["because"].values()) == {0}
    report = registry_command("--registry", demo_copy, *DAY, "assign", "--all", "--json").json
    assert report["recomputed"] == report["because"]["all"] >= sum(report["certificate"][kind]["in"] for kind in KINDS)


def test_a_retired_section_recomputes_what_it_touches_and_says_how_many(registry_command, demo_copy, demo, tmp_path):
    section = demo.store.frame("sections").query("code == 'DM14112701'").iloc[0]
    headings = {"code": "断面编码", "name": "断面名称", "river": "河流", "city": "市", "county": "县"}
    row = {heading: section[name] for name, heading in headings.items()}
    row |= {"级别": "国考", "经度": section["lon"], "纬度": section["lat"], "停用日期": "2022-09-01"}
    ledger = tmp_path / "断面.csv"
    write_csv(ledger, [row])
    command = ("import", ledger, "--kind", "sections", "--quarter", "2022Q4", "--json")
    previewed = registry_command("--registry", demo_copy, *DAY, *command, "--dry-run").json
    assert previewed["changed"] == 1
    assert previewed["recomputed"] == 0
    done = registry_command("--registry", demo_copy, *DAY, *command, "--by", "李工").json
    total = registry_command("--registry", demo_copy, *DAY, "assign", "--all", "--json").json
    assert total["changed"] == 0
    assert 0 < done["reassigned"] <= done["recomputed"] < 0.1 * total["recomputed"]


def test_a_passport_begins_with_a_sentence_in_each_language(registry_command, demo_path, demo):
    code = demo.store.frame("outlets", valid_on=None)["code"].iloc[0]
    for language, word in (("zh", "断面"), ("en", "answers to")):
        passport = registry_command("--registry", demo_path, "--lang", language, *DAY, "explain", code, "--json").json
        assert word in passport["sentence"]
        assert {"kind", "code", "section", "national_section", "grade", "evidence", "runner_up"} <= set(passport)
        assert {"flip_m", "reasons", "decided_by"} <= set(passport)


def test_history_shows_both_clocks_and_undo_takes_the_last_revision_back(registry_command, demo_copy, demo):
    code = demo.store.frame("outlets", valid_on=None)["code"].iloc[0]
    versions = registry_command("--registry", demo_copy, "history", code, "--json").json["versions"]
    assert {"revision", "valid_from", "valid_to", "actor", "reason"} <= set(versions[0])
    before = registry_command("--registry", demo_copy, "--known-at", demo.store.head() - 1, "summary", "--json").json
    undone = registry_command("--registry", demo_copy, "undo", demo.store.head(), "--by", "tester", "--json").json
    assert undone["revision"] == demo.store.head() + 1
    after = registry_command("--registry", demo_copy, "summary", "--json").json
    assert {**after, "revision": None} == {**before, "revision": None}
