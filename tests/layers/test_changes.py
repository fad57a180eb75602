"""Two lists on one map: each class of change looks different, and what moved is tied to where it lay."""

import json

import pytest

from layers import changes
from layers.scene import change_scene
from registry.language import Label, msg
from tests.layers import toy

NAMES = {
    name: Label(name, name)
    for name in (
        "new",
        "revived",
        "closed",
        "merged",
        "split",
        "recoded",
        "moved",
        "reassigned",
        "corrected",
        "updated",
    )
}


def outlets():
    names = ("甲", "乙", "丙", "丁", "无坐标")
    return (
        toy.outlets(names)
        .assign(
            lon=[112.10, 112.11, 112.12, 112.13, None],
            classes=["new", "moved,updated", "", "closed", "closed"],
            shown_as=["new", "moved", "unchanged", "closed", "closed"],
            listed=["after", "both", "both", "before", "before"],
            former_lon=[None, 112.2, None, None, None],
            former_lat=[None, 37.6, None, None, None],
        )
        .astype({"former_lon": "float64", "former_lat": "float64"})
    )


@pytest.fixture
def scene():
    made = change_scene(outlets(), NAMES, "en", msg("Books"), ("before", "after"), synthetic=True)
    return json.loads(json.dumps(made, allow_nan=False))


def test_every_class_differs_from_every_other_in_shape_and_in_colour():
    symbols = [category.symbol for category in changes.changed(NAMES).categories]
    symbols += [layer.categories[0].symbol for layer in (changes.FORMER, changes.UNCHANGED)]
    drawn = {(symbol.shape, symbol.fill) for symbol in symbols}
    assert len(drawn) == len(symbols)
    assert len({symbol.fill for symbol in symbols}) == len(symbols)
    assert len({symbol.shape for symbol in symbols[:10]}) == 10


def test_each_outlet_with_a_place_is_one_symbol_and_the_others_are_owned_up_to(scene):
    layers = {layer["kind"]: layer for layer in scene["layers"]}
    assert layers["changed"]["code"] == ["PWK000", "PWK001", "PWK003"]
    assert layers["unchanged"]["code"] == ["PWK002"]
    assert (layers["changed"]["unplaced"], layers["unchanged"]["unplaced"]) == (1, 0)


def test_a_moved_outlet_has_its_former_place_and_a_line_to_the_new_one(scene):
    former = next(layer for layer in scene["layers"] if layer["kind"] == "former")
    assert former["code"] == ["PWK001"]
    assert (former["x"], former["y"]) == ([11220000], [3760000])
    assert (former["to_x"], former["to_y"]) == ([11211000], [3750000])
    assert former["link"]["label"] == "From the former to the new place"


def test_the_browser_can_filter_by_city_section_and_classes(scene):
    for layer in scene["layers"]:
        assert set(layer["fields"]) == {"city", "section_code", "classes", "listed"}


def test_changed_outlets_lie_over_former_places_and_those_over_what_did_not_change():
    assert changes.changed(NAMES).rank > changes.FORMER.rank > changes.UNCHANGED.rank


def test_a_swipe_knows_which_list_holds_what_and_parts_a_former_place_from_the_new_one(scene):
    sides = {}
    for layer in scene["layers"]:
        listed = layer["fields"]["listed"]
        sides |= {
            (layer["kind"], name): listed["values"][at] for name, at in zip(layer["name"], listed["codes"], strict=True)
        }
    assert sides == {
        ("changed", "甲"): "after",
        ("changed", "乙"): "after",
        ("former", "乙"): "before",
        ("unchanged", "丙"): "both",
        ("changed", "丁"): "before",
    }
    assert scene["sides"] == ["before", "after"]
    assert "left of the line before, right of it after" in scene["swipe"]
