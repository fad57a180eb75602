"""The process that opens a photo or document somebody attaches: `python -m registry.ledger.attachment_worker FILE {}`.

It says what the file is by its content, never by its name; of a picture also when and where it was taken, and a small
picture of it: turned upright, without what the camera wrote into it.
"""

import base64
import io
import json
import sys
import warnings
import zipfile
import zlib
from pathlib import Path
from typing import Any

from registry.ledger.containers import RefusedFileError, check_sizes
from registry.ledger.worker import ZIP_MAGIC, decode, limit_resources
from registry.vocabulary import attachments as kinds

MAX_PIXELS = 100_000_000
"""More than any phone takes; a picture of more is refused before it is unpacked."""
THUMBNAIL_PX, QUALITY = 320, 80
CONTENT_TYPES = "[Content_Types].xml"
MAX_CONTENT_TYPES_BYTES = 1 << 20
OFFICE = {
    b"wordprocessingml.document.main+xml": kinds.DOCX,
    b"spreadsheetml.sheet.main+xml": kinds.XLSX,
}
MARKUP = ("<!doctype", "<html", "<svg", "<script", "<?xml", "<body", "<iframe")
HEAD_CHARS = 4096
GPS_IFD, EXIF_IFD = 0x8825, 0x8769
TAKEN_AT, CHANGED_AT = 0x9003, 0x0132


def main(arguments: list[str]) -> int:
    """Look at one file within limits and print what it is, or why it is refused."""
    limit_resources()
    try:
        answer = look_at(Path(arguments[0]))
    except RefusedFileError as refused:
        answer = {"refused": refused.reason, "values": refused.values}
    except MemoryError:
        answer = {"refused": "limits", "values": {}}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode())
    return 0


def look_at(path: Path) -> dict[str, Any]:
    """Return what a file is: `media_type`, and of a picture `taken_at`, `lon`, `lat`, `thumbnail` (base64 WebP).

    Raises
    ------
    RefusedFileError
        When it is empty, of no type that is kept, damaged or too large once unpacked.
    """
    data = path.read_bytes()
    if not data:
        raise RefusedFileError("empty")
    if (picture := picture_type(data)) is not None:
        return {"media_type": picture, **look_at_picture(data)}
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-2048:]:
            raise RefusedFileError("damaged")
        return {"media_type": kinds.PDF}
    if data.startswith(ZIP_MAGIC):
        return {"media_type": office_type(path)}
    return {"media_type": text_type(data)}


def picture_type(data: bytes) -> str | None:
    """Return which kind of picture the first bytes announce, None for none."""
    if data.startswith(b"\xff\xd8\xff"):
        return kinds.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return kinds.PNG
    return kinds.WEBP if data.startswith(b"RIFF") and data[8:12] == b"WEBP" else None


def look_at_picture(data: bytes) -> dict[str, Any]:
    """Decode a picture whole, and return when and where it was taken and a small one of it."""
    from PIL import Image, ImageOps  # noqa: PLC0415  after the limits

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
                told = camera_notes(picture.getexif())
                picture.draft("RGB", (2 * THUMBNAIL_PX, 2 * THUMBNAIL_PX))
                picture.load()
                small = ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedFileError("pixels", limit=MAX_PIXELS // 1_000_000) from error
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, zlib.error) as error:
        raise RefusedFileError("damaged") from error
    small.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    made = io.BytesIO()
    plain = Image.new("RGB", small.size, "white")
    opaque = small.convert("RGBA")
    plain.paste(opaque, mask=opaque.getchannel("A"))
    plain.save(made, "WEBP", quality=QUALITY)
    return {**told, "thumbnail": base64.b64encode(made.getvalue()).decode()}


def camera_notes(exif: Any) -> dict[str, Any]:
    """Return `taken_at` (the camera's local time), `lon` and `lat`, each only where the camera noted it soundly."""
    told: dict[str, Any] = {}
    moment = exif.get_ifd(EXIF_IFD).get(TAKEN_AT) or exif.get(CHANGED_AT)
    text = str(moment or "").strip("\0 ")
    day, _, clock = text.partition(" ")
    if len(text) == len("2022:05:06 07:08:09"):
        told["taken_at"] = f"{day.replace(':', '-')}T{clock}"
    place = exif.get_ifd(GPS_IFD)
    lat, lon = degrees(place.get(2), place.get(1), "S"), degrees(place.get(4), place.get(3), "W")
    if lat is not None and lon is not None and abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0.0, 0.0):  # noqa: PLR2004
        told |= {"lon": lon, "lat": lat}
    return told


def degrees(parts: Any, side: Any, negative: str) -> float | None:
    """Return degrees, minutes, seconds of a camera as decimal degrees, None where they are none."""
    try:
        whole, minutes, seconds = (float(part) for part in parts)
        value = whole + minutes / 60 + seconds / 3600
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if not 0 <= value <= 180:  # noqa: PLR2004
        return None
    return -value if str(side or "").strip("\0 ").upper().startswith(negative) else value


def office_type(path: Path) -> str:
    """Return whether a zip is a Word document or an Excel workbook, by what it says it contains."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            check_sizes(members)
            names = {member.filename for member in members}
            if CONTENT_TYPES not in names:
                raise RefusedFileError("type")
            with archive.open(CONTENT_TYPES) as listed:
                said = listed.read(MAX_CONTENT_TYPES_BYTES)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        raise RefusedFileError("damaged") from error
    if b"macroEnabled" in said or any(name.endswith("vbaProject.bin") for name in names):
        raise RefusedFileError("macros")
    found = next((media for mark, media in OFFICE.items() if mark in said), None)
    if found is None:
        raise RefusedFileError("type")
    return found


def text_type(data: bytes) -> str:
    """Return whether bytes are plain text or rows of cells; what a browser would take for a page is neither."""
    try:
        text, _ = decode(data, None)
    except RefusedFileError as error:
        raise RefusedFileError("type") from error
    if any(ord(letter) < ord(" ") and letter not in "\t\r\n\f" for letter in text):
        raise RefusedFileError("type")
    head = text[:HEAD_CHARS].lower()
    if any(mark in head for mark in MARKUP):
        raise RefusedFileError("markup")
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    separators = {line.count(",") for line in lines}
    return kinds.CSV if len(lines) > 1 and len(separators) == 1 and separators != {0} else kinds.TEXT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
