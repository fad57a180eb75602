"""The map's script as one file: a browser with an empty cache pays for every file that it asks for.

The modules in `assets/map` stay apart for whoever reads them. They import by name, use no name twice at their top
level, and so keep their meaning when they stand one after another, each behind those that it imports.
"""

import re
from functools import cache
from pathlib import Path

from registry.ui.served import OWN_ASSETS

FIRST = OWN_ASSETS / "map" / "index.js"
NAME = "map.js"
"""What the one file is called among our assets."""
IMPORT = re.compile(r'^import \{[^}]*\} from "([^"]+)";\n', re.MULTILINE)
AGAIN = re.compile(r"^export \{[^}]*\};\n", re.MULTILINE)
"""What a module hands on of another: with one scope there is nothing to hand on."""
EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)


@cache
def script() -> str:
    """Return the modules in one, whose default export is that of the first."""
    return "\n".join(f"// {path.name}\n{bare(path)}" for path in in_order(FIRST))


def in_order(first: Path) -> list[Path]:
    """Return a module behind all that it imports, each once, in the order that a browser would run them."""
    met, done = {first}, []

    def visit(path: Path) -> None:
        others = [(path.parent / name).resolve() for name in IMPORT.findall(path.read_text("utf-8"))]
        for other in others:
            if other not in met:
                met.add(other)
                visit(other)
        done.append(path)

    visit(first)
    return done


def bare(path: Path) -> str:
    """Return a module's text without its imports, its names open to those that follow."""
    text = path.read_text("utf-8")
    return EXPORT.sub("", AGAIN.sub("", IMPORT.sub("", text)))
