"""Where the labels of a strip stand: beside their marks, pushed apart where they would collide."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry.section_contents import Strip, StripRow

ROW_PX = 17.0
LEAST_PX, MOST_PX = 340.0, 1500.0
TOP_PX, BOTTOM_PX = 64.0, 66.0


@dataclass(frozen=True)
class Spot:
    """A row in its place: its number among the strip's rows, side (-1 left on the page, 1 right), heights of both."""

    number: int
    row: StripRow
    side: int
    mark_y: float
    label_y: float


@dataclass(frozen=True)
class Layout:
    """All rows of a strip in their places, and the height of the drawing."""

    spots: tuple[Spot, ...]
    top: float
    bottom: float
    length_m: float

    @property
    def height(self) -> float:
        """The height of the whole drawing."""
        return self.bottom + BOTTOM_PX

    def y(self, at_m: float) -> float:
        """Return the height of a place; the section lies at the bottom."""
        return self.bottom - (self.bottom - self.top) * min(at_m, self.length_m) / self.length_m


def laid_out(strip: Strip) -> Layout:
    """Return where the rows of a strip stand: the water flows down the page, its left bank at the right."""
    numbered = [(number, row) for number, row in enumerate(strip.rows) if row.code != strip.code]
    sides = sides_of([row for _, row in numbered])
    most = max((sides.count(side) for side in (-1, 1)), default=0)
    room = min(max(most * ROW_PX * 1.15, LEAST_PX), max(MOST_PX, most * ROW_PX))
    empty = Layout((), TOP_PX, TOP_PX + room, strip.length_m)
    spots: list[Spot] = []
    for side in (-1, 1):
        own = [pair for pair, where in zip(numbered, sides, strict=True) if where == side]
        own.sort(key=lambda pair: (-middle(pair[1]), pair[0]))
        wanted = [empty.y(middle(row)) for _, row in own]
        placed = apart(wanted, empty.top - ROW_PX, empty.bottom + ROW_PX / 2)
        spots += [
            Spot(number, row, side, mark_y, label_y)
            for (number, row), mark_y, label_y in zip(own, wanted, placed, strict=True)
        ]
    return Layout(tuple(sorted(spots, key=lambda spot: spot.number)), empty.top, empty.bottom, strip.length_m)


def middle(row: StripRow) -> float:
    """Return where the mark of a row stands."""
    return row.at_m if row.to_m is None else (row.at_m + row.to_m) / 2


def sides_of(rows: Sequence[StripRow]) -> list[int]:
    """Return the side of every row: that of its bank; where that is not known, the side with fewer rows so far."""
    counts = {side: sum(SIDES.get(row.bank or "") == side for row in rows) for side in (-1, 1)}
    sides = []
    for row in rows:
        side = SIDES.get(row.bank or "")
        if side is None:
            side = -1 if counts[-1] < counts[1] else 1
            counts[side] += 1
        sides.append(side)
    return sides


SIDES = {"left": 1, "right": -1}
"""The water flows down the page: whoever looks along with it has the left bank at the page's right."""


def apart(wanted: Sequence[float], top: float, bottom: float, step: float = ROW_PX) -> list[float]:
    """Return heights in the order of the wanted ones, at least a step apart, as near to them as can be.

    They stay between top and bottom; where there is no room for all they keep their step and run over the bottom.
    """
    blocks: list[tuple[float, int]] = []
    for place, height in enumerate(wanted):
        mean, count = height - place * step, 1
        while blocks and blocks[-1][0] > mean:
            before, many = blocks.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        blocks.append((mean, count))
    ceiling = max(top, bottom - step * (len(wanted) - 1))
    even = [min(max(mean, top), ceiling) for mean, count in blocks for _ in range(count)]
    return [height + place * step for place, height in enumerate(even)]
