"""Where features stand on the reader's screen, and how long the page takes to answer what the reader does there."""

import math

import numpy as np
import pandas as pd

LEFT_PX, RIGHT_PX, EDGE_PX = 70, 270, 50
"""What the buttons at the left and the legend at the right of the map cover, and a margin."""
PANEL = ".st-key-map_panel"
WATCH = """(wanted) => {
  window.answered = null;
  const listening = window.actedAt !== undefined;
  window.actedAt = null;
  if (!listening) {
    for (const kind of ["pointerdown", "keydown"]) {
      window.addEventListener(kind, () => { window.actedAt ??= Date.now(); }, true);
    }
  }
  const roots = () => [...document.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean);
  const map = () => roots().map((one) => one.querySelector(".registry-map")).find(Boolean);
  const shown = wanted === null ? map().dataset.shown : null;
  const there = () => wanted === null
    ? map().dataset.shown !== shown
    : document.querySelector("PANEL")?.textContent.includes(wanted);
  const look = () => {
    if (window.actedAt && there()) requestAnimationFrame(() => { window.answered = Date.now(); });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}""".replace("PANEL", PANEL)
"""Watch for the panel to hold a text, or, for null, for the map to show another number of features."""
ANSWER = "() => window.answered && (window.answered - window.actedAt) / 1000"


def pixel(lon, lat, zoom):
    """Return the pixel of a place on a map of the whole world."""
    y = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    return 256 * 2**zoom * (lon + 180) / 360, 256 * 2**zoom * (0.5 - y / (2 * math.pi))


def on_screen(page, place, centre, zoom):
    """Return the pixel of a place on the map that shows `centre` in its middle."""
    box = page.locator(".leaflet-container").first.bounding_box()
    (x, y), (x0, y0) = pixel(*place, zoom), pixel(*centre, zoom)
    return box["x"] + box["width"] / 2 + x - x0, box["y"] + box["height"] / 2 + y - y0


def lone_outlets(tables, centre, zoom, size, apart_px=16.0):
    """Return code and pixels from the middle of outlets that can be clicked: uncovered, with nothing close by."""
    every, (width, height) = from_middle(tables, centre, zoom), size
    near = every[every["dx"].abs().lt(width / 2) & every["dy"].abs().lt(height / 2)]
    gaps = np.hypot(
        near["dx"].to_numpy()[:, None] - near["dx"].to_numpy(), near["dy"].to_numpy()[:, None] - near["dy"].to_numpy()
    )
    np.fill_diagonal(gaps, np.inf)
    free = near["dx"].between(LEFT_PX - width / 2, width / 2 - RIGHT_PX)
    free &= near["dy"].between(EDGE_PX - height / 2, height / 2 - EDGE_PX)
    return near[free & (gaps.min(axis=1, initial=np.inf) > apart_px) & near["kind"].eq("outlets")]


def from_middle(tables, centre, zoom):
    """Return all features with a place, and their pixels from the middle."""
    every = pd.concat([table[["code", "lon", "lat"]].assign(kind=kind) for kind, table in tables.items()])
    every = every.dropna(subset=["lon", "lat"]).reset_index(drop=True)
    x0, y0 = pixel(*centre, zoom)
    spots = np.array([pixel(lon, lat, zoom) for lon, lat in zip(every["lon"], every["lat"], strict=True)])
    every["dx"], every["dy"] = (spots - (x0, y0)).T
    return every


def free_place(tables, row, centre, zoom, away_px=40.0):
    """Return longitude and latitude of the emptiest place so many pixels from an outlet."""
    every = from_middle(tables, centre, zoom)
    turns = np.arange(0, 2 * np.pi, np.pi / 4)
    dx, dy = away_px * np.cos(turns), away_px * np.sin(turns)
    gaps = np.hypot(
        every["dx"].to_numpy() - (row["dx"] + dx)[:, None], every["dy"].to_numpy() - (row["dy"] + dy)[:, None]
    )
    best = int(gaps.min(axis=1).argmax())
    degrees = 360 / (256 * 2**zoom)
    return row["lon"] + dx[best] * degrees, row["lat"] - dy[best] * degrees * math.cos(math.radians(row["lat"]))


def busiest(tables):
    """Return the middle of the county with most outlets."""
    outlets = tables["outlets"].dropna(subset=["lon", "lat"])
    county = outlets[outlets["county"].eq(outlets["county"].mode().iloc[0])]
    return round(float(county["lon"].median()), 4), round(float(county["lat"].median()), 4)
