from itertools import combinations

import pytest

from layers.catalogue import POINT_LAYERS, drawing_order
from layers.style import SHAPES
from registry.vocabulary import KINDS
from registry.vocabulary.outlet_types import CLASSES
from registry.vocabulary.projects import STATUSES
from registry.vocabulary.villages import STATES
from registry.vocabulary.wetlands import FUNCTIONS

VIENOT_DEUTERANOPIA = ((0.625, 0.375, 0.0), (0.7, 0.3, 0.0), (0.0, 0.3, 0.7))


def seen_without_green(colour):
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return [a * red + b * green + c * blue for a, b, c in VIENOT_DEUTERANOPIA]


@pytest.mark.parametrize("layer", POINT_LAYERS.values(), ids=lambda layer: layer.kind)
def test_within_a_kind_no_two_categories_share_shape_and_colour(layer):
    looks = [(c.symbol.shape, c.symbol.fill) for c in layer.categories]
    assert len(set(looks)) == len(looks)
    assert {shape for shape, _ in looks} <= set(SHAPES)


@pytest.mark.parametrize("kind", ["outlets", "wetlands", "villages"])
def test_categories_differ_in_shape_so_that_colour_is_never_needed(kind):
    shapes = [category.symbol.shape for category in POINT_LAYERS[kind].categories]
    assert len(set(shapes)) == len(shapes)


def test_outlet_colours_stay_apart_for_a_reader_who_sees_no_green():
    fills = [category.symbol.fill for category in POINT_LAYERS["outlets"].categories]
    for one, other in combinations(map(seen_without_green, fills), 2):
        assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) > 40


@pytest.mark.parametrize(
    ("kind", "choices"), [("outlets", CLASSES), ("wetlands", FUNCTIONS), ("villages", STATES), ("projects", STATUSES)]
)
def test_every_value_of_the_vocabulary_has_its_symbol_and_its_own_name(kind, choices):
    categories = POINT_LAYERS[kind].categories
    assert [(c.value, c.label) for c in categories] == [(c.value, c.label) for c in choices]


def test_every_kind_with_a_place_is_drawn_and_sections_lie_on_top():
    assert set(POINT_LAYERS) == {name for name, kind in KINDS.items() if kind.has_place}
    assert drawing_order()[-1].kind == "sections"
