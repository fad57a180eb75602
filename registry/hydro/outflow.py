"""Say where the water of a shape leaves it: a wetland answers by its outflow, not by its middle."""

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from registry.crs import metric_crs, to_metric
from registry.hydro.lines import Floats, Ints, Objects
from registry.hydro.locate import middles

if TYPE_CHECKING:
    from registry.hydro.network import RiverNetwork

NEAR_M = 500.0
"""A shape that no reach crosses lets its water out on the side of a reach within this distance."""


def outflow_points(features: gpd.GeoDataFrame, network: "RiverNetwork | None" = None) -> gpd.GeoSeries:
    """Return the place of each feature's outflow, in the features' CRS, on their index; points are their own.

    A shape crossed by the network lets its water out at the lowest place of the river that runs longest through it; one
    beside a reach on the side toward it; any other, and every shape without a network, in its middle.

    Raises
    ------
    CrsError
        When the features have no CRS.
    """
    shapes = features.geometry
    extended = ~(shapes.is_empty | shapes.isna() | (shapes.geom_type == "Point"))
    if not extended.any():
        return shapes
    crs = metric_crs(features, "features") if network is None else network.crs
    drawn = to_metric(shapes[extended], crs, "features").to_numpy()
    places = middles(drawn) if network is None else outflows(network, drawn)
    return shapes.where(~extended, gpd.GeoSeries(places, index=shapes.index[extended], crs=crs).to_crs(shapes.crs))


def outflows(network: "RiverNetwork", shapes: Objects) -> Objects:
    """Return a point for every shape that is no point and not empty, in the CRS of the network."""
    places = middles(shapes)
    tree = shapely.STRtree(network.parts)
    shape, reach = tree.query(shapes, predicate="intersects")
    crossed = np.unique(shape)
    if len(shape):
        places[crossed] = _lowest(network, shapes, shape, reach)
    beside = np.setdiff1d(np.arange(len(shapes)), crossed)
    side, near = tree.query_nearest(shapes[beside], max_distance=NEAR_M) if len(beside) else np.empty((2, 0), dtype=int)
    first = (
        pd.DataFrame({"shape": beside[side], "reach": near}).sort_values(["shape", "reach"]).drop_duplicates("shape")
    )
    over = shapely.shortest_line(shapes[first["shape"]], network.parts[first["reach"]])
    places[first["shape"]] = shapely.get_point(over, 0)
    return places


def _lowest(network: "RiverNetwork", shapes: Objects, shape: Ints, reach: Ints) -> Objects:
    """Return, per crossed shape in order, the lowest place inside it of the river that runs longest through it."""
    inside = shapely.intersection(network.parts[reach], shapes[shape])
    rows = pd.DataFrame({"shape": shape, "reach": reach, "inside_m": shapely.length(inside)})
    rows["measure_m"] = _last_measures(network.parts[reach], inside)
    rows["left_m"] = (network.length_m + network.way_m)[reach] - rows["measure_m"]
    main = rows.sort_values(["shape", "inside_m", "reach"], ascending=[True, False, True]).drop_duplicates("shape")
    start = network.enter[rows["shape"].map(main.set_index("shape")["reach"]).to_numpy()]
    on_way = (network.enter[reach] <= start) & (start < network.leave[reach])
    lowest = rows[on_way].sort_values(["shape", "left_m", "reach"]).drop_duplicates("shape")
    return np.asarray(shapely.line_interpolate_point(network.parts[lowest["reach"]], lowest["measure_m"]), dtype=object)


def _last_measures(parts: Objects, inside: Objects) -> Floats:
    """Return how far down each line its last piece inside a shape reaches."""
    spots, row = shapely.get_coordinates(inside, return_index=True)
    measure_m = shapely.line_locate_point(parts[row], shapely.points(spots))
    return pd.Series(measure_m).groupby(row).max().to_numpy()
