"""Files that are no ledgers end in one sentence, exit 1 or 2, and leave the registry's bytes alone."""

import hashlib

import pytest
from openpyxl import Workbook

pytestmark = pytest.mark.base


def missing(folder):
    return folder / "nowhere.xlsx"


def empty(folder):
    path = folder / "empty.xlsx"
    path.write_bytes(b"")
    return path


def text_named_xlsx(folder):
    path = folder / "text.xlsx"
    path.write_text("this is no workbook", encoding="utf-8")
    return path


def without_known_headings(folder):
    path = folder / "recipes.xlsx"
    book = Workbook()
    book.active.append(["菜名", "价格"])
    book.active.append(["刀削面", 12])
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("make", "code"), [(missing, 2), (empty, 2), (text_named_xlsx, 2), (without_known_headings, 1)]
)
def test_a_file_that_is_no_ledger_is_refused_in_one_sentence(registry_command, demo_copy, tmp_path, make, code):
    before = hashlib.sha256(demo_copy.read_bytes()).hexdigest()
    path = make(tmp_path)
    run = registry_command("--registry", demo_copy, "import", path, "--kind", "outlets", "--by", "张三", "--json")
    assert run.code == code
    assert len(run.err.strip().splitlines()) == 1
    assert run.json["error"]["message"] == run.err.strip()
    assert hashlib.sha256(demo_copy.read_bytes()).hexdigest() == before
