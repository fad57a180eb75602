"""The plan of a toy section: one unit of 20 by 20 km, two rivers, a few of every kind."""

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString, Point, box

from registry.analysis.plan_tables import (
    doubt_table,
    grade_table,
    load_table,
    outlet_table,
    plant_table,
    project_table,
    shared_table,
    village_table,
    wetland_table,
)
from registry.analysis.section_loads import divided, known_loads
from registry.contents import PlanContent, PlanMap, SectionCard
from registry.language import Label, msg
from registry.vocabulary import KINDS
from tests.analysis.toy import one, outlets
from tests.report.toy import stamp

REASONS = {"river_close": Label("离通向另一断面的河太近。", "A river to another section is close.")}
COUNTS = {"plants": 2, "wetlands": 3, "villages": 30, "projects": 2}
CHOSEN = {
    "plants": {"flow_m3_per_d": 9000.0, "design_m3_per_d": 10_000.0, "standard": "GB18918-1A"},
    "wetlands": {"function": "tail-water", "flow_type": "vertical", "area_m2": 80_000.0, "status": "running"},
    "villages": {"state": "direct", "people": 812.0, "township": "黄土镇", "priority_area": "river_bank"},
    "projects": {"project_type": "sewer", "status": "finished", "cost_10k_yuan": 1200.0},
}
CLASSES = ("industrial", "municipal", "agricultural", "other")


def features(kind: str, number: int) -> pd.DataFrame:
    extra = ["feature_id", "section_code", "grade", "runner_up", "reasons"]
    rows = [
        {"feature_id": n, "code": f"{kind[0].upper()}{n:03d}",
         "name": f"{KINDS[kind].singular.zh}{n}号", "county": "隰县",
         "grade": "B", "reasons": [], "section_code": "DM1"} | CHOSEN[kind]
        for n in range(number)
    ]  # fmt: skip
    return pd.DataFrame(rows).reindex(columns=[*(f.name for f in KINDS[kind].stored_fields), *extra])


def spread(frame: pd.DataFrame, seed: int) -> gpd.GeoDataFrame:
    chance = np.random.default_rng(seed)
    places = [Point(x, y) for x, y in chance.uniform((110.92, 36.62), (111.08, 36.78), (len(frame), 2))]
    return gpd.GeoDataFrame(frame, geometry=places, crs=4490)


def toy_features(name: str = "隰县城镇污水处理厂排污口") -> dict[str, pd.DataFrame]:
    many = outlets(
        *(one(n, name=name, outlet_class=CLASSES[n % 4], grade="C" if n % 9 == 0 else "A", flow_m3_per_d=100.0 * n,
              reasons=["river_close"], runner_up="DM2") for n in range(1, 31))
    )  # fmt: skip
    return {"outlets": many} | {kind: features(kind, number) for kind, number in COUNTS.items()}


def toy_map(own: dict[str, pd.DataFrame]) -> PlanMap:
    rivers = gpd.GeoDataFrame(
        {"river": ["昕水河", "东川河", None], "order": [4, 2, 1], "inside": [True, True, False]},
        geometry=[
            LineString([(110.9, 36.8), (111.0, 36.7), (111.1, 36.62)]),
            LineString([(111.1, 36.8), (111.05, 36.74), (111.0, 36.7)]),
            LineString([(111.1, 36.62), (111.12, 36.6)]),
        ],
        crs=4490,
    )
    sections = gpd.GeoDataFrame(
        {"code": ["DM1", "DM2"], "name": ["黑城村", "西庄岭"], "level": "national", "own": [True, False]},
        geometry=[Point(111.1, 36.62), Point(110.93, 36.79)],
        crs=4490,
    )
    counties = gpd.GeoDataFrame(
        {"county": ["隰县", "蒲县"]},
        geometry=[box(110.8, 36.5, 111.02, 36.9), box(111.02, 36.5, 111.2, 36.9)],
        crs=4490,
    )
    units = gpd.GeoDataFrame({"section_code": ["DM1"]}, geometry=[box(110.9, 36.6, 111.1, 36.8)], crs=4490)
    return PlanMap(units, rivers, counties, sections, {kind: spread(t, n) for n, (kind, t) in enumerate(own.items())})


def toy_plan(name: str = "隰县城镇污水处理厂排污口", *, synthetic: bool = False) -> PlanContent:
    own = toy_features(name)
    shares = pd.DataFrame({"feature_id": [7], "section_code": ["DM2"], "share": [0.4]})
    parts = divided(own["outlets"], known_loads(own["outlets"]), shares).query("section_code == 'DM1'")
    months = pd.date_range("2022-01-01", periods=12, freq="MS").as_unit("s")
    course = np.linspace(3.0, 9.0, 12)
    quality = pd.DataFrame(
        {"month": months, "codmn": course, "nh3n": course / 6, "tp": course / 40,
         "water_class": [2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6]}
    )  # fmt: skip
    return PlanContent(
        stamp=stamp(synthetic=synthetic),
        card=SectionCard(
            "DM1",
            "黑城村",
            ((Label("河流", "River"), "昕水河"), (Label("水质目标", "Target"), msg("no target stated"))),
        ),
        quality=quality,
        limits={"codmn": 6.0, "nh3n": 1.0, "tp": 0.2},
        unit_facts=((Label("控制单元面积", "Area of the control unit"), "400.0 km²"),),
        map=toy_map(own),
        lists=(
            outlet_table(own["outlets"]),
            plant_table(own["plants"], {0: "隰县尾水湿地"}),
            wetland_table(own["wetlands"]),
            village_table(own["villages"]),
            project_table(own["projects"]),
            shared_table({"outlets": parts}),
        ),
        loads=(load_table(parts),),
        doubts=(grade_table(own), doubt_table(own, REASONS)),
        sources=(msg("Places of sections are approximate where an accuracy is stated; distances follow the water."),),
    )
