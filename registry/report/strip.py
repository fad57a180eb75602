"""The strip of a river as a drawing: the section at the bottom, its water from the top, both banks beside it."""

import math
from collections.abc import Iterator, Mapping

from registry.language import Label, Language, msg
from registry.report.strip_layout import Layout, Spot, laid_out
from registry.report.strip_words import BANKS, bank_of, counts_told, km, name_of, place_of, title_of, told_of, what_of
from registry.report.svg import drawing, line, number, path, shortened, symbol, text, width_of
from registry.section_contents import Count, KindMarks, Strip, StripRow

WIDTH, SPINE = 980.0, 476.0
SCALE_X = 970.0
BANK_PX, LABEL_PX = 22.0, 66.0
LABEL_ROOM = 402.0
SIZE = 12.0
WATER, INK, QUIET, GRID, SECTION = "#3f86b5", "#1f2d3a", "#5b6b79", "#e7edf1", "#b2182b"
RADIUS = 5.5
KEY_RADIUS = (RADIUS, 7.5)
CHIP_PX = 6.0
REST = 10_000
"""A number as wide as that of what has no room beside a label can be."""
TICKS_WANTED = 8


def strip_svg(strip: Strip, marks: Mapping[str, KindMarks], language: Language) -> str:
    """Return the strip as SVG; every row is a group with `data-row`, its number among the strip's rows."""
    layout = laid_out(strip)
    parts = [*scale(layout), *heads(language), *spine(layout)]
    parts += [one_row(spot, marks, language) for spot in layout.spots]
    parts += own_section(strip, layout, marks, language)
    title, told = title_of(strip, language), told_of(strip, marks, language)
    return drawing(WIDTH, layout.height, title, told, parts)


def scale(layout: Layout) -> Iterator[str]:
    """Yield the kilometres from the section up, with faint lines across."""
    step = tick_step(layout.length_m)
    for tick in range(int(layout.length_m / step) + 1):
        y = layout.y(tick * step)
        yield line(0, y, SCALE_X - 30, y, stroke=GRID, stroke_width="1")
        yield text(SCALE_X, y + 4, f"{tick * step / 1000:g}", 11, fill=QUIET, text_anchor="end")
    yield text(SCALE_X, layout.top - 18, "km", 11, fill=QUIET, text_anchor="end")


def tick_step(length_m: float) -> float:
    """Return a round step of the scale: 1, 2 or 5 times a power of ten."""
    rough = length_m / TICKS_WANTED
    power = 10.0 ** math.floor(math.log10(rough))
    return float(next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough))


def heads(language: Language) -> Iterator[str]:
    """Yield the names of both banks, and which way the water flows."""
    flow = Label("↓ 水流方向", "↓ flow").render(language)
    yield text(SPINE - LABEL_PX, 20, BANKS["right"].render(language), 13, fill=QUIET, text_anchor="end")
    yield text(SPINE + LABEL_PX, 20, BANKS["left"].render(language), 13, fill=QUIET)
    yield text(SPINE, 20, flow, 12, fill=WATER, text_anchor="middle")


def spine(layout: Layout) -> Iterator[str]:
    """Yield the river itself."""
    yield line(SPINE, layout.top - 12, SPINE, layout.bottom, stroke=WATER, stroke_width="6", stroke_linecap="round")


def one_row(spot: Spot, marks: Mapping[str, KindMarks], language: Language) -> str:
    """Return one row: its mark at the water, its label, and the line between both."""
    row, side = spot.row, spot.side
    at = SPINE + (side * BANK_PX if row.bank else 0.0)
    label_x = SPINE + side * LABEL_PX
    begins = (at + side * 10, spot.mark_y - 13) if row.kind == "tributaries" else (at, spot.mark_y)
    elbow = (SPINE + side * (BANK_PX + 12), begins[1])
    parts = [
        path([begins, elbow, (label_x - side * 4, spot.label_y)], stroke="#b7c2cb", stroke_width="0.8"),
        mark_at_water(spot, at, marks),
        label(row, side, label_x, spot.label_y, marks, language),
    ]
    hover = f"{name_of(row, language)} · {place_of(row)} km · {what_of(row, marks, language)}"
    return f'<g class="strip-row" data-row="{spot.number}"><title>{escaped(hover)}</title>{"".join(parts)}</g>'


def escaped(words: str) -> str:
    """Return text for the inside of an element."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mark_at_water(spot: Spot, at: float, marks: Mapping[str, KindMarks]) -> str:
    """Return what stands at the water: a symbol, a tributary that flows in, or a bracket over a stretch."""
    row, y = spot.row, spot.mark_y
    if row.kind == "tributaries":
        thick = "3" if row.name else "1.8"
        return line(at + spot.side * 10, y - 13, SPINE, y, stroke=WATER, stroke_width=thick, stroke_linecap="round")
    if row.kind == "group":
        return f'<rect x="{number(at - 3)}" y="{number(y - 5)}" width="6" height="10" rx="2" fill="{QUIET}"/>'
    radius = 8.0 if row.kind == "sections" else RADIUS
    return symbol(marks[row.kind].of(row.category), at, y, radius)


def label(row: StripRow, side: int, x: float, y: float, marks: Mapping[str, KindMarks], language: Language) -> str:
    """Return name and distance of a row, and the counts of what it stands for beside them."""
    chips = row.counts if row.kind in ("group", "tributaries") else ()
    place = f"{place_of(row)} km"
    name = bank_of(row, language) if row.kind == "group" and not row.bank else name_of(row, language)
    room = max(LABEL_ROOM - min(sum(map(chip_px, chips)), LABEL_ROOM / 2) - width_of(f" · {place}", SIZE), 60.0)
    shown = place if row.kind == "group" and row.bank else f"{shortened(name, SIZE, room)} · {place}"
    look = {"text_anchor": "end" if side < 0 else "start", "fill": colour(row)}
    if row.kind == "sections" or (row.kind == "tributaries" and row.name):
        look["font_weight"] = "700"
    taken = width_of(shown, SIZE) * 1.06 + 8
    drawn = drawn_chips(fitting(chips, LABEL_ROOM - taken), x + side * taken, y, side, marks)
    return text(x, y + 4, shown, SIZE, **look) + drawn


def colour(row: StripRow) -> str:
    """Return the colour of a label."""
    return {"sections": SECTION, "tributaries": "#1f5f8b", "group": QUIET}.get(row.kind, INK)


def chip_px(count: Count) -> float:
    """Return how wide a symbol with its count is."""
    return 2 * CHIP_PX + width_of(str(count[2]), 11) + 7


def fitting(counts: tuple[Count, ...], room: float) -> tuple[Count, ...]:
    """Return the counts that have room, and the number of all others as one without a kind."""
    if sum(map(chip_px, counts)) <= room:
        return counts
    kept, left = [], room - chip_px(("", "", REST))
    for count in sorted(counts, key=lambda one: -one[2]):
        left -= chip_px(count)
        if left < 0:
            break
        kept.append(count)
    rest = sum(many for _, _, many in counts) - sum(many for _, _, many in kept)
    return (*(count for count in counts if count in kept), ("", "", rest))


def drawn_chips(counts: tuple[Count, ...], start: float, y: float, side: int, marks: Mapping[str, KindMarks]) -> str:
    """Return counts as symbols with numbers, going away from the river."""
    parts, x = [], start
    for kind, category, many in counts:
        wide = chip_px((kind, category, many))
        left = x if side > 0 else x - wide
        if kind:
            parts.append(symbol(marks[kind].of(category), left + CHIP_PX, y, 4.5))
        parts.append(
            text(left + (2 * CHIP_PX + 1 if kind else 2), y + 4, f"{many}" if kind else f"+{many}", 11, fill=INK)
        )
        x += side * wide
    return "".join(parts)


def own_section(strip: Strip, layout: Layout, marks: Mapping[str, KindMarks], language: Language) -> Iterator[str]:
    """Yield the section at the lower end, and what its water meets next."""
    own = next((pair for pair in enumerate(strip.rows) if pair[1].code == strip.code), None)
    where = symbol(marks["sections"].of(own[1].category if own else ""), SPINE, layout.bottom, 11)
    name = text(SPINE, layout.bottom + 28, strip.name, 15, fill=SECTION, text_anchor="middle", font_weight="700")
    yield f'<g class="strip-row" data-row="{own[0] if own else 0}">{where}{name}</g>'
    following = (
        msg("↓ next section: {name}, {km} km", name=strip.below, km=km(strip.below_m or 0.0))
        if strip.below
        else msg("↓ no section further down")
    )
    yield text(SPINE, layout.bottom + 50, following.render(language), 12, fill=QUIET, text_anchor="middle")


def legend_of(strip: Strip) -> list[tuple[str, str]]:
    """Return kind and category of every symbol in the strip, by kind."""
    found = {(kind, category) for row in strip.rows for kind, category, _ in row.counts}
    found |= {(row.kind, row.category) for row in strip.rows if row.kind == "sections"}
    return sorted(found)


def strip_key(strip: Strip, marks: Mapping[str, KindMarks], language: Language) -> str:
    """Return the key to a strip's symbols, a line of symbols with names, with how many there are."""
    sums: dict[tuple[str, str], int] = {}
    for row in strip.rows:
        for kind, category, many in row.counts:
            sums[kind, category] = sums.get((kind, category), 0) + many
    parts, x, y = [], 8.0, 14.0
    for kind, category in legend_of(strip):
        many = sums.get((kind, category), sum(r.category == category for r in strip.rows if r.kind == kind))
        words = counts_told(((kind, category, many),), marks, language)
        wide = 22 + width_of(words, 11.5) + 14
        if x + wide > WIDTH:
            x, y = 8.0, y + 20
        parts += [
            symbol(marks[kind].of(category), x + 6, y, KEY_RADIUS[kind == "sections"]),
            text(x + 18, y + 4, words, 11.5, fill=INK),
        ]
        x += wide
    title = msg("Key to the strip").render(language)
    return drawing(WIDTH, y + 14, title, title, parts)
