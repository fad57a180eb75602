"""Hand out attached files: pictures to be shown, anything else only to be saved."""

from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from registry.errors import NotFoundError, RegistryError
from registry.service.attachment_handing import hand_out, thumbnail
from registry.ui import session

FILE = "/attachments/{revision:int}/{sha256}"
THUMBNAIL = "/attachments/{revision:int}/{sha256}/thumbnail"
SAFE = {
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-cache",
}


def file_address(revision: int, sha256: str) -> str:
    """Return where a file is handed out, for a revision that names it."""
    return f"/attachments/{revision}/{sha256}"


def answer_file(request: Request) -> Response:
    """Answer a file under its own name, or why it cannot be had."""
    sha256 = request.path_params["sha256"]
    try:
        file = hand_out(session.registry(), request.path_params["revision"], sha256)
    except RegistryError as refusal:
        return refused(refusal)
    if sha256 in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=SAFE)
    shown = "inline" if file.is_picture else "attachment"
    headers = {
        **SAFE,
        "etag": f'"{sha256}"',
        "content-disposition": f"{shown}; filename*=utf-8''{quote(file.file_name, safe='')}",
    }
    return Response(file.data, media_type=file.media_type, headers=headers)


def answer_thumbnail(request: Request) -> Response:
    """Answer the small picture of a photo, or why it cannot be had."""
    try:
        small = thumbnail(session.registry(), request.path_params["revision"], request.path_params["sha256"])
    except RegistryError as refusal:
        return refused(refusal)
    return Response(small, media_type="image/webp", headers={**SAFE, "cache-control": "private, max-age=86400"})


def refused(refusal: RegistryError) -> Response:
    """Answer a refusal in one sentence."""
    missing = isinstance(refusal, NotFoundError)
    status = HTTPStatus.NOT_FOUND if missing else HTTPStatus.CONFLICT
    told = {"error": {"code": refusal.code, "message": str(refusal)}}
    return JSONResponse(told, status_code=status, headers=SAFE)
