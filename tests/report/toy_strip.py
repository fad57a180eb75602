"""The strip and the page of a toy section."""

from datetime import date

import pandas as pd

from layers.marks import point_marks
from registry.contents import Check, SectionCard, Stamp
from registry.findings import Finding, Level
from registry.language import Label, msg
from registry.section_contents import (
    COVERAGE_COUNTS,
    Neighbour,
    PackContent,
    PackContext,
    SectionPage,
    Strip,
    StripRow,
    UnitTotals,
)
from tests.layers import toy
from tests.report.toy_plan import toy_plan

MARKS = point_marks()
COVERED = dict.fromkeys(COVERAGE_COUNTS, 7) | {"share_of_plants": 0.125, "share_of_plant_flow": float("nan")}
NASTY = (
    "<img src=x onerror=canary()>",
    "${canary()}",
    "`</script><script>canary()//",
    "'\"><svg onload=canary()>",
    "]]>&amp;",
)


def strip(names=("南社排污口", "北社排污口"), rows=()):
    first, second = names[0], names[-1]
    own = (
        StripRow("sections", "DM1", "上兰", "national", 0.0, 0.0, None),
        StripRow("outlets", "PWK000", first, "industrial", 1200.0, 1500.0, "left", (("outlets", "industrial", 1),)),
        StripRow("tributaries", "7", second, "", 4000.0, 4000.0, "right", (("villages", "direct", 3),)),
        StripRow("group", "left-5000", "", "", 5000.0, 5000.0, "left", (("outlets", "other", 4),), 6000.0),
        StripRow("wetlands", "W1", "湿地", "in-river", 7000.0, 7000.0, None, (("wetlands", "in-river", 1),)),
        *rows,
    )
    check = Check(msg("The strip holds every feature once"), holds=True, detail=Label("是", "yes"))
    return Strip(
        "DM1", "上兰", "汾河", 9000.0, own, 10, (("outlets", "other", 1),), "小店桥", 12_000.0, False, 1000.0, check
    )


def odd(name):
    return Finding("X001", Level.WARNING, "outlets", name, None, msg("{name} is odd.", name=name), msg("Look at it."))


def page(name="上兰", said=()):
    plan = toy_plan()
    return SectionPage(
        stamp=Stamp(date(2022, 12, 31), 3, "ab" * 32, synthetic=True),
        code="DM1",
        name=name,
        river="汾河",
        card=SectionCard("DM1", name, ((Label("断面编码", "Section code"), "DM1"), (Label("河流", "River"), name))),
        target=3,
        measured=4,
        months=plan.quality,
        limits=plan.limits,
        totals=(UnitTotals("outlets", 3, 5),),
        loads={"cod_t_per_a": (1.0, 2.0)},
        unit_facts=(),
        coverage=COVERED,
        above=(Neighbour("DM2", name, "汾河", Label("国考", "National"), 1000.0, 2, 1.0, 0.5),),
        below=None,
        tables=plan.loads,
        doubts=plan.doubts,
        overdue=pd.DataFrame(),
        findings=(
            Finding("X001", Level.WARNING, "outlets", name, None, msg("{name} is odd.", name=name), msg("See.")),
        ),
        said=tuple(said),
        features={},
        checks=(),
    )


def content(names=("南社排污口", "北社排污口", "无坐标排污口"), name="上兰", filter_="", count=1):
    tables = toy.tables() | {"outlets": pd.concat([toy.outlets(names)] * count, ignore_index=True)}
    outlets = tables["outlets"].assign(code=[f"PWK{n:05d}" for n in range(len(tables["outlets"]))])
    context = PackContext(name, filter_, date(2022, 12, 31), 3, "ab" * 32, "cd" * 32, synthetic=True)
    return PackContent(context, toy.frames(), tables | {"outlets": outlets}, page(name), (strip(names),))
