"""The same ledgers give the same registry: brought twice, in any order of rows, interrupted and brought again."""

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.store import store as store_module
from tests.conftest import FULL
from tests.service.ledgers import Office, office, outlet

__all__ = ["office"]

EXAMPLES = 500 if FULL else 3
CELLS = st.fixed_dictionaries(
    {"排水量(m3/d)": st.sampled_from([50.0, 120.0, 800.5])},
    optional={
        "状态": st.sampled_from(["在用", "停用"]),
        "乡镇": st.sampled_from(["东湖镇", "西谷乡"]),
        "备注": st.sampled_from(["", "=1+1", "𠮷口", "  空格 "]),
    },
)
LEDGERS = st.lists(st.dictionaries(st.integers(1, 6), CELLS, min_size=1), min_size=1, max_size=2)


class PowerError(Exception):
    """Something that ends a program in the midst of a write."""


def interrupted(append):
    def write(*arguments):
        append(*arguments)
        raise PowerError

    return write


def bring(folder: Path, ledgers, order, *, twice=False, interrupt=False) -> tuple[str, int]:
    """Bring ledgers into a new registry; its content hash and last revision."""
    folder.mkdir()
    new = Office(folder)
    for ledger in ledgers:
        rows = [outlet(number, **ledger[number]) for number in order if number in ledger]
        if interrupt:
            with pytest.MonkeyPatch.context() as patch, suppress(PowerError):
                patch.setattr(store_module, "append", interrupted(store_module.append))
                assert new.bring(rows) is None
        for _ in range(1 + twice):
            new.bring(rows)
    return new.store.content_hash(), new.store.head()


@settings(max_examples=EXAMPLES)
@given(LEDGERS, st.permutations(range(1, 7)))
def test_the_same_ledgers_give_the_same_registry(office_once, ledgers, order):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        once = bring(folder / "once", ledgers, range(1, 7))
        assert bring(folder / "twice", ledgers, range(1, 7), twice=True) == once
        assert bring(folder / "shuffled", ledgers, order) == once
        assert bring(folder / "interrupted", ledgers, order, interrupt=True) == once


@pytest.fixture(scope="module")
def office_once(tmp_path_factory):
    """Read ledgers in this process and leave the water out, as `office` does, for all examples."""
    with pytest.MonkeyPatch.context() as patch:
        office.__wrapped__(tmp_path_factory.mktemp("office"), patch)
        yield
