"""The strip of a section's river on its page: drawing and list in step; a row opens the feature on the map."""

import hashlib
import json

import streamlit as st

from layers.marks import point_marks
from registry.language import msg
from registry.report.strip import strip_key, strip_svg
from registry.report.strip_words import COLUMNS, rows_told, told_of
from registry.report.web import asset
from registry.section_contents import Strip
from registry.service.section_page_strip import section_strip
from registry.ui import section_head, served, widgets
from registry.ui.session import as_of, ask, language, t

KEY = "section_strip"
QUIET = ".strip-told { font-size: 13px; color: #5b6b79; margin: 6px 0; }"

mount = st.components.v2.component(
    KEY,
    css=asset("strip.css") + QUIET,
    js=asset("strip.js") + (served.OWN_ASSETS / "strip_mount.js").read_text("utf-8"),
)


def draw(code: str) -> None:
    """Draw the strip of a section's own unit or of the whole river above it."""
    choices = {"unit": t(msg("Own unit")), "river": t(msg("Whole river above"))}
    chosen = st.segmented_control(
        t(msg("Part of the river")),
        list(choices),
        format_func=choices.__getitem__,
        default="unit",
        required=True,
        key="section_strip_part",
    )
    with widgets.working(msg("Laying the river straight …")):
        strip = ask(whole_strip if chosen == "river" else own_strip, code, as_of())
    show(strip)
    widgets.checks([strip.check])


def own_strip(registry: object, code: str, on: object) -> Strip:
    """Return the strip of the own unit."""
    return section_strip(registry, code, on)  # type: ignore[arg-type]


def whole_strip(registry: object, code: str, on: object) -> Strip:
    """Return the strip of the whole river above."""
    return section_strip(registry, code, on, whole_river=True)  # type: ignore[arg-type]


def show(strip: Strip) -> None:
    """Show drawing and list, and open the feature whose row was chosen."""
    marks, spoken = point_marks(), language()
    data: dict[str, object] = {
        "svg": strip_svg(strip, marks, spoken),
        "key": strip_key(strip, marks, spoken),
        "told": told_of(strip, marks, spoken),
        "columns": [[name, t(label)] for name, label in COLUMNS.items()],
        "rows": rows_told(strip, marks, spoken),
        "words": {"open": t(msg("Open on the map")), "list": t(msg("Along the water, from the section up"))},
    }
    data["version"] = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    heard = mount(key=KEY, data=data, on_open_change=lambda: None)
    if heard.open:
        section_head.open_on_map(heard.open["kind"], heard.open["code"])
