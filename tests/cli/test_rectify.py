"""The commands of rectification, on a copy of the demonstration registry."""

import openpyxl
import pytest

from registry.quarter import Quarter
from registry.service.bulletin import bulletin

pytestmark = pytest.mark.base
ON = ("--valid-on", "2022-12-31", "--lang", "en")


def test_steps_are_recorded_until_one_lacks_its_evidence(registry_command, demo, demo_copy):
    overdue = bulletin(demo, Quarter(2022, 4)).overdue
    code = overdue.loc[overdue["stage"] == "planned", "code"].iloc[0]
    start = ("--registry", demo_copy, *ON)
    by = ("--by", "李工", "--json")
    begun = registry_command(*start, "rectify", code, "--step", "实施整治", "--on", "2022-12-30", *by)
    assert (begun.code, begun.json["stage"]) == (0, "under_way")
    assert begun.json["revision"] == demo.store.head() + 1
    bare = registry_command(*start, "rectify", code, "--step", "done", "--on", "2022-12-31", *by)
    assert (bare.code, bare.json["error"]["code"]) == (1, "L302")
    assert bare.json["error"]["message"].startswith("Done lacks Evidence or document no.")
    assert [finding["field"] for finding in bare.json["findings"]] == ["evidence"]
    done = registry_command(*start, "rectify", code, "--step", "done", "--on", "2022-12-31", "--evidence", "P-7", *by)
    assert (done.code, done.json["next"]) == (0, ["checked"])
    assert done.json["steps"][-1]["evidence"] == "P-7"
    one = registry_command(*start, "rectification", "--outlet", code, "--json").json
    assert (one["stage"], one["by_steps"], one["days_late"]) == ("done", True, None)
    assert one["steps"] == done.json["steps"]
    told = registry_command(*start, "rectification", "--json").json
    assert (told["outlets"]["overdue"], told["measures"]) == (len(overdue) - 1, 86)
    assert code not in {row["code"] for row in told["overdue"]}
    wrong = registry_command(*start, "rectify", code, "--step", "dine", "--on", "2022-12-31", *by)
    assert (wrong.code, wrong.json["error"]["code"]) == (2, "R002")
    assert "Traceback" not in wrong.err


def test_a_bulletin_is_written_with_the_figures_it_prints(registry_command, demo_copy, tmp_path):
    path = tmp_path / "通报.xlsx"
    made = registry_command("--registry", demo_copy, "bulletin", "--quarter", "2022Q4", "-o", path, "--json")
    assert made.code == 0
    assert (made.json["problems"], made.json["measures"], made.json["projects"]["finished"]) == (23, 86, 62)
    assert len(list(openpyxl.load_workbook(path)["逾期排污口"].iter_rows(min_row=4))) == made.json["outlets"]["overdue"]
    table = registry_command("--registry", demo_copy, "rectification", "--quarter", "2022Q4")
    assert (table.code, str(made.json["outlets"]["found"]) in table.out) == (0, True)
