"""Finished tables in, files out: workbooks, Word documents, figures, GeoPackages."""
