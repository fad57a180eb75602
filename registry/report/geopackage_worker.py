"""The worker that writes a GeoPackage: started as a script with a job folder, alone with GDAL, knows no registry."""

import json
import os
import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

MEMORY_BYTES = 4 << 30
CPU_SECONDS = 300

DATA_COLUMNS = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
"""
"""OGC GeoPackage 1.2, extension gpkg_schema."""

SCHEMA_EXTENSION = ("gpkg_schema", "http://www.geopackage.org/spec121/#extension_schema", "read-write")

LAYER_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME)
"""
"""The table that QGIS reads default styles from."""


def main(folder: Path) -> None:
    """Write the job of a folder."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    limit()
    os.environ["OGR_CURRENT_DATE"] = job["at"]
    for layer in job["layers"]:
        write_layer(folder, job, layer)
    describe(job)


def limit() -> None:
    """Cap memory and time where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  Windows has none

        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def write_layer(folder: Path, job: dict[str, Any], layer: dict[str, Any]) -> None:
    """Write one layer with GDAL."""
    import pyarrow as pa  # noqa: PLC0415  after the limits
    import pyogrio  # noqa: PLC0415

    with pa.memory_map(str(folder / f"{layer['name']}.arrow")) as source:
        table = pa.ipc.open_file(source).read_all()
    pyogrio.write_arrow(
        table,
        job["path"],
        layer=layer["name"],
        driver="GPKG",
        geometry_name=layer["geometry_name"],
        geometry_type=layer["geometry_type"],
        crs=job["crs"],
        dataset_options={"VERSION": "1.2"},
        layer_options={
            "IDENTIFIER": layer["identifier"],
            "DESCRIPTION": layer["description"],
            "GEOMETRY_NAME": layer["geometry_name"],
            "FID": "fid",
        },
    )


def describe(job: dict[str, Any]) -> None:
    """Add titles of columns and default styles; leave one file in rollback-journal mode."""
    with closing(sqlite3.connect(job["path"], isolation_level=None)) as database:
        database.execute("BEGIN")
        for statement in (*DATA_COLUMNS.split(";\n"), LAYER_STYLES):
            if statement.strip():
                database.execute(statement)
        for layer in job["layers"]:
            add_titles(database, layer)
            add_style(database, layer, job["at"])
        for table in ("gpkg_data_columns", "gpkg_data_column_constraints"):
            database.execute("INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, ?)", (table, *SCHEMA_EXTENSION))
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, 0)",
            (job["at"],),
        )
        database.execute("COMMIT")
        database.execute("PRAGMA journal_mode = DELETE")


def add_titles(database: sqlite3.Connection, layer: dict[str, Any]) -> None:
    """Title every column; the name, which must be unique in a table, is the title or, met again, title and column."""
    met: set[str] = set()
    for column in layer["columns"]:
        title = column["title"]
        name = f"{title} {column['name']}" if title in met else title
        met.add(title)
        database.execute(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES (?, ?, ?, ?, ?)",
            (layer["name"], column["name"], name, title, column["description"]),
        )


def add_style(database: sqlite3.Connection, layer: dict[str, Any], at: str) -> None:
    """Make the layer's style the default one."""
    database.execute(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
        "styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
        "VALUES ('', '', ?, ?, ?, ?, '', 1, '', '', NULL, ?)",
        (layer["name"], layer["geometry_name"], layer["name"], layer["style"], at),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
