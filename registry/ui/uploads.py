"""Choosing a file to upload, with what is taken and up to which size said in the reader's language."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from registry.language import Message
from registry.ui.session import language, t

USUAL_MB = 50
"""The server's own limit (`server.maxUploadSize`)."""


def upload(
    label: Message,
    types: Sequence[str],
    key: str,
    *,
    limit_mb: int = USUAL_MB,
    several: bool = False,
    changed: Callable[[], None] | None = None,
) -> Any:
    """Let the reader choose a file, or `several`; return what was chosen, None or nothing while there is none."""
    if language() == "zh":
        name = re.sub(r"[^a-zA-Z0-9_-]", "-", key)
        place = f".st-key-{name} [data-testid='stFileUploaderDropzoneInstructions']::after"
        said = f"也可把文件拖到这里 · 不超过 {limit_mb} MB · {'、'.join(types)}"
        st.html(f"<style>{place} {{ content: '{said}'; }}</style>")
    return st.file_uploader(
        t(label),
        type=list(types),
        key=key,
        max_upload_size=limit_mb,
        accept_multiple_files=several,
        on_change=changed,
    )
