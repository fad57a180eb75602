"""Charts of the pages: plain, labelled in the reader's language, coloured as everywhere."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import geopandas as gpd
import pandas as pd
import streamlit as st

from registry.crs import EQUAL_AREA
from registry.language import Label, Message, msg
from registry.service.mapping import map_ground
from registry.service.registry import AsOf, Registry
from registry.ui import theme
from registry.ui.session import ask, t
from registry.ui.words import GRADES
from registry.vocabulary import KINDS

MEASURES = {
    "wetlands": Label("湿地数", "Number of wetlands"),
    "share_of_plants": Label("有湿地的污水厂占比", "Share of plants with a wetland"),
    "villages_share": Label("已治理村占比", "Share of villages finished"),
}
LABEL_WIDTH_KM, LABEL_HEIGHT_KM = 45.0, 13.0
THIN_M = 1000.0


def grades(counts: Mapping[str, Mapping[str, int]]) -> None:
    """Draw one bar per kind, divided by grade; the numbers stand in the tooltip and in the table view."""
    rows = [
        {"kind": t(KINDS[kind].label), "grade": t(GRADES[grade]), "order": order, "count": count}
        for kind, by_grade in counts.items()
        for order, (grade, count) in enumerate(by_grade.items())
    ]
    names = [t(label) for label in GRADES.values()]
    colours = alt.Scale(domain=names, range=list(theme.GRADE_COLOURS.values()))
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(size=16)
        .encode(
            x=alt.X("count:Q", stack="normalize", axis=alt.Axis(format="%", title=None, tickCount=5)),
            y=alt.Y("kind:N", sort=None, title=None),
            color=alt.Color(
                "grade:N", scale=colours, title=None, legend=alt.Legend(orient="bottom", columns=1, labelLimit=400)
            ),
            order="order:Q",
            tooltip=[
                alt.Tooltip("kind:N", title=t(msg("Kind"))),
                alt.Tooltip("grade:N", title=t(msg("Grade"))),
                alt.Tooltip("count:Q", title=t(msg("Number")), format=","),
            ],
        )
        .properties(height=330)
    )
    st.altair_chart(chart, width="stretch", alt=t(msg("How sure is the section of each feature?")))


def coverage_map(sections: pd.DataFrame, measure: str, on: AsOf) -> None:
    """Draw the control units of a day coloured by a measure of their sections; what has no value is grey."""
    shapes = ask(unit_shapes, on).merge(sections, left_on="section_code", right_on="code", how="left")
    shapes = shapes.assign(
        villages_share=shapes["villages_finished"] / shapes["villages"].where(shapes["villages"] > 0)
    )
    for name in ("wetlands", "plants", "villages"):
        shapes[f"{name}_text"] = shapes[name].map(lambda count: "—" if pd.isna(count) else f"{count:,.0f}")
    shapes["title"] = shapes["section_name"].fillna(t(msg("no section downstream")))
    percent = measure != "wetlands"
    columns = ["title", measure, "wetlands_text", "plants_text", "villages_text", "geometry"]
    units = inline(list(gpd.GeoDataFrame(shapes)[columns].iterfeatures(na="null")))
    legend = alt.Legend(title=t(MEASURES[measure]), orient="top-left", format="%" if percent else "d", tickMinStep=1)
    colour = alt.Color(f"properties.{measure}:Q", scale=alt.Scale(range=theme.SEQUENCE), legend=legend)
    titles: dict[str, Message | Label] = {
        "title": msg("Section"),
        "wetlands_text": KINDS["wetlands"].label,
        "plants_text": KINDS["plants"].label,
    }
    titles |= {"villages_text": KINDS["villages"].label}
    areas = (
        alt.Chart(units)
        .mark_geoshape(stroke="white", strokeWidth=0.9)
        .encode(
            color=alt.condition(f"isValid(datum.properties.{measure})", colour, alt.value(theme.NOTHING)),
            tooltip=[alt.Tooltip(f"properties.{name}:N", title=t(label)) for name, label in titles.items()],
        )
    )
    chart = (areas + labels(shapes)).project(type="identity", reflectY=True).properties(height=680)
    st.altair_chart(chart, width="stretch", alt=t(MEASURES[measure]))


def labels(shapes: gpd.GeoDataFrame) -> alt.LayerChart:
    """Return the names of units, the largest first, each at a point inside its unit where no other name stands."""
    large = shapes[shapes["section_name"].notna()].sort_values("area_km2", ascending=False)
    inside = gpd.GeoSeries(large["geometry"]).representative_point()
    places: list[dict[str, Any]] = []
    for point, name in zip(inside, large["section_name"], strict=True):
        if all(
            abs(point.x - other["x"]) > LABEL_WIDTH_KM or abs(point.y - other["y"]) > LABEL_HEIGHT_KM
            for other in places
        ):
            places.append({"x": point.x, "y": point.y, "name": name})
    chart = alt.Chart(inline(places)).encode(longitude="x:Q", latitude="y:Q", text="name:N")
    halo = chart.mark_text(fontSize=11, stroke="white", strokeWidth=3, strokeOpacity=0.8)
    return alt.LayerChart(layer=[halo, chart.mark_text(fontSize=11, color=theme.INK)])


def clash(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two names would be written over each other."""
    across, along = abs(one["x"] - other["x"]), abs(one["y"] - other["y"])
    return bool(across < LABEL_WIDTH_KM and along < LABEL_HEIGHT_KM)


def inline(values: list[dict[str, Any]]) -> alt.InlineData:
    """Return rows as data that travels inside the chart."""
    return alt.InlineData(values=values)


def unit_shapes(registry: Registry, as_of: AsOf) -> gpd.GeoDataFrame:
    """Return the control units as a picture needs them: equal-area kilometres, borders thinned to 1 km together."""
    units = map_ground(registry, as_of).units[["section_code", "section_name", "area_km2", "geometry"]]
    plane = units.to_crs(EQUAL_AREA)
    thin = plane.geometry.simplify_coverage(THIN_M).affine_transform([0.001, 0, 0, 0.001, 0, 0])
    return plane.set_geometry(gpd.GeoSeries(thin, index=plane.index).set_crs(None, allow_override=True))
