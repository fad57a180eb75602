"""Ledgers sent through a page: kept for a day under keys that nobody guesses; written whole or cancelled in time."""

import os
import time
from dataclasses import replace

import pytest

from registry.errors import CallError
from registry.progress import CancelledError, listening
from registry.service import received
from registry.service.importing import ImportOptions, commit_import
from registry.service.received import Inbox
from tests.service.ledgers import DAY, WHO, office, outlet

__all__ = ["office"]
OPTIONS = ImportOptions("表一", "gcj02", "gb18030", "太原市", DAY, ("L020",), strict=True, today=DAY)


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path / "registry.sqlite.jobs" / "ledgers")


def test_a_ledger_is_found_again_as_it_was_sent_and_is_to_be_read(inbox):
    sent = inbox.take("三月.xlsx", b"cells", "outlets", OPTIONS)
    inbox.put(written := replace(sent, revision=7))
    assert Inbox(inbox.folder).find(sent.key) == written
    assert (written.name, written.options) == ("三月.xlsx", OPTIONS)


def test_the_same_file_sent_twice_lies_there_twice(inbox):
    first, second = (inbox.take("a.csv", b"cells", "outlets", OPTIONS) for _ in range(2))
    assert first.key != second.key
    assert first.sha256 == second.sha256


def test_a_folder_in_a_name_leads_nowhere(inbox):
    sent = inbox.take("../../registry.sqlite", b"cells", "outlets", OPTIONS)
    assert sent.name == "registry.sqlite"
    assert {path.parent for path in inbox.folder.iterdir()} == {inbox.folder}


@pytest.mark.parametrize("key", ["", "x", "../ledgers", "0" * 16, "0" * 17])
def test_no_other_key_finds_or_throws_away_anything(inbox, key):
    sent = inbox.take("a.csv", b"cells", "outlets", OPTIONS)
    assert inbox.find(key) is None
    inbox.throw_away(key)
    assert inbox.find(sent.key) == sent


@pytest.mark.parametrize("text", ["", "{", "[]", '{"key": "a"}', '{"options": {}}'])
def test_damaged_notes_are_no_ledger(inbox, text):
    sent = inbox.take("a.csv", b"cells", "outlets", OPTIONS)
    (inbox.folder / f"{sent.key}.json").write_text(text, "utf-8")
    assert inbox.find(sent.key) is None


def test_ledgers_of_yesterday_go_when_another_is_sent(inbox):
    old = inbox.take("a.csv", b"cells", "outlets", OPTIONS)
    yesterday = time.time() - received.KEPT_S - 1
    os.utime(inbox.folder / f"{old.key}.ledger", (yesterday, yesterday))
    new = inbox.take("b.csv", b"cells", "outlets", OPTIONS)
    assert [inbox.find(one.key) for one in (old, new)] == [None, new]
    assert len(list(inbox.folder.iterdir())) == 2


def test_a_ledger_that_has_gone_is_refused_in_a_sentence(inbox, office):
    sent = inbox.take("a.csv", b"cells", "outlets", OPTIONS)
    inbox.throw_away(sent.key)
    with pytest.raises(CallError, match=r"a\.csv"):
        inbox.preview(office.registry, sent)


def test_a_ledger_is_weighed_as_the_file_itself_would_be(inbox, office):
    path = office.file([outlet(1), outlet(2)])
    sent = inbox.take(path.name, path.read_bytes(), "outlets", ImportOptions(reported_on=DAY, today=DAY))
    preview = inbox.preview(office.registry, sent)
    assert (preview.source.name, preview.source.sha256) == (path.name, sent.sha256)
    assert (preview.new, preview.findings) == (2, [])


class Impatient:
    """Listens, and cancels the work when it has come so far."""

    def __init__(self, until=2.0):
        self.until, self.heard = until, []

    def told(self, share):
        self.heard.append(share)
        if share >= self.until:
            raise CancelledError

    def bound(self):
        self.heard.append("bound")


def test_reading_checking_and_planning_are_told_in_order(office):
    path = office.file([outlet(n) for n in range(1, 40)])
    with listening(listener := Impatient()):
        office.preview([outlet(n) for n in range(1, 40)])
    assert path.exists()
    assert listener.heard == sorted(listener.heard)
    assert len(listener.heard) > 80
    assert listener.heard[-1] > 0.95


@pytest.mark.parametrize("until", [0.0, 0.3, 0.75, 0.95])
def test_a_preview_can_be_cancelled_anywhere_and_nothing_is_written(office, until):
    with listening(Impatient(until)), pytest.raises(CancelledError):
        office.preview([outlet(n) for n in range(1, 40)])
    assert office.store.head() == 0


def test_writing_can_be_cancelled_before_the_revision_and_not_after(office):
    preview = office.preview([outlet(1)])
    with listening(Impatient(0.5)), pytest.raises(CancelledError):
        commit_import(office.registry, preview, WHO, "测试")
    assert office.store.head() == 0
    with listening(listener := Impatient()):
        assert commit_import(office.registry, preview, WHO, "测试") == 1
    assert listener.heard[-1] == "bound"
