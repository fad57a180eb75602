"""Photos and documents of a feature are kept by hash, with both clocks; what is no such file is refused."""

import base64
import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PIL import Image

from registry.errors import DataRefusedError, LedgerFileError, NotFoundError, StoreError
from registry.ledger import attachment_source, attachment_worker
from registry.ledger.attachment_worker import look_at
from registry.ledger.containers import RefusedFileError
from registry.service.attaching import attach, detach, safe_name
from registry.service.attachment_rules import check_files
from registry.service.attachments import attachment_count, attachments
from registry.service.backup import back_up, folder_of, restore
from registry.service.history import undo
from registry.service.registry import AsOf, Registry
from registry.settings import Settings
from registry.store import Actor, Store
from registry.store.attachment_files import FileState, file_at, files_of, thumbnail_at
from tests.service.photos import photo
from tests.store.helpers import change

WHO = Actor("李工")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def registry(small_demo_copy, base_layers, monkeypatch) -> Registry:
    """A small registry to write; files are looked at in this process, which is quicker."""

    def here(path, _options, _module):
        try:
            return look_at(path)
        except RefusedFileError as refused:
            return {"refused": refused.reason, "values": refused.values}

    monkeypatch.setattr(attachment_source, "run_worker", here)
    settings = replace(Settings(), registry_path=small_demo_copy)
    return Registry(settings, Store.open(small_demo_copy), base_layers)


@pytest.fixture
def outlet(registry):
    rows = registry.store.frame("outlets", valid_on=date(2022, 12, 31))
    return rows[rows["lon"].notna()].iloc[0]


def office(member: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="application/vnd.{member}"/></Types>')
    return made.getvalue()


DOCX = office("openxmlformats-officedocument.wordprocessingml.document.main+xml")
XLSX = office("openxmlformats-officedocument.spreadsheetml.sheet.main+xml")


def test_a_photo_is_kept_by_its_hash_with_its_time_its_place_and_how_far_it_was_taken_from_the_outlet(registry, outlet):
    data = photo(outlet["lon"], outlet["lat"] + 0.001)
    made = attach(registry, outlet["code"], "outlets", "口门 1.jpg", data, WHO, "  标志牌 ")
    assert (made.file_name, made.caption, made.attached_by, made.media_type) == (
        "口门 1.jpg",
        "标志牌",
        "李工",
        "image/jpeg",
    )
    assert made.taken_at == datetime(2022, 5, 6, 7, 8, 9)  # noqa: DTZ001  a camera's clock has no zone
    assert made.distance_m == pytest.approx(111, abs=1)
    assert file_at(files_of(registry.store.path), made.sha256).read_bytes() == data
    with Image.open(thumbnail_at(files_of(registry.store.path), made.sha256)) as small:
        assert max(small.size) == 320
        assert not small.getexif()
    assert registry.store.revisions().iloc[-1][["actor", "file_name"]].tolist() == ["李工", "口门 1.jpg"]


@pytest.mark.parametrize(("away_deg", "doubtful"), [(0.0005, False), (0.05, True)])
def test_a_photo_taken_too_far_off_is_doubtful(registry, outlet, away_deg, doubtful):
    made = attach(registry, outlet["code"], "outlets", "a.jpg", photo(outlet["lon"], outlet["lat"] + away_deg), WHO)
    assert made.doubtful is doubtful


def test_taking_away_is_a_revision_and_can_be_undone(registry, outlet):
    code = outlet["code"]
    first = attach(registry, code, "outlets", "a.pdf", PDF, WHO)
    gone = detach(registry, code, "outlets", "a.pdf", WHO, "错附")
    assert attachments(registry, code, "outlets") == []
    counted = [attachment_count(registry, code, "outlets", known_at) for known_at in (first.revision, gone)]
    assert counted == [1, 0]
    assert [one.sha256 for one in attachments(registry, code, "outlets", AsOf(date(2022, 12, 31), first.revision))] == [
        first.sha256
    ]
    undo(registry, gone, WHO)
    (back,) = attachments(registry, code, "outlets", verify=True)
    assert (back.file_name, back.attached_by, back.state) == ("a.pdf", "李工", FileState.WHOLE)
    undo(registry, undo(registry, back.revision, WHO), WHO)
    with pytest.raises(NotFoundError, match=r"Nothing called b\.pdf"):
        detach(registry, code, "outlets", "b.pdf", WHO)


def test_the_same_file_is_not_attached_twice_and_a_large_one_not_at_all(registry, outlet):
    attach(registry, outlet["code"], "outlets", "a.pdf", PDF, WHO)
    head = registry.store.head()
    with pytest.raises(DataRefusedError, match=r"b.pdf is attached to .* already, as a.pdf"):
        attach(registry, outlet["code"], "outlets", "b.pdf", PDF, WHO)
    registry.settings = replace(registry.settings, attachment_mb=1)
    with pytest.raises(DataRefusedError, match="larger than 1 MB"):
        attach(registry, outlet["code"], "outlets", "c.pdf", PDF + bytes(1024**2), WHO)
    assert registry.store.head() == head


def test_a_feature_that_has_photos_is_not_taken_back_with_its_revision(registry):
    number = registry.store.next_feature_id()
    made = registry.store.commit(change({"feature_id": number, "code": "NEW"}), WHO, "first")
    attach(registry, "NEW", "outlets", "a.pdf", PDF, WHO)
    with pytest.raises(StoreError, match=r"named by a\.pdf"):
        undo(registry, made, WHO)


def test_a_missing_and_an_altered_file_are_told_and_found_by_check(registry, outlet):
    folder = files_of(registry.store.path)
    one = attach(registry, outlet["code"], "outlets", "a.pdf", PDF, WHO)
    two = attach(registry, outlet["code"], "outlets", "b.pdf", PDF + b"\n", WHO)
    assert check_files(registry) == []
    file_at(folder, one.sha256).unlink()
    file_at(folder, two.sha256).write_bytes(b"x" * two.size_bytes)
    states = {a.file_name: a.state for a in attachments(registry, outlet["code"], verify=True)}
    assert states == {"a.pdf": FileState.MISSING, "b.pdf": FileState.ALTERED}
    assert [(f.code, f.feature_id) for f in check_files(registry)] == [
        ("L401", outlet["code"]),
        ("L402", outlet["code"]),
    ]


def test_a_backup_carries_the_files_and_a_restore_puts_them_back(registry, outlet):
    path = registry.store.path
    one = attach(registry, outlet["code"], "outlets", "a.pdf", PDF, WHO)
    assert back_up(path)
    two = attach(registry, outlet["code"], "outlets", "b.pdf", PDF + b"\n", WHO)
    for kept in (one, two):
        file_at(files_of(path), kept.sha256).unlink()
    done = restore(path)
    assert (done.files.named, done.files.lost) == (1, ())
    assert file_at(files_of(path), one.sha256).read_bytes() == PDF
    file_at(folder_of(path) / "files", one.sha256).write_bytes(b"altered")
    file_at(files_of(path), one.sha256).unlink()
    assert restore(path, now=datetime(2030, 1, 1, tzinfo=UTC)).files.lost == (one.sha256,)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.html", photo(), "image/jpeg"),
        ("a.png", photo(form="PNG"), "image/png"),
        ("a.jpg", photo(form="WEBP"), "image/webp"),
        ("a.txt", PDF, "application/pdf"),
        ("a", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.csv", "编码,名称\n1,甲\n".encode("gb18030"), "text/csv"),
        ("a.csv", "现场记录：水质清澈。".encode(), "text/plain"),
    ],
)
def test_a_file_is_what_its_content_says(tmp_path, name, data, media_type):
    (tmp_path / name).write_bytes(data)
    assert look_at(tmp_path / name)["media_type"] == media_type


MACROS = office("ms-word.document.macroEnabled.main+xml")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "markup"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "markup"),
        (b"MZ\x90\x00\x03", "type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "type"),
        (photo()[:2000], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "damaged"),
        (b"%PDF-1.4 cut off", "damaged"),
        (b"PK\x03\x04nonsense", "damaged"),
        (office("nothing"), "type"),
        (MACROS, "macros"),
    ],
)
def test_what_is_no_photo_or_document_is_refused(tmp_path, data, reason):
    (tmp_path / "a.jpg").write_bytes(data)
    with pytest.raises(RefusedFileError) as refused:
        look_at(tmp_path / "a.jpg")
    assert refused.value.reason == reason
    assert reason in attachment_source.REFUSALS


def test_a_picture_that_would_unpack_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(attachment_worker, "MAX_PIXELS", 100 * 100)
    (tmp_path / "a.png").write_bytes(photo(size=(101, 100), form="PNG"))
    with pytest.raises(RefusedFileError) as refused:
        look_at(tmp_path / "a.png")
    assert refused.value.reason == "pixels"


def test_a_photo_taken_with_the_camera_turned_is_shown_upright(tmp_path):
    (tmp_path / "a.jpg").write_bytes(photo(turned=6))
    with Image.open(io.BytesIO(base64.b64decode(look_at(tmp_path / "a.jpg")["thumbnail"]))) as small:
        assert small.size == (240, 320)
        assert small.getpixel((200, 160))[0] > 150  # what was above lies on the right


def test_the_worker_refuses_in_one_sentence(tmp_path):
    (tmp_path / "x").write_bytes(b"<html>")
    with pytest.raises(LedgerFileError, match=r"page\.jpg is a web page"):
        attachment_source.look_at(tmp_path / "x", "page.jpg")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("report.exe", "report.exe.pdf"),
        ("..\\..\\a:b.PDF", "ab.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a\u202egpj.pdf", "agpj.pdf"),
        ("", "file.pdf"),
    ],
)
def test_a_name_becomes_a_plain_one_that_ends_as_its_content_says(name, kept):
    assert safe_name(name, "application/pdf") == kept


def test_a_registry_without_attached_files_has_nothing_to_check(registry):
    assert registry.store.frame("attachments").empty
    assert check_files(registry) == []
