"""The map's modules in one file keep their meaning: each stands once, behind what it imports, and no name twice."""

import re
from collections import Counter

from registry.ui import map_script, served

MODULES = sorted(path for path in (served.OWN_ASSETS / "map").rglob("*.js") if path.name != "mount.js")
TOP_NAME = re.compile(r"^(?:export )?(?:default )?(?:async )?(?:function\*?|const|let|class) +([\w$]+)", re.MULTILINE)


def test_every_module_stands_once_and_behind_those_that_it_imports_but_for_circles():
    order = map_script.in_order(map_script.FIRST)
    assert sorted(order) == MODULES
    place = {path: number for number, path in enumerate(order)}
    late = {
        (path.name, other)
        for path in order
        for other in map_script.IMPORT.findall(path.read_text("utf-8"))
        if place[(path.parent / other).resolve()] > place[path]
    }
    assert {path for path, _ in late} <= {path.name for path in order if in_circle(path)}


def in_circle(path):
    met, waiting = set(), [path]
    while waiting:
        one = waiting.pop()
        for name in map_script.IMPORT.findall(one.read_text("utf-8")):
            other = (one.parent / name).resolve()
            if other == path:
                return True
            if other not in met:
                met.add(other)
                waiting.append(other)
    return False


def test_no_name_is_used_twice_at_the_top_of_the_modules():
    names = Counter(name for path in MODULES for name in TOP_NAME.findall(path.read_text("utf-8")))
    assert [name for name, times in names.items() if times > 1] == []


def test_nothing_is_imported_under_another_name_and_one_export_is_left():
    assert [path.name for path in MODULES if re.search(r"^import .* as ", path.read_text("utf-8"), re.MULTILINE)] == []
    words = re.findall(r"^(?:import|export)\b.*$", map_script.script(), re.MULTILINE)
    assert [word.split("(")[0] for word in words] == ["export default async function show"]
