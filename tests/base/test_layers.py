"""Base layers are written whole or not at all, open at once, and refuse to be used when altered."""

import json

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point

from registry.base import open_base
from registry.base.files import MANIFEST, write_base
from registry.crs import STORAGE
from registry.errors import BaseLayersError

FACTS = {"report": {"counties": 1}, "ground": {"raster": {"rows": 2}, "basins": ["黄河"]}}


def write(folder, value: int = 1) -> str:
    counties = gpd.GeoDataFrame({"county_code": ["140101"], "value": [value]}, geometry=[Point(112, 37)], crs=STORAGE)
    return write_base(folder, {"counties": counties}, {"downstream": np.arange(4, dtype=np.int32)}, FACTS)


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "base")
    return tmp_path / "base"


def test_what_is_written_is_read_back(folder):
    base = open_base(folder)
    assert base.counties["county_code"].tolist() == ["140101"]
    assert base.counties.crs == STORAGE
    assert base.ground["downstream"].tolist() == [0, 1, 2, 3]
    assert base.ground["basins"] == ["黄河"]
    assert base.report == {"counties": 1}


def test_the_same_layers_have_the_same_hash_and_others_another(tmp_path):
    assert write(tmp_path / "a") == write(tmp_path / "b")
    assert write(tmp_path / "a") != write(tmp_path / "c", value=2)
    assert (tmp_path / "a" / MANIFEST).read_bytes() == (tmp_path / "b" / MANIFEST).read_bytes()


def test_writing_again_replaces_the_old_layers_and_leaves_nothing_beside(folder):
    write(folder, value=2)
    assert open_base(folder).counties["value"].tolist() == [2]
    assert [path.name for path in folder.parent.iterdir()] == ["base"]


def test_a_build_that_fails_leaves_the_old_layers_standing(folder, monkeypatch):
    before = open_base(folder).sha256
    full_disk = OSError(28, "No space left on device")
    monkeypatch.setattr(np, "save", lambda *args, **kwargs: (_ for _ in ()).throw(full_disk))
    with pytest.raises(BaseLayersError, match="No space left"):
        write(folder, value=2)
    assert open_base(folder).sha256 == before
    assert [path.name for path in folder.parent.iterdir()] == ["base"]


def test_a_folder_without_layers_says_how_to_make_them(tmp_path):
    with pytest.raises(BaseLayersError, match="build-base"):
        open_base(tmp_path)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"format": 99}', '{"format": 1, "sha256": "0", "files": {}}']
)
def test_a_damaged_manifest_is_refused(folder, content):
    (folder / MANIFEST).write_text(content, encoding="utf-8")
    with pytest.raises(BaseLayersError, match="damaged"):
        open_base(folder)


def test_an_edited_report_is_refused(folder):
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["report"]["counties"] = 118
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(BaseLayersError, match="damaged"):
        open_base(folder)


def test_a_missing_layer_is_refused_at_opening(folder):
    (folder / "counties.arrow").unlink()
    with pytest.raises(BaseLayersError, match="counties"):
        open_base(folder)


@pytest.mark.parametrize("name", ["counties.arrow", "downstream.npy"])
def test_an_altered_layer_is_refused_when_read(folder, name):
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    base = open_base(folder)
    with pytest.raises(BaseLayersError, match=name):
        _ = base.counties if name == "counties.arrow" else base.ground
