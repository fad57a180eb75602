"""The command that says what a person should look at, in the order of the Review page."""

from datetime import date

import pytest

from registry.service.registry import AsOf
from registry.service.reviewing import review

pytestmark = pytest.mark.base
ON = ("--valid-on", "2022-12-31")


@pytest.fixture
def queue(demo):
    return review(demo, AsOf(date(2022, 12, 31))).queue


def test_the_weightiest_come_first_as_on_the_page_and_say_why_in_words(registry_call, demo_path, queue):
    told = registry_call("--registry", demo_path, *ON, "--lang", "en", "review", "--top", "5", "--json").json
    assert told["waiting"] == len(queue)
    assert [row["code"] for row in told["queue"]] == queue["code"].head(5).tolist()
    assert [row["rank"] for row in told["queue"]] == [1, 2, 3, 4, 5]
    assert all(row["grade"] in {"C", "D"} for row in told["queue"])
    assert all(len(row["why"]) == len(row["doubts"]) > 0 for row in told["queue"])
    assert all("answers to" in row["sentence"] for row in told["queue"])
    weights = [row["weight"] for row in told["queue"]]
    assert weights == sorted(weights, reverse=True)


def test_a_kind_and_a_city_narrow_the_queue(registry_call, demo_path, queue):
    start = ("--registry", demo_path, *ON, "review", "--kind", "plants")
    plants, both = (registry_call(*start, *more, "--json").json for more in ((), ("--city", "太原市")))
    wanted = queue[queue["kind"] == "plants"]
    assert [row["rank"] for row in plants["queue"]] == (wanted.index + 1).tolist()
    assert [row["code"] for row in plants["queue"]] == wanted["code"].tolist()
    assert [row["code"] for row in both["queue"]] == wanted.loc[wanted["city"] == "太原市", "code"].tolist()


def test_a_kind_that_answers_to_no_section_has_no_queue(registry_call, demo_path):
    start = ("--registry", demo_path, *ON, "review", "--json", "--kind")
    refused = [registry_call(*start, kind) for kind in ("sections", "nonsense")]
    assert [(run.code, run.json["error"]["code"]) for run in refused] == [(2, "D005"), (2, "K001")]


def test_a_person_reads_a_table_with_its_total(registry_call, demo_path, queue):
    shown = registry_call("--registry", demo_path, *ON, "--lang", "zh", "review", "--top", "1")
    assert queue["code"].iloc[0] in shown.out
    assert "待复核" in shown.out
