"""The tables of a GeoPackage: every kind a layer, with sections, control units, reaches and counties."""

import geopandas as gpd
import pandas as pd

from registry.contents import ExportContent, ExportLayer
from registry.language import Label
from registry.service.features import feature_table, section_table
from registry.service.registry import AsOf, Registry, points
from registry.service.stamps import stamp
from registry.vocabulary import ASSIGNED_KINDS, KINDS

ASSIGNED_TITLES = {
    "section_code": Label("核定断面编码", "Section code"),
    "section_name": Label("核定断面", "Section"),
    "national_section": Label("国考断面编码", "National section code"),
    "national_section_name": Label("国考断面", "National section"),
    "grade": Label("可信等级", "Grade"),
    "runner_up": Label("备选断面", "Runner-up"),
    "path_to_section_m": Label("至断面水程(m)", "Way to the section (m)"),
    "reasons": Label("理由代码", "Reason codes"),
    "outlet_class": Label("排污口大类", "Outlet class"),
}
SECTION_TITLES = {
    "active": Label("在用", "Active"),
    "next_section": Label("下一断面", "Next section"),
    "national_section": Label("国考断面编码", "National section code"),
}
GROUND_TITLES = {
    "unit_id": Label("控制单元编号", "Unit"),
    "section_code": Label("断面编码", "Section code"),
    "name": Label("名称", "Name"),
    "reason": Label("无断面原因", "Why without a section"),
    "area_km2": Label("面积(km2)", "Area (km2)"),
    "reach_id": Label("河段编号", "Reach"),
    "downstream_id": Label("下游河段", "Downstream reach"),
    "river": Label("河流", "River"),
    "confidence": Label("河名把握", "Confidence of the name"),
    "order": Label("河流等级", "Stream order"),
    "length_m": Label("长度(m)", "Length (m)"),
    "county_code": Label("县代码", "County code"),
    "county": Label("县", "County"),
    "city": Label("市", "City"),
}


def export(registry: Registry, as_of: AsOf) -> ExportContent:
    """Return what exists on the day: each kind, readings apart, with its section; and the ground it was found on."""
    kinds = {kind: feature_table(registry, kind, as_of) for kind in ASSIGNED_KINDS}
    sections = section_table(registry, as_of)
    units = registry.water_at(as_of).units
    layers = (
        feature_layer("sections", sections, SECTION_TITLES),
        *(feature_layer(kind, table, ASSIGNED_TITLES) for kind, table in kinds.items()),
        ground_layer("units", Label("控制单元", "Control units"), units[units["drains_to"].isna()]),
        ground_layer("reaches", Label("河段", "Reaches"), registry.base.reaches),
        ground_layer("counties", Label("县界", "Counties"), registry.base.counties),
    )
    return ExportContent(stamp(registry, as_of, kinds.values()), layers)


def feature_layer(kind: str, table: pd.DataFrame, more: dict[str, Label]) -> ExportLayer:
    """Return a kind as points with its stored fields and what was found."""
    titles = {field.name: field.label for field in KINDS[kind].stored_fields} | more
    return layer(kind, KINDS[kind].label, points(table), titles)


def ground_layer(name: str, title: Label, frame: gpd.GeoDataFrame) -> ExportLayer:
    """Return a base layer with the columns that have a title."""
    return layer(name, title, frame.reset_index(drop=True), GROUND_TITLES)


def layer(name: str, title: Label, frame: gpd.GeoDataFrame, titles: dict[str, Label]) -> ExportLayer:
    """Return the frame's titled columns and its geometry as one layer."""
    fields = {column: label for column, label in titles.items() if column in frame}
    return ExportLayer(name, title, frame[[*fields, "geometry"]], fields)
