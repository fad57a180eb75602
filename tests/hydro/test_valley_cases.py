"""One case of each kind that makes an assignment hard, on the valley drawn in tests/valley.py; answers by hand.

Every case is asked with ground and water together and a coordinate good to 50 m, unless it says otherwise.
"""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point, box

from registry.hydro.assign import assign_sections
from registry.hydro.network import RiverNetwork
from tests import valley

LINES, SECTIONS, UNITS = valley.lines(), valley.sections(), valley.units()


def line(number: int, river: str | None, *places: tuple[float, float]) -> gpd.GeoDataFrame:
    """Return the river lines with one more."""
    more = gpd.GeoDataFrame([(number, river, LineString(places))], columns=LINES.columns, crs=valley.CRS)
    return pd.concat([LINES, more], ignore_index=True)


def section(code: str, x: float, y: float, river: str | None = None) -> gpd.GeoDataFrame:
    """Return the sections with one more."""
    more = gpd.GeoDataFrame({"section_code": [code], "river": [river]}, geometry=[Point(x, y)], crs=valley.CRS)
    return pd.concat([SECTIONS, more], ignore_index=True)


def answer(
    x: float,
    y: float,
    *,
    lines: gpd.GeoDataFrame = LINES,
    sections: gpd.GeoDataFrame = SECTIONS,
    units: gpd.GeoDataFrame | None = UNITS,
    accuracy_m: float = 50,
) -> tuple[str | None, str, tuple[str, ...]]:
    """Return section, grade and reasons of one outlet."""
    network = RiverNetwork.from_lines(lines, name_column="river")
    point = gpd.GeoDataFrame(geometry=[Point(x, y)], crs=valley.CRS)
    row = assign_sections(point, sections, network=network, units=units, accuracy_m=accuracy_m).iloc[0]
    return None if pd.isna(row["section_code"]) else row["section_code"], row["grade"], row["reasons"]


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (2930, ("S1", "A", ("agree",))),  # 70 m above S1: 1.4 times the doubt
        (2940, ("S1", "B", ("agree", "little_room"))),  # 60 m: 1.2 times
        (2980, ("S1", "C", ("agree", "border_close", "section_close"))),  # 20 m: it may lie on the other side
        (3000, ("S1", "C", ("agree", "border_close", "section_close"))),  # at the section: its own, hardly surely
        (3020, ("S2", "C", ("agree", "border_close", "section_close"))),  # below it: the next one answers
        (3070, ("S2", "A", ("agree",))),
    ],
)
def test_around_a_section_what_lies_above_is_its_own_and_what_lies_below_the_next_ones(x, expected):
    assert answer(x, 0) == expected


def test_a_section_whose_own_place_is_vague_makes_outlets_near_it_doubtful():
    vague = SECTIONS.assign(accuracy_m=[2000.0, 0.0, 0.0])
    assert answer(2200, 0, sections=vague) == ("S1", "C", ("agree", "section_close"))
    assert answer(2200, 0) == ("S1", "A", ("agree",))


def test_at_a_confluence_without_a_section_both_rivers_lead_to_the_same_one():
    assert answer(4000, 0) == ("S2", "A", ("agree",))
    assert answer(4010, 15) == ("S2", "A", ("agree",))


def test_at_a_confluence_with_a_section_on_the_tributary_the_side_of_it_decides():
    mouth = section("T", 4000, 100, "白水")
    ground = pd.concat(
        [
            gpd.GeoDataFrame({"section_code": ["T"]}, geometry=[box(3500, 100, 4500, 4000)], crs=valley.CRS),
            UNITS.overlay(gpd.GeoDataFrame(geometry=[box(3500, 100, 4500, 4000)], crs=valley.CRS), how="difference"),
        ],
        ignore_index=True,
    )
    assert answer(4000, 300, sections=mouth, units=ground) == ("T", "A", ("agree",))
    assert answer(4000, 115, sections=mouth, units=ground) == (
        "T", "C", ("agree", "border_close", "section_close"),
    )  # fmt: skip
    # 60 m from the main river and 40 m from the tributary, both below T
    assert answer(4040, 60, sections=mouth, units=ground)[0] == "S2"


def test_on_a_shared_border_away_from_any_river_the_first_code_stands_and_is_doubted():
    assert answer(3000, 2000) == ("S1", "C", ("beyond_tolerance", "border_close"))
    assert answer(3000, 2000, units=UNITS.iloc[::-1]) == ("S1", "C", ("beyond_tolerance", "border_close"))


RESERVOIR = section("T", 4000, 1000, "白水")
"""S2 at x = 6,000 is a dam; its water stands 900 m to either side of 清河 and up 白水 to T at (4000, 1000)."""
BAY = box(3200, 1000, 4200, 4000)
BANKS = pd.concat(
    [
        gpd.GeoDataFrame({"section_code": ["T"]}, geometry=[BAY], crs=valley.CRS),
        UNITS.overlay(gpd.GeoDataFrame(geometry=[BAY], crs=valley.CRS), how="difference"),
    ],
    ignore_index=True,
)


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        # on the bank, 880 m from the middle line: the ground says which water this is
        (5000, 880, ("S2", "B", ("beyond_tolerance",))),
        # in the bay, below T: nearest to the tributary's line, and both lines lead to the dam
        (4300, 700, ("S2", "A", ("agree",))),
        # on the bank beyond the bay's divide (150 m), nearest to the tributary above T (350 m): the ground is right
        (4350, 1200, ("S2", "C", ("evidence_differs", "nearer_to_border"))),
        # inside the bay above T
        (4020, 1500, ("T", "A", ("agree",))),
    ],
)
def test_on_the_banks_of_a_reservoir_the_ground_tells_bays_apart(x, y, expected):
    section_code, grade, reasons = answer(x, y, sections=RESERVOIR, units=BANKS)
    assert (section_code, grade, reasons[: len(expected[2])]) == expected


def test_on_the_bank_of_a_reservoir_the_lines_alone_are_doubted():
    # 350 m from the tributary 200 m above T, where its bay begins; the middle line that leads to S2 is 1,200 m off
    assert answer(4350, 1200, sections=RESERVOIR, units=None, accuracy_m=500) == (
        "T", "C", ("water_only", "section_close"),
    )  # fmt: skip


def test_a_canal_that_leaves_the_river_makes_what_lies_above_doubtful():
    canal = line(31, "东干渠", (5000, 0), (5500, -900), (5500, -3900))
    assert answer(4500, 0, lines=canal) == ("S2", "C", ("agree", "fork"))
    assert answer(5300, 0, lines=canal) == ("S2", "A", ("agree",))


def test_a_tributary_without_a_section_answers_to_the_first_one_met():
    assert answer(4030, 3000) == ("S2", "A", ("agree",))


def test_below_the_last_section_nothing_answers():
    assert answer(9500, 5) == (None, "U", ("no_section_downstream",))


def test_what_drains_to_another_basin_has_no_section_though_our_river_is_nearest():
    near = line(31, "清河", (2000, -3990), (2000, 0))
    assert answer(2000, -4010, lines=near) == (None, "U", ("out_of_basin", "drains_to:南河", "border_close"))
    assert answer(2000, -4500, lines=near) == (None, "U", ("out_of_basin", "drains_to:南河"))
