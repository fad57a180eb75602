"""One GeoPackage of everything: written by a worker process, checked in by a rename, with titles, aliases and styles.

GDAL brings an SQLite library of its own. It runs in the worker only, so that this process keeps to the one that the
registry file is opened with.
"""

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from registry.contents import ExportContent, ExportLayer, Stamp
from registry.crs import STORAGE
from registry.errors import CallError
from registry.language import msg
from registry.report.files import put_down
from registry.report.qgis_style import style

WORKER = Path(__file__).with_name("geopackage_worker.py")
LONGEST_SECONDS = 600
GEOMETRY = "geom"
KEPT_FROM_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH")
ASCII_NAME = re.compile(r"[a-z][a-z0-9_]*")
MULTI = {1: "MultiLineString", 5: "MultiLineString", 3: "MultiPolygon", 6: "MultiPolygon"}
"""Geometry types, by shapely's number, that share a layer with their multi-part kin."""


def write_geopackage(content: ExportContent, path: Path) -> dict[str, int]:
    """Write the GeoPackage and return `{layer: rows}`. The same content gives the same bytes.

    Raises
    ------
    CallError
        When the file cannot be written or the worker fails.
    """
    with TemporaryDirectory(prefix="registry-export-") as folder, put_down(path) as temporary:
        job = Path(folder)
        finished = job / "export.gpkg"
        layers = [describe(layer, content.stamp, job) for layer in content.layers]
        (job / "job.json").write_text(
            json.dumps({"path": str(finished), "crs": STORAGE.to_string(), "at": at(content.stamp), "layers": layers}),
            encoding="utf-8",
        )
        run_worker(job)
        temporary.write_bytes(finished.read_bytes())
    return {layer.name: len(layer.frame) for layer in content.layers}


def run_worker(job: Path) -> None:
    """Run the worker on a job folder, in an almost empty environment.

    Raises
    ------
    CallError
        When it fails or takes longer than LONGEST_SECONDS.
    """
    environment = {name: os.environ[name] for name in KEPT_FROM_ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  our own script, no shell
            [sys.executable, "-I", str(WORKER), str(job)],
            env=environment | {"PYTHONUTF8": "1"},
            cwd=job,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=LONGEST_SECONDS,
            check=False,
        )
        failure = done.stderr.strip().splitlines()[-1:] if done.returncode else None
    except subprocess.TimeoutExpired:
        failure = [f"> {LONGEST_SECONDS} s"]
    if failure is not None:
        reason = failure[0] if failure else "no answer"
        raise CallError("F002", msg("The GeoPackage could not be written ({reason}); try again.", reason=reason))


def at(stamp: Stamp) -> str:
    """Return the time that the file carries: the start of the day it is true on."""
    return f"{stamp.as_of.isoformat()}T00:00:00.000Z"


def describe(layer: ExportLayer, stamp: Stamp, job: Path) -> dict[str, Any]:
    """Put a layer's rows into the job folder and return what the worker must know about it."""
    require_ascii(layer)
    geometry_type, table = arrow_table(layer.frame)
    with pa.OSFile(str(job / f"{layer.name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    notice = "(含合成数据)" if stamp.synthetic else ""
    return {
        "name": layer.name,
        "identifier": layer.title.zh + notice,
        "description": f"截至 {stamp.as_of.isoformat()}  修订 {stamp.revision} {notice}".strip(),
        "geometry_name": GEOMETRY,
        "geometry_type": geometry_type,
        "columns": [{"name": name, "title": label.zh, "description": label.en} for name, label in layer.fields.items()],
        "style": style(layer, geometry_type),
    }


def require_ascii(layer: ExportLayer) -> None:
    """Refuse a layer or column whose name other programs would stumble over; a name is ours, so this is a bug."""
    for name in (layer.name, *layer.fields):
        if not ASCII_NAME.fullmatch(name):
            raise ValueError(name)


def arrow_table(frame: gpd.GeoDataFrame) -> tuple[str, pa.Table]:
    """Return the geometry type and the rows: days as dates, lists as text, geometry as WKB."""
    geometry_type, shapes = unified(frame.geometry)
    columns = {name: plain(frame[name]) for name in frame.columns if name != frame.geometry.name}
    fields = [pa.field(name, array.type) for name, array in columns.items()]
    wkb = pa.field(GEOMETRY, pa.binary(), metadata={"ARROW:extension:name": "geoarrow.wkb"})
    arrays = [*columns.values(), pa.array(shapely.to_wkb(shapes), pa.binary())]
    return geometry_type, pa.table(arrays, schema=pa.schema([*fields, wkb]))


def unified(geometry: gpd.GeoSeries) -> tuple[str, np.ndarray]:
    """Return one geometry type for all shapes, and the shapes in it."""
    shapes = np.asarray(geometry.array)
    kinds = {int(number) for number in shapely.get_type_id(shapes)} - {-1}
    target = MULTI.get(min(kinds, default=0), "Point")
    if target == "Point":
        return target, shapes
    make = shapely.multilinestrings if target == "MultiLineString" else shapely.multipolygons
    parts = [None if shape is None else make(list(getattr(shape, "geoms", [shape]))) for shape in shapes]
    return target, np.array(parts, dtype="object")


def plain(values: pd.Series) -> pa.Array:
    """Return a column as an Arrow array of a type that a GeoPackage knows."""
    if pd.api.types.is_datetime64_any_dtype(values):
        days = [None if pd.isna(value) else date(value.year, value.month, value.day) for value in values]
        return pa.array(days, pa.date32())
    if pd.api.types.is_bool_dtype(values):
        return pa.array(values.astype("boolean"), pa.bool_())
    if pd.api.types.is_integer_dtype(values):
        return pa.array(values.astype("Int64"), pa.int64())
    if pd.api.types.is_float_dtype(values):
        return pa.array(values, pa.float64(), from_pandas=True)
    return pa.array([text(value) for value in values], pa.string())


def text(value: Any) -> str | None:
    """Return a value as text: a list joined, a lone half of a character replaced."""
    if isinstance(value, list | tuple | np.ndarray):
        value = " ".join(map(str, value))
    if value is None or pd.isna(value):
        return None
    return str(value).encode("utf-8", "replace").decode("utf-8")
