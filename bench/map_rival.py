"""The usual Streamlit map, as its documentation shows it: all outlets through streamlit-folium, a filter, a panel.

Run by Streamlit, with RIVAL_POINTS naming the outlets and RIVAL_MODE `geojson` or `markers`. It is given its best:
points on canvas, no tiles, only a click returned, and Leaflet from this machine (RIVAL_LEAFLET).
"""

import os

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

HEIGHT_PX = 700
CENTRE = [float(part) for part in os.environ.get("RIVAL_CENTRE", "37.3,112.0").split(",")]


@st.cache_data
def outlets() -> pd.DataFrame:
    """Return all outlets."""
    return pd.read_csv(os.environ["RIVAL_POINTS"]).dropna(subset=["lon", "lat"])


def drawn(shown: pd.DataFrame) -> folium.Map:
    """Return a map of the outlets."""
    page = folium.Map(location=CENTRE, zoom_start=12, tiles=None, prefer_canvas=True, max_zoom=17)
    leaflet = os.environ["RIVAL_LEAFLET"]
    page.default_js, page.default_css = [("leaflet", f"{leaflet}/leaflet.js")], [("leaflet", f"{leaflet}/leaflet.css")]
    if os.environ["RIVAL_MODE"] == "markers":
        for row in shown.itertuples():
            folium.Marker([row.lat, row.lon], tooltip=f"code {row.code}").add_to(page)
        return page
    points = gpd.GeoDataFrame(shown[["code"]], geometry=gpd.points_from_xy(shown["lon"], shown["lat"]), crs=4326)
    folium.GeoJson(
        points, marker=folium.CircleMarker(radius=4, fill=True), tooltip=folium.GeoJsonTooltip(["code"])
    ).add_to(page)
    return page


def main() -> None:
    """Draw the page."""
    st.set_page_config(layout="wide")
    known = outlets()
    city = st.selectbox("City", ["all", *sorted(known["city"].dropna().unique())])
    told = st_folium(
        drawn(known if city == "all" else known[known["city"].eq(city)]),
        key="map",
        height=HEIGHT_PX,
        use_container_width=True,
        returned_objects=["last_object_clicked_tooltip"],
    )
    clicked = (told or {}).get("last_object_clicked_tooltip")
    if clicked:
        with st.container(key="map_panel"):
            st.dataframe(known[known["code"].eq(str(clicked).split()[-1])])
            st.write(str(clicked).split()[-1])


main()
