"""The symbols of the map as plain marks, for drawings that are not maps: strips of rivers, printed sheets."""

from layers.catalogue import POINT_LAYERS
from layers.style import SHAPES, UNSTATED, Category
from registry.section_contents import KindMarks, Mark


def point_marks() -> dict[str, KindMarks]:
    """Return the marks of every kind, in the order of the legend."""
    return {
        kind: KindMarks(kind, layer.label, layer.by, {c.value: mark(c) for c in layer.categories}, mark(UNSTATED))
        for kind, layer in POINT_LAYERS.items()
    }


def mark(category: Category) -> Mark:
    """Return one symbol as a mark."""
    symbol = category.symbol
    outline = SHAPES[symbol.shape]
    return Mark(category.value, category.label, outline, symbol.fill, symbol.edge, symbol.edge_px, symbol.size_px)
