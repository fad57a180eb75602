import json
from datetime import date

import pytest

from layers.legend import total_counts
from layers.scene import feature_scene, ground_scene
from tests.layers import toy

DAY = date(2022, 12, 31)


def test_the_ground_is_plain_data_with_everything_the_browser_draws():
    ground = json.loads(json.dumps(ground_scene(toy.frames()), allow_nan=False))
    assert ground["counties"]["name"] == ["甲县", "乙县"]
    assert ground["units"]["section"] == ["DM1", None]
    assert len(ground["elsewhere"]["rings"]) == 1
    assert ground["rivers"]["order"] == [1, 4]
    assert ground["river_names"]["name"][0] == "汾河"


@pytest.mark.parametrize(("language", "name"), [("zh", "工业排污口"), ("en", "Industrial")])
def test_features_carry_their_looks_and_names_in_the_language(language, name):
    scene = json.loads(json.dumps(feature_scene(toy.tables(), language, DAY, 3), allow_nan=False))
    outlets = next(layer for layer in scene["layers"] if layer["kind"] == "outlets")
    assert outlets["themes"][0]["categories"][0]["label"] == name
    assert "2022-12-31" in scene["heading"]
    assert scene["synthetic"] is True


def test_the_same_tables_give_the_same_bytes():
    once, again = (json.dumps(feature_scene(toy.tables(), "zh", DAY, 3)) for _ in range(2))
    assert once == again


def test_the_legend_counts_what_is_drawn():
    counts = total_counts(toy.tables())
    assert counts["outlets"] == {"industrial": 1, "municipal": 1, "agricultural": 0, "other": 0}
    assert counts["sections"] == {"national": 1, "provincial": 0, "local": 0, "retired": 1, "not_begun": 0}
