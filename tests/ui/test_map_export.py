"""The map to take along holds what the map in the browser shows under the same filters."""

import pytest

from layers.catalogue import POINT_LAYERS
from registry.ui import map_export, session
from tests.layers import toy


@pytest.fixture
def whole(monkeypatch):
    tables = toy.tables()
    monkeypatch.setattr(session, "registry", lambda: None)
    monkeypatch.setattr(session, "as_of", lambda: None)
    monkeypatch.setattr(map_export, "map_features", lambda registry, as_of: tables)
    return tables


@pytest.mark.parametrize(
    "filters",
    [{}, {"status": ["active"]}, {"grade": ["B"]}, {"city": ["太原市"]}, {"status": []}, {"outlet_class": ["x"]}],
)
def test_a_filter_leaves_a_kind_alone_that_the_map_does_not_filter_by_it(whole, filters):
    shown = map_export.filtered(filters)
    assert set(shown) == set(whole)
    for kind, table in whole.items():
        held = {name: values for name, values in filters.items() if values and name in POINT_LAYERS[kind].fields}
        wanted = [all(row[name] in values for name, values in held.items()) for row in table.to_dict("records")]
        assert shown[kind]["code"].tolist() == table.loc[wanted, "code"].tolist()


@pytest.mark.parametrize(("language", "told"), [("zh", "太原市、吕梁市"), ("en", "太原市, 吕梁市")])
def test_what_the_map_is_filtered_by_is_told_in_one_language(monkeypatch, language, told):
    monkeypatch.setattr(session, "language", lambda: language)
    assert map_export.said({"city": ["太原市", "吕梁市"]}) == told
