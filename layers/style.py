"""Shapes, colours and weights: what a symbol, a line and an area can look like.

Colours come from the Okabe-Ito palette and its darker relatives, so that colour-blind readers tell them apart; within a
kind every category has a shape of its own as well.
"""

import math
from dataclasses import asdict, dataclass

from registry.language import Label, Language, Message

Outline = tuple[tuple[float, float], ...]


def _polygon(corners: int, turn_deg: float = 0.0, inner: float | None = None) -> Outline:
    """Return a regular polygon of radius 1, or a star whose inner corners lie at `inner`; y points down."""
    steps = corners * 2 if inner else corners
    radii = [inner if inner and step % 2 else 1.0 for step in range(steps)]
    angles = [math.radians(turn_deg - 90 + 360 * step / steps) for step in range(steps)]
    return tuple((round(r * math.cos(a), 3), round(r * math.sin(a), 3)) for r, a in zip(radii, angles, strict=True))


_PLUS = ((-1, -0.38), (-0.38, -0.38), (-0.38, -1), (0.38, -1), (0.38, -0.38), (1, -0.38))
_ARMS: Outline = tuple((x * sign, y * sign) for sign in (1, -1) for x, y in _PLUS)

SHAPES: dict[str, Outline] = {
    "circle": (),
    "square": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    "diamond": ((0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)),
    "triangle": _polygon(3),
    "triangle_down": _polygon(3, 180),
    "pentagon": _polygon(5),
    "hexagon": _polygon(6),
    "star": _polygon(5, inner=0.45),
    "plus": _ARMS,
    "cross": tuple((round((x - y) * 0.707, 3), round((x + y) * 0.707, 3)) for x, y in _ARMS),
    "flag": ((-0.6, 1.2), (-0.6, -1.2), (1.0, -0.55), (-0.25, 0.1), (-0.25, 1.2)),
    "house": ((0, -1.1), (1, -0.2), (0.75, -0.2), (0.75, 0.9), (-0.75, 0.9), (-0.75, -0.2), (-1, -0.2)),
}
"""Outlines in a box of radius 1, y down; the circle has none and is drawn as an arc."""

GROWTH: tuple[tuple[float, float], ...] = ((6, 0.5), (8, 0.62), (10, 0.9), (12, 1.15), (15, 1.4))
"""Zoom, factor: symbols are small where the whole province shows, and grow as the reader comes near."""


@dataclass(frozen=True)
class Symbol:
    """A point symbol: shape, fill, size across in pixels at factor 1, and its edge."""

    shape: str
    fill: str
    size_px: float = 8.0
    edge: str = "#ffffff"
    edge_px: float = 0.8


@dataclass(frozen=True)
class Stroke:
    """A line: colour, weight, dashes."""

    color: str
    width_px: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Category:
    """One value of the field a layer is drawn by, its name and its symbol."""

    value: str
    label: Label
    symbol: Symbol


UNSTATED = Category("", Label("未填写", "Not stated"), Symbol("circle", "#b5b5b5", size_px=7.0, edge="#666666"))
"""For features whose value is missing: drawn all the same, in grey."""


@dataclass(frozen=True)
class Theme:
    """One way to colour a kind: the column that picks the category, and what a missing value is drawn as.

    With `edges` the column holds numbers: the first category is for those below the first edge, each further one from
    its edge on. `counted` says in the legend what the categories tell, where the name alone does not.
    """

    name: str
    label: Label
    by: str
    categories: tuple[Category, ...]
    missing: Category = UNSTATED
    edges: tuple[float, ...] = ()
    counted: Message | None = None


@dataclass(frozen=True)
class PointLayer:
    """How a kind of point features is drawn.

    `by` names the column that picks the category; `fields` are the columns that go to the browser for its filters;
    layers of higher `rank` are drawn later and picked first. Names are written from zoom `label_zoom` on. The reader
    may choose among `themes` instead of `by`, which is called `colouring` beside them. Below zoom `summed_below` many
    features are shown as counts by place, beside `badge`.
    """

    kind: str
    label: Label
    by: str
    categories: tuple[Category, ...]
    rank: int
    fields: tuple[str, ...] = ("city", "county", "section_code", "grade")
    min_zoom: float = 0.0
    label_zoom: float | None = None
    shown: bool = True
    colouring: Label | None = None
    themes: tuple[Theme, ...] = ()
    summed_below: float = 0.0
    badge: Symbol | None = None

    def all_themes(self) -> tuple[Theme, ...]:
        """Return every way to colour the kind, its usual one first."""
        usual = Theme("usual", self.colouring or self.label, self.by, self.categories)
        return (usual, *self.themes)

    def spec(self, language: Language) -> dict[str, object]:
        """Return the description as plain data, its names in one language."""
        return {
            "kind": self.kind,
            "label": self.label.render(language),
            "rank": self.rank,
            "min_zoom": self.min_zoom,
            "label_zoom": self.label_zoom,
            "shown": self.shown,
            "summed_below": self.summed_below,
            "badge": asdict(self.badge) if self.badge else None,
        }


@dataclass(frozen=True)
class LineClass:
    """How lines of one rank are drawn: a Strahler order, its stroke, and the zoom from which it shows."""

    order: int
    stroke: Stroke
    min_zoom: float


@dataclass(frozen=True)
class AreaClass:
    """How one class of areas is drawn: fill and border; either may be missing."""

    value: str
    label: Label
    fill: str | None
    border: Stroke | None
