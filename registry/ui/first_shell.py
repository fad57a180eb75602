"""The parts of Streamlit's own page that it asks for only once a page uses them: here their names are told ahead."""

import re
from functools import cache
from pathlib import Path

import streamlit as st

FOLDER = Path(st.__file__).parent / "static" / "static"
ADDRESS = "/static"
"""Where Streamlit's page looks for the folder."""
EVERY_PAGE = ("Html", "Selectbox", "DateInput", "ButtonGroup", "PageLink", "Button")
"""What the frame round every page is made of: registry, day, language, pages."""
MAPS = ("Slider", "Multiselect", "BidiComponent")
IMPORT = re.compile(r'(?:from|import)\s*"\./([^"/]+\.js)"')


@cache
def modules(names: tuple[str, ...]) -> list[str]:
    """Return the addresses of parts of Streamlit's page and of all that they import, each once.

    A part that a later Streamlit does not have is left out: the page then asks for whatever it needs itself.
    """
    found: dict[str, None] = {}
    waiting = [path for name in names for path in (FOLDER / "js").glob(f"{name}.*.js")]
    while waiting:
        path = waiting.pop()
        if path.name not in found and path.is_file():
            found[path.name] = None
            waiting += [path.with_name(name) for name in IMPORT.findall(path.read_text("utf-8"))]
    return [f"{ADDRESS}/js/{name}" for name in found]
