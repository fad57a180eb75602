"""Names on a printed map that do not collide: the important first, each where there is room, else left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.report.svg import width_of

MM_PER_PT = 25.4 / 72
GAP_MM = 0.5
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Name:
    """A name to be written: its place in millimetres on the sheet, its size in points, room to keep from its mark.

    A name without `room_mm` stands on its place; with it, beside.
    """

    text: str
    x: float
    y: float
    size_pt: float
    look: str
    room_mm: float = 0.0


@dataclass(frozen=True)
class Written:
    """A name where it is written: the lower left corner of its box."""

    name: Name
    x: float
    y: float


def write_all(names: Iterable[Name], taken: Sequence[Box], frame: Box) -> list[Written]:
    """Return the names that have room, in the order given; none meets another, what is taken, or the frame."""
    cells = _Cells()
    for box in taken:
        cells.add(box)
    written = []
    for name in names:
        for box in places_of(name):
            if inside(box, frame) and cells.free(box):
                cells.add(box)
                written.append(Written(name, box[0] + GAP_MM, box[1] + GAP_MM))
                break
    return written


def places_of(name: Name) -> list[Box]:
    """Return the boxes a name may take, the best first: right, left, above, below its mark; else on its place."""
    wide = width_of(name.text, name.size_pt) * MM_PER_PT * 1.04 + 2 * GAP_MM
    high = name.size_pt * MM_PER_PT * 1.15 + 2 * GAP_MM
    x, y, room = name.x, name.y, name.room_mm
    middle = (x - wide / 2, y - high / 2)
    if not room:
        return [(*middle, middle[0] + wide, middle[1] + high)]
    corners = [
        (x + room, middle[1]),
        (x - room - wide, middle[1]),
        (middle[0], y + room),
        (middle[0], y - room - high),
        (x + room * 0.7, y + room * 0.7),
        (x - room * 0.7 - wide, y + room * 0.7),
        (x + room * 0.7, y - room * 0.7 - high),
        (x - room * 0.7 - wide, y - room * 0.7 - high),
    ]
    return [(left, low, left + wide, low + high) for left, low in corners]


def inside(box: Box, frame: Box) -> bool:
    """Tell whether a box lies in the frame."""
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def meet(one: Box, other: Box) -> bool:
    """Tell whether two boxes overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


class _Cells:
    """Boxes by the cells of a coarse grid that they touch, so that a thousand names are asked about quickly."""

    SIZE_MM = 12.0

    def __init__(self) -> None:
        self.held: dict[tuple[int, int], list[Box]] = {}

    def touched(self, box: Box) -> Iterable[tuple[int, int]]:
        """Return the cells that a box touches."""
        west, south, east, north = (int(edge // self.SIZE_MM) for edge in box)
        return [(column, row) for column in range(west, east + 1) for row in range(south, north + 1)]

    def add(self, box: Box) -> None:
        """Take the room of a box."""
        for cell in self.touched(box):
            self.held.setdefault(cell, []).append(box)

    def free(self, box: Box) -> bool:
        """Tell whether nothing lies where a box would."""
        return not any(meet(box, other) for cell in self.touched(box) for other in self.held.get(cell, ()))
