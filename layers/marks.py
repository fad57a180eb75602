"""The symbols of the map as plain marks, for drawings that are not maps: strips of rivers, printed sheets."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from layers.catalogue import POINT_LAYERS
from layers.payload import positions
from layers.style import SHAPES, UNSTATED, Category, PointLayer, Theme
from registry.language import Label
from registry.section_contents import KindMarks, Mark

WORN = "drawn_by"
"""The column that says what a feature is drawn as in the colours that the reader chose."""


def point_marks() -> dict[str, KindMarks]:
    """Return the marks of every kind, in the order of the legend."""
    return {
        kind: KindMarks(
            kind, layer.label, layer.by, {c.value: mark(c) for c in layer.categories}, mark(UNSTATED), badge(layer)
        )
        for kind, layer in POINT_LAYERS.items()
    }


def badge(layer: PointLayer) -> Mark | None:
    """Return what stands beside the counts of a kind."""
    return mark(Category("", layer.label, layer.badge)) if layer.badge else None


def mark(category: Category) -> Mark:
    """Return one symbol as a mark."""
    symbol = category.symbol
    outline = SHAPES[symbol.shape]
    return Mark(category.value, category.label, outline, symbol.fill, symbol.edge, symbol.edge_px, symbol.size_px)


def dressed(
    tables: Mapping[str, pd.DataFrame], themes: Mapping[str, str], hidden: Mapping[str, Collection[str]]
) -> tuple[dict[str, pd.DataFrame], dict[str, KindMarks]]:
    """Return tables and marks in the colours that a reader chose for each kind, without what is put out of sight.

    `themes` names the theme of a kind, its usual one where none is named; `hidden` holds the values of categories.
    """
    worn, marks = dict(tables), point_marks()
    for kind in tables.keys() & POINT_LAYERS.keys():
        layer = POINT_LAYERS[kind]
        theme = next((one for one in layer.all_themes() if one.name == themes.get(kind)), layer.all_themes()[0])
        values = np.array([*(c.value for c in theme.categories), theme.missing.value], dtype=object)
        table = tables[kind].assign(**{WORN: values[positions(theme, tables[kind][theme.by])]})
        worn[kind] = table[~table[WORN].isin(list(hidden.get(kind, ())))]
        marks[kind] = KindMarks(
            kind,
            _label(layer, theme),
            WORN,
            {c.value: mark(c) for c in theme.categories},
            mark(theme.missing),
            badge(layer),
        )
    return worn, marks


def _label(layer: PointLayer, theme: Theme) -> Label:
    """Return how a legend calls a kind that is drawn by a theme."""
    if theme == layer.all_themes()[0]:
        return layer.label
    return Label(f"{layer.label.zh}(按{theme.label.zh})", f"{layer.label.en} by {theme.label.en.lower()}")
