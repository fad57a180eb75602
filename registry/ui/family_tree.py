"""A family of features as a small drawing: generations from left to right, what happened to each, by day."""

from html import escape

import streamlit as st

from registry.language import Label, msg
from registry.service.lineage import EVENT_LABELS, Edge, Event, Lineage, Node
from registry.ui.session import t

DRAWN = 40
"""How many of a family are drawn, the nearest of kin."""
WIDTH, GAP_X, GAP_Y, LINE, HEAD, EVENTS = 270, 150, 18, 19, 56, 5
BEND = 24
"""How far from a box a line bends: after a parent that was split, before an outlet that others were merged into."""
ASIDE = 10
"""How far above the middle of a box mergers are attached, and splits below: their lines never run into each other."""
GONE = Label("已不存在", "gone")
UNKNOWN = Label("未登记", "not registered")
STYLE = """<style>
.family { overflow-x: auto; margin: 0.2rem 0 0.8rem; }
.family > div { position: relative; }
.family .line { position: absolute; border: 0 solid #5b6b79; }
.family .across { border-top-width: 2px; }
.family .split { border-color: #9a6a1f; }
.family .down { border-left-width: 2px; }
.family .told { position: absolute; font-size: 11px; line-height: 14px; color: #33414d; text-align: center; }
.family .kin { position: absolute; box-sizing: border-box; border: 1px solid #9aa7b2; border-radius: 6px;
  background: #fff; padding: 5px 9px; font-size: 12px; line-height: 19px; overflow: hidden; }
.family .asked { border: 2px solid #0b5c8a; background: #eef6fb; }
.family .gone { border-style: dashed; background: #f4f5f6; }
.family .kin div { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.family .kin .quiet { color: #55636f; }
</style>"""

Place = tuple[int, int]
"""Column and row, from 0."""


def draw(family: Lineage) -> None:
    """Draw a family, the feature asked for brought out; the farthest of a large one are only counted."""
    nodes = family.nodes[:DRAWN]
    drawn = {node.key for node in nodes}
    pairs = [(e.source, e.target) for e in family.edges if {e.source, e.target} <= drawn]
    places = arranged([node.key for node in nodes], pairs)
    height = HEAD + LINE * min(EVENTS, max(len(node.events) for node in nodes))
    columns, rows = (1 + max(place[axis] for place in places.values()) for axis in (0, 1))
    size = (columns * (WIDTH + GAP_X) - GAP_X, rows * (height + GAP_Y))
    lines = "".join(
        line(places[e.source], places[e.target], height, e) for e in family.edges if {e.source, e.target} <= drawn
    )
    boxes = "".join(box(node, places[node.key], height, asked=node is family.asked) for node in nodes)
    st.html(
        f'{STYLE}<div class="family" role="group" aria-label="{escape(t(msg("Family tree")))}">'
        f'<div style="width:{size[0]}px;height:{size[1]}px">'
        f"{lines}{boxes}</div></div>"
    )
    if len(nodes) < len(family.nodes):
        st.caption(t(msg("{count} more of the family are not drawn.", count=len(family.nodes) - len(nodes))))


def arranged(keys: list[str], pairs: list[tuple[str, str]]) -> dict[str, Place]:
    """Return the place of each node: a column per generation, in it near its parents; circles end with the last."""
    generation = dict.fromkeys(keys, 0)
    for _ in keys:
        late = {b: generation[a] + 1 for a, b in pairs if generation[a] + 1 > generation[b]}
        if not late or max(late.values()) >= len(keys):
            break
        generation |= late
    columns = sorted(set(generation.values()))
    rows: dict[str, int] = {}
    for column in columns:
        members = [key for key in keys if generation[key] == column]
        wanted = {key: parents_row(key, pairs, rows) for key in members}
        rows |= {key: row for row, key in enumerate(sorted(members, key=lambda key: wanted[key]))}
    return {key: (columns.index(generation[key]), rows[key]) for key in keys}


def parents_row(key: str, pairs: list[tuple[str, str]], rows: dict[str, int]) -> float:
    """Return the mean row of a node's parents, 0 without any."""
    found = [rows[parent] for parent, child in pairs if child == key and parent in rows]
    return sum(found) / len(found) if found else 0.0


def corner(place: Place, height: int) -> Place:
    """Return the left upper corner of a box."""
    return place[0] * (WIDTH + GAP_X), place[1] * (height + GAP_Y)


def line(source: Place, target: Place, height: int, edge: Edge) -> str:
    """Return the bent line between two boxes as HTML, with what it means and since when."""
    (x1, y1), (x2, y2) = corner(source, height), corner(target, height)
    is_split = edge.change == "split"
    attached = height // 2 + (ASIDE if is_split else -ASIDE)
    x1, y1, y2 = x1 + WIDTH, y1 + attached, y2 + attached
    bend = x1 + BEND if is_split else x2 - BEND
    parts = (
        ("across", min(x1, bend), y1, abs(bend - x1), 0),
        ("down", bend, min(y1, y2), 0, abs(y2 - y1) + 2),
        ("across", min(bend, x2), y2, abs(x2 - bend), 0),
    )
    drawn = "".join(
        f'<div class="line {look} {edge.change}" style="left:{x}px;top:{y}px;width:{w}px;height:{h}px"></div>'
        for look, x, y, w, h in parts
    )
    left, top = (bend, y2 + 2) if is_split else (x1, y1 - 15)
    told = escape(f"{t(EVENT_LABELS[edge.change])} {edge.on.date()}")
    return f'{drawn}<div class="told" style="left:{left}px;top:{top}px;width:{GAP_X - BEND}px">{told}</div>'


def box(node: Node, place: Place, height: int, *, asked: bool) -> str:
    """Return one member of the family as HTML: code, name, and the last of what happened to it."""
    left, top = corner(place, height)
    look = " ".join(["kin", *(["asked"] if asked else []), *([] if node.exists else ["gone"])])
    state = "" if node.exists else f" · {t(UNKNOWN if node.feature_id is None else GONE)}"
    head = f"<div><b>{escape(node.code)}</b>{escape(state)}</div><div>{escape(node.name or '—')}</div>"
    told = "".join(f'<div class="quiet">{escape(sentence(event))}</div>' for event in node.events[-EVENTS:])
    style = f"left:{left}px;top:{top}px;width:{WIDTH}px;height:{height}px"
    return f'<div class="{look}" style="{style}" title="{escape(node.name or node.code)}">{head}{told}</div>'


def sentence(event: Event) -> str:
    """Return what happened, with the day, and the code before or the outlet it went into."""
    return f"{event.on.date()} {t(EVENT_LABELS[event.change])} {event.old or event.new or ''}".rstrip()
