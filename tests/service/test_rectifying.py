"""Record steps one by one: one revision each, refused with what is missing, taken back whole."""

from datetime import date, timedelta
from threading import Thread

import pytest

from registry.errors import DataRefusedError, NotFoundError, StoreError
from registry.service.history import undo
from registry.service.rectifying import next_steps, record_step, timeline
from registry.service.registry import AsOf
from registry.service.steps import standing_table
from tests.service.ledgers import DAY, WHO, office, outlet

__all__ = ["office"]

ONE, TWO = outlet(1)["排污口编码"], outlet(2)["排污口编码"]
NOW = AsOf(DAY)


@pytest.fixture
def registry(office):
    office.bring(
        [outlet(1), outlet(2, 责任主体="乙厂", 整治类型="规范整治", 整治进展="整治中")], reported_on=date(2022, 1, 1)
    )
    return office.registry


def record(registry, step, on, code=ONE, **details):
    return record_step(registry, code, step, date.fromisoformat(on), WHO, **details)


def test_a_step_is_one_revision_and_says_who_recorded_it(registry):
    head = registry.store.head()
    assert record(registry, "traced", "2022-03-01", responsible_unit="甲厂") == head + 1
    (row,) = timeline(registry, ONE, NOW).to_dict("records")
    assert (row["step"], row["responsible_unit"], row["actor"]) == ("traced", "甲厂", WHO.name)
    assert timeline(registry, ONE, AsOf(date(2022, 2, 28))).empty
    assert timeline(registry, ONE, AsOf(DAY, head)).empty


def test_a_step_without_its_evidence_is_refused_in_one_sentence(registry):
    head = registry.store.head()
    with pytest.raises(DataRefusedError, match="Traced lacks Responsible unit") as refusal:
        record(registry, "traced", "2022-03-01", responsible_unit="")
    assert (refusal.value.code, len(refusal.value.findings)) == ("L302", 1)
    assert registry.store.head() == head


def test_a_step_out_of_order_names_what_may_follow(registry):
    assert next_steps(registry, ONE, NOW) == ["found", "traced"]
    with pytest.raises(DataRefusedError, match="what may follow is Found, Traced"):
        record(registry, "done", "2022-03-01", evidence="照片")


def test_where_the_ledger_says_under_way_the_next_step_is_to_be_done(registry):
    assert "done" in next_steps(registry, TWO, NOW)
    record(registry, "done", "2022-05-01", TWO, evidence="照片")
    assert next_steps(registry, TWO, NOW) == ["checked"]


def test_the_same_step_twice_and_an_unknown_outlet_are_refused(registry):
    record(registry, "found", "2022-03-01")
    with pytest.raises(DataRefusedError, match="recorded for that day already"):
        record(registry, "found", "2022-03-01")
    with pytest.raises(NotFoundError):
        record(registry, "found", "2022-03-01", "nowhere")


def test_what_is_still_to_come_is_not_recorded(registry):
    with pytest.raises(DataRefusedError, match="still to come"):
        record(registry, "found", (date.today() + timedelta(days=1)).isoformat())  # noqa: DTZ011
    record(registry, "found", date.today().isoformat())  # noqa: DTZ011


def test_a_step_taken_back_leaves_the_outlet_where_it_stood(registry):
    record(registry, "found", "2022-03-01")
    made = record(registry, "traced", "2022-03-02", responsible_unit="甲厂")
    undo(registry, made, WHO)
    assert timeline(registry, ONE, NOW)["step"].tolist() == ["found"]
    assert timeline(registry, ONE, AsOf(DAY, made))["step"].tolist() == ["found", "traced"]


def test_a_step_that_another_builds_on_is_not_taken_back(registry):
    record(registry, "found", "2022-03-01")
    first = record(registry, "traced", "2022-03-02", responsible_unit="甲厂")
    second = record(registry, "classified", "2022-03-03", rectification_class="ban")
    with pytest.raises(StoreError, match=r"Classified of .* on 2022-03-03 builds on it"):
        undo(registry, first, WHO)
    undo(registry, second, WHO)
    undo(registry, first, WHO)
    assert timeline(registry, ONE, NOW)["step"].tolist() == ["found"]


def test_an_outlet_that_has_steps_does_not_disappear(registry):
    brought = registry.store.revisions()["revision"].iloc[-1]
    record(registry, "found", "2022-03-01")
    with pytest.raises(StoreError, match="cannot be undone"):
        undo(registry, int(brought), WHO)


def test_steps_recorded_at_once_are_all_kept(registry):
    failures = []

    def work(code, step, **details):
        try:
            record(registry, step, "2022-05-01", code, **details)
        except Exception as error:  # noqa: BLE001  a thread hands its failure over
            failures.append(error)

    threads = [
        Thread(target=work, args=(ONE, "traced"), kwargs={"responsible_unit": "甲厂"}),
        Thread(target=work, args=(TWO, "done"), kwargs={"evidence": "照片"}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    rows = standing_table(registry, NOW).set_index("code")
    assert (rows.loc[ONE, "stage"], rows.loc[TWO, "stage"]) == ("traced", "done")


def test_an_outlet_that_was_split_is_not_counted_beside_its_parts(office, registry):
    parts = [outlet(n, 原编码=ONE, 变更类型="拆分", 生效日期="2022-06-01") for n in (5, 6)]
    office.bring([outlet(1, 变更类型="拆分", 状态=None, 生效日期="2022-06-01"), *parts])
    assert ONE not in set(standing_table(registry, NOW)["code"])
    assert ONE in set(standing_table(registry, AsOf(date(2022, 5, 31)))["code"])
