"""`make bench`: every benchmark in one run, ours beside the rival, one table at the end."""

import importlib
import sys

from rich.console import Console
from rich.table import Table

from bench.row import BenchRow

MODULES = (
    "builds",
    "assign",
    "reassign",
    "store",
    "list_workbook",
    "map_paint",
    "map_live",
    "map_search",
    "map_sessions",
)


def main(names: list[str]) -> None:
    """Run the named benchmarks, all by default, and print the table."""
    rows: list[BenchRow] = []
    for name in names or MODULES:
        sys.stderr.write(f"running {name} …\n")
        rows += importlib.import_module(f"bench.{name}").run()
    table = Table("what", "ours, s", "rival, s", "ours / rival", "note")
    for row in rows:
        figures = (row.ours_s, row.rival_s, row.ratio)
        table.add_row(row.name, *("" if figure is None else f"{figure:.3g}" for figure in figures), row.note)
    Console(width=140).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
