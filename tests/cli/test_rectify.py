"""The commands of rectification, on a copy of the demonstration registry."""

import openpyxl
import pytest

from registry.cli.rectify import chosen, in_its_place
from registry.errors import CallError
from registry.quarter import Quarter
from registry.service.bulletin import bulletin
from registry.vocabulary import STEPS

pytestmark = pytest.mark.base
ON = ("--valid-on", "2022-12-31", "--lang", "en")


def test_a_step_is_recorded_and_one_without_its_evidence_refused(registry_call, demo, demo_copy):
    overdue = bulletin(demo, Quarter(2022, 4)).overdue
    code = overdue.loc[overdue["stage"] == "planned", "code"].iloc[0]
    start = ("--registry", demo_copy, *ON)
    step = ("rectify", code, "--by", "李工", "--on", "2022-12-31", "--json", "--step")
    bare = registry_call(*start, *step, "done")
    assert (bare.code, bare.json["error"]["code"]) == (1, "L302")
    assert bare.json["error"]["message"].startswith("Done lacks Evidence or document no.")
    assert [finding["field"] for finding in bare.json["findings"]] == ["evidence"]
    begun = registry_call(*start, *step, "实施整治", "--evidence", "P-7")
    assert (begun.code, begun.json["stage"], "done" in begun.json["next"]) == (0, "under_way", True)
    assert begun.json["revision"] == demo.store.head() + 1
    one = registry_call(*start, "rectification", "--outlet", code, "--json").json
    assert (one["stage"], one["by_steps"], one["days_late"]) == ("under_way", True, 92)
    assert one["steps"] == begun.json["steps"]
    assert one["steps"][-1]["evidence"] == "P-7"


def test_a_step_of_no_known_name_is_a_wrong_call(registry_call, demo_path):
    wrong = registry_call(
        "--registry", demo_path, "rectify", "X", "--step", "dine", "--on", "2022-12-31", "--by", "李工"
    )
    assert (wrong.code, wrong.out, "Traceback" in wrong.err) == (2, "", False)


def test_a_bulletin_is_written_with_the_figures_it_prints(registry_call, demo_copy, tmp_path):
    path = tmp_path / "通报.xlsx"
    made = registry_call("--registry", demo_copy, "bulletin", "--quarter", "2022Q4", "-o", path, "--json")
    assert made.code == 0
    assert (made.json["problems"], made.json["measures"], made.json["projects"]["finished"]) == (23, 86, 62)
    assert len(list(openpyxl.load_workbook(path)["逾期排污口"].iter_rows(min_row=4))) == made.json["outlets"]["overdue"]
    told = registry_call("--registry", demo_copy, "rectification", "--quarter", "2022Q4", "--json").json
    assert told["outlets"] == made.json["outlets"]
    assert len(told["overdue"]) == told["outlets"]["overdue"] == sum(row["overdue"] for row in told["by_city"])


@pytest.mark.parametrize(
    ("step", "told", "kept"),
    [
        ("traced", {"evidence": "甲厂"}, {"responsible_unit": "甲厂"}),
        (
            "traced",
            {"evidence": "函3号", "responsible_unit": "甲厂"},
            {"evidence": "函3号", "responsible_unit": "甲厂"},
        ),
        ("classified", {"evidence": "规范整治"}, {"rectification_class": "规范整治"}),
        ("planned", {"evidence": "方案1号", "due_on": None}, {"evidence": "方案1号"}),
        ("checked", {"evidence": "王工", "result": "failed"}, {"person": "王工", "result": "failed"}),
        ("spot_checked", {"evidence": "合格"}, {"result": "合格"}),
        ("reopened", {"evidence": "督办2号"}, {"evidence": "督办2号"}),
        ("done", {"remark": "无"}, {"remark": "无"}),
    ],
)
def test_evidence_told_alone_is_the_one_thing_that_a_step_needs(step, told, kept):
    assert in_its_place(step, told) == kept


def test_a_choice_may_be_named_in_any_of_its_spellings():
    step = STEPS.field("step")
    spellings = ("under_way", "Under way", "under-way", "实施整治", "整治中")
    assert {chosen(step, spelling) for spelling in spellings} == {"under_way"}
    assert (chosen(step, "class"), chosen(step, "plan"), chosen(step, "closed")) == (
        "classified",
        "planned",
        "closed_out",
    )
    with pytest.raises(CallError, match="choose one of found, traced"):
        chosen(step, "dine")
