"""A document that finds no room leaves the one before it, and nothing beside it."""

import gc
import resource

import pytest

from registry.errors import CallError
from registry.report.files import sha256_of
from registry.report.list_workbook import write_list
from registry.report.template import write_template
from tests.conftest import FULL
from tests.report.toy import list_content

STEP = 512 if FULL else 4096
DOCUMENTS = {
    "list": lambda path: write_list(list_content(), path),
    "template": lambda path: write_template("outlets", path),
}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # XlsxWriter leaves its scratch open
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_workbook_is_written_whole_or_not_at_all(tmp_path, document):
    write, path = DOCUMENTS[document], tmp_path / "台账.xlsx"
    write(path)
    there = {file.name: sha256_of(file) for file in tmp_path.iterdir()}
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    for room in range(0, path.stat().st_size, STEP):
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
        try:
            with pytest.raises(CallError, match=r"台账.xlsx could not be written"):
                write(path)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        gc.collect()
        assert {file.name: sha256_of(file) for file in tmp_path.iterdir()} == there
    write(path)
    assert {file.name: sha256_of(file) for file in tmp_path.iterdir()} == there
