from itertools import combinations

import pytest

from layers.catalogue import POINT_LAYERS, drawing_order
from layers.style import SHAPES
from registry.service.map_colours import STAGE_GROUPS
from registry.vocabulary import KINDS
from registry.vocabulary.grades import GRADES
from registry.vocabulary.outlet_types import CLASSES
from registry.vocabulary.outlets import PRESENT_STATUSES
from registry.vocabulary.projects import STATUSES
from registry.vocabulary.sections import WATER_CLASSES
from registry.vocabulary.steps import STAGES
from registry.vocabulary.villages import STATES
from registry.vocabulary.wetlands import FUNCTIONS

VIENOT_DEUTERANOPIA = ((0.625, 0.375, 0.0), (0.7, 0.3, 0.0), (0.0, 0.3, 0.7))


def seen_without_green(colour):
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return [a * red + b * green + c * blue for a, b, c in VIENOT_DEUTERANOPIA]


THEMES = [(layer.kind, theme) for layer in POINT_LAYERS.values() for theme in layer.all_themes()]


def lightness(colour):
    """Return CIE L* of a colour: what is left of it for a reader who sees no colours at all."""
    linear = [(int(colour[i : i + 2], 16) / 255) ** 2.2 for i in (1, 3, 5)]
    return 116 * (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]) ** (1 / 3) - 16


@pytest.mark.parametrize(("kind", "theme"), THEMES, ids=lambda value: getattr(value, "name", value))
def test_every_category_has_a_shape_or_a_lightness_of_its_own(kind, theme):
    for one, other in combinations((*theme.categories, theme.missing), 2):
        a, b = one.symbol, other.symbol
        assert a.shape != b.shape or abs(lightness(a.fill) - lightness(b.fill)) > 9, (one.value, other.value)


@pytest.mark.parametrize(("kind", "theme"), THEMES, ids=lambda value: getattr(value, "name", value))
def test_every_category_of_a_colouring_has_its_own_value_and_name(kind, theme):
    values = [category.value for category in (*theme.categories, theme.missing)]
    assert len(set(values)) == len(values)
    for language in ("zh", "en"):
        assert len({c.label.render(language) for c in (*theme.categories, theme.missing)}) == len(values)
    assert not theme.edges or len(theme.categories) == len(theme.edges) + 1


def test_counts_far_out_differ_in_shape_and_colour():
    badges = [layer.badge for layer in POINT_LAYERS.values() if layer.summed_below]
    assert len({badge.shape for badge in badges}) == len(badges)
    assert len({badge.fill for badge in badges}) == len(badges)


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


def test_colourings_by_a_choice_know_every_value_of_it():
    themes = {theme.name: [category.value for category in theme.categories] for _, theme in THEMES}
    assert themes["grade"] == [choice.value for choice in GRADES]
    assert themes["status"] == list(PRESENT_STATUSES)
    assert themes["target"] == [choice.value for choice in WATER_CLASSES]
    assert set(STAGE_GROUPS) == {choice.value for choice in STAGES}
    assert set(STAGE_GROUPS.values()) <= set(themes["rectification"])


def test_every_kind_with_a_place_is_drawn_and_sections_lie_on_top():
    assert set(POINT_LAYERS) == {name for name, kind in KINDS.items() if kind.has_place}
    assert drawing_order()[-1].kind == "sections"
