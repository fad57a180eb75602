"""The button that hands over everything of one section as one file."""

from layers.marks import point_marks
from layers.parts import map_parts
from registry.language import msg
from registry.report.pack import pack_html, pack_name
from registry.service.section_page_pack import section_pack
from registry.ui import session, widgets


def offer(code: str) -> None:
    """Offer the section as one file that opens by double click, without a network."""
    about = (code, session.as_of(), session.revision(), session.language())
    widgets.offer(msg("Section as one file"), lambda: make(code), about, "section pack")


def make(code: str) -> widgets.File:
    """Compose the file."""
    content = section_pack(session.registry(), code, session.as_of())
    language = session.language()
    return widgets.File(
        pack_name(content, language), pack_html(content, map_parts, point_marks(), language), "text/html"
    )
