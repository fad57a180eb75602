"""Closing a quarter: in order, balanced, signed, frozen; what is learned later is a correction of the next."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from registry.analysis.balance import MOVEMENTS
from registry.analysis.quarter_list import LIST_COLUMNS
from registry.errors import CallError, DataRefusedError, StoreError
from registry.language import LANGUAGES
from registry.quarter import Quarter
from registry.report.list_workbook import published_hashes, write_list
from registry.service.assignment import assignments_for
from registry.service.closing import Waive, close_quarter, open_errors
from registry.service.comparing import compare, list_fingerprint
from registry.service.frozen import pack, published_list, unpack
from registry.service.history import undo
from registry.service.quarterly import draft_list, quarter_list
from registry.service.registry import Registry
from registry.settings import Settings
from registry.store import Actor, ChangeSet, Store
from registry.store.timeline import apply_correction, apply_event

pytestmark = pytest.mark.base

OFFICE = Actor("王处长")
Q1, Q2, Q3, Q4 = (Quarter(2022, number) for number in (1, 2, 3, 4))


@pytest.fixture
def registry(small_demo_copy, base_layers) -> Registry:
    """A small registry with three closed quarters that a test may write."""
    return Registry(replace(Settings(), registry_path=small_demo_copy), Store.open(small_demo_copy), base_layers)


@pytest.fixture(scope="module")
def demo(small_demo_path, base_layers) -> Registry:
    """The same, to read."""
    return Registry(replace(Settings(), registry_path=small_demo_path), Store.open(small_demo_path), base_layers)


def close(registry, quarter=Q4, **options):
    return close_quarter(registry, quarter, OFFICE, published_hashes, **options)


def change(registry, timeline, reason="改"):
    changes = ChangeSet({"outlets": timeline}, assignments={"outlets": assignments_for(registry, "outlets", timeline)})
    return registry.store.commit(changes, OFFICE, reason)


def life(registry, code):
    rows = registry.store.frame("outlets", codes=[code])
    return registry.store.frame("outlets", feature_ids=rows["feature_id"].tolist()).drop(columns="revision")


def test_the_demonstration_comes_with_three_closed_quarters_and_a_draft(demo):
    assert demo.store.closings()["quarter"].tolist() == ["2022Q1", "2022Q2", "2022Q3"]
    assert [quarter_list(demo, quarter).closed for quarter in (Q1, Q2, Q3, Q4)] == [True, True, True, False]


@pytest.mark.parametrize("quarter", [Q1, Q2, Q3], ids=str)
def test_a_published_list_is_what_the_two_clocks_say_of_it(demo, quarter):
    published = published_list(demo.store, quarter)
    again = compare(demo, quarter.previous().last_day, quarter.last_day)
    assert again.end.fingerprint == published.fingerprint
    assert list_fingerprint(quarter, published.stamp.revision, demo, again.new) == published.fingerprint
    columns = ["feature_id", *LIST_COLUMNS]
    pd.testing.assert_frame_equal(again.new[columns], published.outlets[columns])
    pd.testing.assert_frame_equal(again.balance, published.balance)
    assert again.counts == published.counts


def test_a_frozen_list_comes_back_as_it_was(demo):
    packed = demo.store.closed_content(Q2)
    content = unpack(packed)
    assert pack(content) == packed
    assert all(content.checks[0].title.render(language) for language in LANGUAGES)
    assert content.sign_off is not None
    assert content.sign_off.by == "省厅水处"


def test_a_quarter_opens_with_the_list_published_before(demo):
    draft = draft_list(demo, Q4)
    published = published_list(demo.store, Q3)
    assert (draft.opening.published, draft.opening.fingerprint) == (True, published.fingerprint)
    assert draft.balance["opening"].sum() == len(published.outlets)
    assert draft.balance["corrected"].sum() == sum(
        draft.changes.loc[draft.changes["change"] == "corrected", "number"].tolist()
    )


def test_closing_freezes_the_list_under_a_name(registry):
    signed = close(registry)
    assert quarter_list(registry, Q4).fingerprint == signed.fingerprint
    record = registry.store.closings().iloc[-1]
    assert (record["quarter"], record["actor"], record["rows"]) == ("2022Q4", "王处长", len(signed.outlets))
    assert record["known_at"] == signed.stamp.revision == registry.store.head() - 1


def test_quarters_are_closed_once_in_order_and_when_they_are_over(registry):
    with pytest.raises(DataRefusedError, match="was closed by 省厅水处"):
        close(registry, Q3)
    with pytest.raises(DataRefusedError, match="the next one is 2022Q4"):
        close(registry, Quarter(2023, 1))
    with pytest.raises(DataRefusedError, match="lasts until 2022-12-31"):
        close(registry, at=datetime(2022, 12, 31, 9, tzinfo=UTC))
    head = registry.store.head()
    close(registry)
    assert registry.store.head() == head + 1


def test_a_quarter_is_over_when_its_last_day_ends_by_the_offices_clock(registry, monkeypatch):
    monkeypatch.setattr(registry.store, "commit", lambda *_arguments, **_options: 0)
    with pytest.raises(DataRefusedError, match="lasts until 2022-12-31"):
        close(registry, at=datetime(2022, 12, 31, 15, 59, tzinfo=UTC))
    assert close(registry, at=datetime(2022, 12, 31, 16, 0, tzinfo=UTC)).closed


def test_a_late_correction_never_touches_what_was_published(registry, tmp_path):
    signed = close(registry)
    sha256 = write_list(signed, tmp_path / "a.xlsx")
    for code in signed.outlets["code"].iloc[:40]:
        change(registry, apply_correction(life(registry, code), {"lon": 112.0, "lat": 37.0, "name": "改名"}))
    again = quarter_list(registry, Q4)
    assert again.fingerprint == signed.fingerprint
    assert write_list(again, tmp_path / "b.xlsx") == sha256
    following = draft_list(registry, Quarter(2023, 1))
    late = following.changes[following.changes["change"] == "corrected"]
    assert late["feature_id"].nunique() == 40
    assert following.balance["opening"].sum() == len(signed.outlets)
    assert all(check.holds for check in following.checks)


def test_an_outlet_reported_late_is_a_correction_and_not_new(registry):
    signed = close(registry)
    parent = life(registry, signed.outlets["code"].iloc[0]).tail(1)
    number = registry.store.next_feature_id()
    missed = parent.assign(
        feature_id=number, code="DB-140121-9999-SH-00", former_code=None, valid_from=pd.Timestamp("2022-11-01")
    )
    change(registry, missed)
    following = draft_list(registry, Quarter(2023, 1))
    totals = following.balance[["opening", *MOVEMENTS, "closing"]].sum()
    assert (totals["corrected"], totals["new"]) == (1, 0)
    assert totals["closing"] == len(signed.outlets) + 1
    assert all(check.holds for check in following.checks)


def test_a_new_place_says_why_the_section_is_another(registry):
    signed = close(registry)
    row = signed.outlets[signed.outlets["section_code"].notna()].iloc[0]
    timeline = apply_event(life(registry, row["code"]), date(2023, 2, 1), {"lon": 111.0, "lat": 36.0, "river": None})
    change(registry, timeline)
    rows = draft_list(registry, Quarter(2023, 1)).changes
    moved = rows[rows["change"] == "moved"].iloc[0]
    assert moved["section_changed"]
    assert moved["distance_m"] > 1_000
    assigned = rows[(rows["change"] == "reassigned") & (rows["field"] == "section_code")]
    assert assigned["because"].tolist() == ["point"]


@pytest.fixture
def outside(registry):
    """A registry in which an outlet lies far outside the province."""
    code = draft_list(registry, Q4).outlets["code"].iloc[0]
    change(registry, apply_correction(life(registry, code), {"lon": 120.0, "lat": 30.0}))
    return code


def test_an_open_error_keeps_the_quarter_open_until_it_is_waived_by_name_and_reason(registry, outside):
    head = registry.store.head()
    with pytest.raises(DataRefusedError, match="L105") as refused:
        close(registry)
    assert {finding.feature_id for finding in refused.value.findings} == {outside}
    with pytest.raises(CallError, match="Say why"):
        close(registry, waives=[Waive("L105", " ")])
    with pytest.raises(CallError, match="nothing to waive"):
        close(registry, waives=[Waive("L999", "x")])
    assert registry.store.head() == head
    signed = close(registry, waives=[Waive(f"L105:{outside}", "现场核实中")])
    assert [(w.count, w.by, w.why) for w in signed.sign_off.waivers] == [(1, "王处长", "现场核实中")]
    assert len(open_errors(registry, Q4)) == 1


def test_a_closing_cannot_be_taken_back(registry):
    with pytest.raises(StoreError, match="never taken back"):
        undo(registry, int(registry.store.closings()["revision"].iloc[-1]), OFFICE)


def test_days_that_do_not_follow_each_other_are_refused(demo):
    with pytest.raises(CallError, match="do not follow"):
        compare(demo, date(2022, 12, 31), date(2022, 12, 31))


@pytest.mark.parametrize(("start", "end"), [("2022-02-11", "2022-12-31"), ("2022-05-05", "2022-11-20")])
def test_any_two_days_compare(demo, start, end):
    compared = compare(demo, date.fromisoformat(start), date.fromisoformat(end))
    assert all(check.holds for check in compared.checks)
    assert not compared.start.published
    assert compared.start.quarter is None


def test_before_it_was_closed_a_quarter_is_a_draft(demo):
    record = demo.store.closings().iloc[-1]
    early = quarter_list(demo, Q3, int(record["revision"]) - 1)
    assert not early.closed
    assert early.fingerprint == published_list(demo.store, Q3).fingerprint
