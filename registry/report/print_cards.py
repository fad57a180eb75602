"""Counts on a printed map where symbols would be a heap: a card per county or section, joined where two would meet.

What all cards count adds up to the legend of the sheet, as on the screen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from registry.print_contents import PrintContent
from registry.report.print_ground import cut
from registry.report.print_labels import MM_PER_PT, Box, inside, meet
from registry.report.print_marks import draw_symbols, radius_mm
from registry.report.print_sheet import Sheet
from registry.section_contents import KindMarks, Mark

FONT_PT, ROW_MM, ICON_MM, PADDING_MM, DIGIT = 6.5, 2.9, 2.2, 0.8, 0.58
BEHIND_MM = 0.5
"""How far the plate behind a card of several places shows."""
ASIDE = (
    (0, 0),
    (0, 0.65),
    (0, -0.65),
    (-0.65, 0),
    (0.65, 0),
    (-0.65, 0.65),
    (0.65, 0.65),
    (-0.65, -0.65),
    (0.65, -0.65),
)
"""Where a card may stand, in its own widths and heights from its place."""
COLUMNS = {"county": ["city", "county"], "section": ["section_code"]}
RANK = 34
PLATE, EDGE = "#ffffff", "#7d8a96"


@dataclass(frozen=True)
class Card:
    """The counts of each kind at one place or several, and the box they are written in."""

    box: Box
    counts: tuple[int, ...]
    places: int

    def joined(self, counts: Sequence[int], places: int) -> "Card":
        """Return the card with what joins it, about the same middle."""
        sums = tuple(int(one + other) for one, other in zip(self.counts, counts, strict=True))
        x, y = (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2
        return Card(around(x, y, size_of(sums)), sums, self.places + places)


def summed_kinds(seen: Mapping[str, pd.DataFrame], marks: Mapping[str, KindMarks], content: PrintContent) -> list[str]:
    """Return the kinds on the sheet that are shown as counts."""
    return [kind for kind in marks if kind in content.view.summed and marks[kind].badge and len(seen.get(kind, ()))]


def cards_of(
    seen: Mapping[str, pd.DataFrame], kinds: Sequence[str], content: PrintContent, sheet: Sheet, taken: Sequence[Box]
) -> list[Card]:
    """Return the cards, the largest place first: each beside what is taken, or joined to the card in its way."""
    cards: list[Card] = []
    for x, y, counts in places_of(seen, kinds, content, sheet):
        boxes = list(candidates(x, y, counts, sheet.frame))
        clear = [box for box in boxes if not any(meet(box, card.box) for card in cards)]
        free = next((box for box in clear if not any(meet(box, other) for other in taken)), None)
        if clear:
            cards.append(Card(free or clear[0], counts, 1))
        else:
            join(cards, Card(boxes[0], counts, 1))
    return cards


def places_of(
    seen: Mapping[str, pd.DataFrame], kinds: Sequence[str], content: PrintContent, sheet: Sheet
) -> Iterator[tuple[float, float, tuple[int, ...]]]:
    """Yield place and counts of each county or section, the largest first; inside its area where that is known."""
    columns = COLUMNS[content.view.by]
    every = pd.concat([seen[kind][[*columns, "x_mm", "y_mm"]].assign(kind=kind) for kind in kinds])
    every["place"] = every[columns].astype("object").fillna("").agg("/".join, axis=1)
    counts = pd.crosstab(every["place"], every["kind"]).reindex(columns=list(kinds), fill_value=0)
    middles = every.groupby("place")[["x_mm", "y_mm"]].mean()
    spots = area_spots(content, columns, sheet)
    middles.update(spots.loc[spots.index.intersection(middles.index)])
    total = counts.sum(axis=1).sort_index().sort_values(ascending=False, kind="stable")
    for place in total.index:
        x, y = middles.loc[place]
        yield float(x), float(y), tuple(int(count) for count in counts.loc[place])


def area_spots(content: PrintContent, columns: Sequence[str], sheet: Sheet) -> pd.DataFrame:
    """Return a place in millimetres inside each county, or inside each section's control unit, as far as it is seen."""
    areas = cut(content.ground["counties" if "county" in columns else "units"], sheet)
    points = gpd.GeoSeries(areas.geometry.representative_point())
    x, y = sheet.to_mm(points.x.to_numpy(), points.y.to_numpy())
    names = areas[list(columns)].astype("object").fillna("").agg("/".join, axis=1)
    found = pd.DataFrame({"x_mm": x, "y_mm": y}, index=pd.Index(names, dtype="object"))
    return found[~found.index.duplicated()]


def size_of(counts: Sequence[int]) -> tuple[float, float]:
    """Return width and height of a card in millimetres."""
    longest = max(len(f"{count:,}") for count in counts)
    return longest * FONT_PT * MM_PER_PT * DIGIT + ICON_MM + 3 * PADDING_MM, sum(c > 0 for c in counts) * ROW_MM + 0.6


def around(x: float, y: float, size: tuple[float, float]) -> Box:
    """Return the box of a size about a place."""
    return x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2


def candidates(x: float, y: float, counts: Sequence[int], frame: Box) -> Iterator[Box]:
    """Yield where a card may stand within the frame, the best first."""
    wide, high = size_of(counts)
    x = float(np.clip(x, frame[0] + wide, frame[2] - wide))
    y = float(np.clip(y, frame[1] + high, frame[3] - high))
    boxes = (around(x + dx * wide, y + dy * high, (wide, high)) for dx, dy in ASIDE)
    return (box for box in boxes if inside(box, frame))


def join(cards: list[Card], last: Card) -> None:
    """Join a card to the one in its way; one that grows so may come to lie on another, which then joins too."""
    while (hit := next((card for card in cards if meet(card.box, last.box)), None)) is not None:
        cards.remove(hit)
        last = hit.joined(last.counts, last.places)
    cards.append(last)


def draw_cards(page: Axes, cards: Sequence[Card], kinds: Sequence[str], marks: Mapping[str, KindMarks]) -> None:
    """Draw the cards."""
    badges = [badge for badge in (marks[kind].badge for kind in kinds) if badge is not None]
    for card in cards:
        left, low, right, top = card.box
        if card.places > 1:
            plate(page, (left + BEHIND_MM, low - BEHIND_MM, right + BEHIND_MM, top - BEHIND_MM), RANK)
        plate(page, card.box, RANK + 0.1)
        stated = [(count, badge) for count, badge in zip(card.counts, badges, strict=True) if count]
        for row, (count, badge) in enumerate(stated):
            write_count(page, left, right, top - 0.3 - (row + 0.5) * ROW_MM, count, badge)


def plate(page: Axes, box: Box, rank: float) -> None:
    """Draw a white plate with round corners."""
    left, low, right, top = box
    look: Any = {"boxstyle": "round,pad=0,rounding_size=0.7", "facecolor": PLATE, "edgecolor": EDGE, "linewidth": 0.5}
    page.add_patch(FancyBboxPatch((left, low), right - left, top - low, zorder=rank, **look))


def write_count(page: Axes, left: float, right: float, y: float, count: int, badge: Mark) -> None:
    """Write one count behind the symbol of its kind."""
    factor = ICON_MM / 2 / radius_mm(badge, 1.0) * 0.8
    draw_symbols(page, np.array([left + PADDING_MM + ICON_MM / 2]), np.array([y]), badge, factor, RANK + 0.2)
    look: Any = {"fontsize": FONT_PT, "color": badge.fill, "ha": "right", "va": "center_baseline", "fontweight": "bold"}
    page.text(right - PADDING_MM, y, f"{count:,}", zorder=RANK + 0.2, **look)
