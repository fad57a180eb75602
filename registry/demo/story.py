"""The demonstration as a sequence of revisions: what became known when, told by whom and why."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import pandas as pd

from registry.demo.ground import survey_ground
from registry.demo.links import make_links
from registry.demo.measures import make_measures, measure_timelines
from registry.demo.outlet_history import SURVEYED_ON, QuarterBook, tell_history
from registry.demo.outlets import Shift, make_outlets
from registry.demo.plants import plant_timelines, real_plants
from registry.demo.projects import make_projects, project_timelines
from registry.demo.readings import make_readings
from registry.demo.real_wetlands import real_wetlands
from registry.demo.sections import section_timelines
from registry.demo.settlements import settle
from registry.demo.size import DemoSize
from registry.demo.steps import make_steps, step_timelines
from registry.demo.timelines import begin, known_by
from registry.demo.villages import make_villages, village_timelines
from registry.demo.wetlands import make_wetlands, wetland_timelines
from registry.quarter import Quarter

YEAR = 2022
YEAR_END = "2022-12-31"
REGISTERED_ON = pd.Timestamp("2022-01-05")
"""Registers other than the outlets' stand as of this day when the registry begins."""
LISTED_AT = ("2022-04-08", "2022-07-08", "2022-10-11", "2023-01-09")
CORRECTED_AT = ("2022-02-22", "2022-05-20", "2022-08-18", "2022-11-17")
OPEN_QUARTER = 4
"""The quarters before it are closed; its own list is still a draft."""
TOLD_LATER_AT = "2025-06-16"
WATER, RURAL, MONITORING = "省厅水处", "省厅土壤与农村处", "省监测中心"
QUARTER_ZH = "一二三四"

Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class DemoRevision:
    """One revision to commit: when, by which office, why, and complete timelines by kind with links; or a closing."""

    at: datetime
    office: str
    reason: str
    timelines: Frames = field(default_factory=dict)
    links: pd.DataFrame | None = None
    closes: Quarter | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing became known and no quarter was closed."""
        return not self.timelines and self.links is None and self.closes is None


@dataclass(frozen=True)
class Cast:
    """Everything that will ever be in the registry: final timelines by kind, links, and the outlets' quarters."""

    timelines: Frames
    links: pd.DataFrame
    quarters: list[QuarterBook]
    events: pd.DataFrame = field(repr=False)


@dataclass(frozen=True)
class DemoSources:
    """What the demonstration is made from: frames of the base layers, and the two fact tables of real features."""

    counties: gpd.GeoDataFrame
    reaches: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    sections: pd.DataFrame
    plants: pd.DataFrame
    wetlands: pd.DataFrame


def tell_story(
    sources: DemoSources, to_gcj02: Shift, size: DemoSize | None = None, first_id: int = 1, first_link: int = 1
) -> list[DemoRevision]:
    """Return the revisions of the demonstration, in order of time.

    Parameters
    ----------
    sources
        Base layers (EPSG:4490) and fact tables.
    to_gcj02
        The datum of one city's batch: longitudes and latitudes in, shifted ones out.
    size
        Totals on 2022-12-31; the issue's by default.
    first_id, first_link
        The first free internal ids.
    """
    cast = make_cast(sources, to_gcj02, size or DemoSize(), first_id, first_link)
    told = [opening(cast), *registers(cast)]
    for book, listed_at, corrected_at in zip(cast.quarters, LISTED_AT, CORRECTED_AT, strict=True):
        told += quarter_revisions(cast, book, listed_at, corrected_at)
        if book.quarter.number < OPEN_QUARTER:
            told.append(DemoRevision(noon(listed_at, 8), WATER, f"{book.quarter}关账(演示)", closes=book.quarter))
    told.append(later(cast))
    return [slim for slim in map(without_empty, told) if not slim.is_empty]


def without_empty(revision: DemoRevision) -> DemoRevision:
    """Return the revision without kinds of which nothing became known."""
    return replace(revision, timelines={kind: frame for kind, frame in revision.timelines.items() if len(frame)})


def make_cast(sources: DemoSources, to_gcj02: Shift, size: DemoSize, first_id: int, first_link: int) -> Cast:
    """Make every feature and its life, numbered by kind in a fixed order."""
    ids = Numbers(first_id)
    sections = ids.number(sources.sections.sort_values("code"))
    ground = survey_ground(sources.counties, sources.reaches, sources.units, sections, sources.plants)
    settled = settle(ground, size.settlements, size.outside_basin)
    plants = ids.number(real_plants(sources.plants, ground))
    real = real_wetlands(sources.wetlands, ground, plants)
    wetlands = ids.number(make_wetlands(ground, settled, plants, real, size, YEAR_END))
    villages = ids.number(make_villages(ground, settled, size))
    projects = ids.number(make_projects(settled, size))
    outlets = make_outlets(ground, settled, plants, size, to_gcj02)
    readings = ids.number(make_readings(sections, YEAR))
    quarters, events = tell_history(outlets, size, ids.following)
    lived = last_word(quarters)
    behind = Numbers(1 + int(lived["feature_id"].max()))
    steps = behind.number(make_steps(lived))
    measures = behind.number(make_measures(settled, outlets, size))
    outlets = outlets.assign(feature_id=np.arange(ids.following, ids.following + len(outlets)))
    own = outlets[outlets["plant"] >= 0].set_index("plant")
    timelines = {
        "sections": section_timelines(sections),
        "plants": plant_timelines(plants, own["code"], wetlands, SURVEYED_ON),
        "wetlands": wetland_timelines(wetlands, SURVEYED_ON),
        "villages": village_timelines(villages, SURVEYED_ON),
        "projects": project_timelines(projects, SURVEYED_ON),
        "readings": begin(readings, readings["measured_at"].dt.normalize()),
        "steps": step_timelines(steps),
        "measures": measure_timelines(measures),
    }
    links = make_links(plants, own["feature_id"], wetlands, sections, SURVEYED_ON, first_link)
    return Cast(timelines, links, quarters, events)


def last_word(quarters: list[QuarterBook]) -> pd.DataFrame:
    """Return all periods of all outlets as they turn out in the end."""
    told = pd.concat([book.timelines.assign(told=number) for number, book in enumerate(quarters)], ignore_index=True)
    last = told.groupby("feature_id")["told"].transform("max")
    return told[told["told"] == last].drop(columns="told")


@dataclass
class Numbers:
    """Hands out internal ids, one run per kind."""

    following: int

    def number(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows renumbered from 0, with `feature_id`."""
        first, self.following = self.following, self.following + len(rows)
        return rows.reset_index(drop=True).assign(feature_id=np.arange(first, self.following))


def opening(cast: Cast) -> DemoRevision:
    """Return the revision that brings in the sections, which all assignments need."""
    return DemoRevision(
        noon("2022-01-06"), WATER, "考核断面清单建档(位置为近似值)", {"sections": cast.timelines["sections"]}
    )


def registers(cast: Cast) -> list[DemoRevision]:
    """Return the revisions that open the other registers at the beginning of the year."""
    known = {kind: known_by(cast.timelines[kind], REGISTERED_ON) for kind in ("villages", "projects", "wetlands")}
    water = {kind: known[kind] for kind in ("wetlands", "projects")}
    return [
        DemoRevision(
            noon("2022-01-12"), RURAL, "农村生活污水治理台账建档(演示,合成数据)", {"villages": known["villages"]}
        ),
        DemoRevision(noon("2022-01-14"), WATER, "人工湿地、重点工程台账建档(演示,合成数据)", water),
    ]


def quarter_revisions(cast: Cast, book: QuarterBook, listed_at: str, corrected_at: str) -> list[DemoRevision]:
    """Return what one quarter brought: mistakes put right, the outlet list, the other registers, readings."""
    name = f"{book.quarter.year}年第{QUARTER_ZH[book.quarter.number - 1]}季度"
    end = pd.Timestamp(book.quarter.last_day)
    first = book.quarter.number == 1
    since = REGISTERED_ON if first else pd.Timestamp(book.quarter.first_day) - pd.Timedelta(days=1)
    begun = None if first else since
    lists = {"plants": known_by(cast.timelines["plants"], end, begun), "outlets": book.timelines}
    rest = {kind: known_by(cast.timelines[kind], end, since) for kind in ("villages", "projects", "wetlands")}
    month = {"readings": known_by(cast.timelines["readings"], end, since - pd.Timedelta(days=5) if first else since)}
    ledger = {kind: known_by(cast.timelines[kind], end, begun) for kind in ("steps", "measures")}
    links = known_by(cast.links.rename(columns={"link_id": "feature_id"}), end, begun)
    links = links.rename(columns={"feature_id": "link_id"})
    return [
        DemoRevision(
            noon(corrected_at), WATER, f"{name}核查更正:坐标、类型、水量错误(演示)", {"outlets": book.corrections}
        ),
        DemoRevision(noon(listed_at, 2), WATER, f"{name}入河排污口清单调度(演示,合成数据)", lists),
        DemoRevision(
            noon(listed_at, 3), WATER, f"{name}湿地、村庄、工程进展(演示,合成数据)", rest, links if len(links) else None
        ),
        DemoRevision(noon(listed_at, 4), MONITORING, f"{name}断面水质月监测(演示,合成数据)", month),
        DemoRevision(noon(listed_at, 5), WATER, f"{name}排污口整治、问题整改台账(演示,合成数据)", ledger),
    ]


def later(cast: Cast) -> DemoRevision:
    """Return the revision that adds the real wetlands which public texts of later years name."""
    wetlands = known_by(cast.timelines["wetlands"], pd.Timestamp(TOLD_LATER_AT), pd.Timestamp(YEAR_END))
    plants = known_by(cast.timelines["plants"], pd.Timestamp(TOLD_LATER_AT), pd.Timestamp(YEAR_END))
    told = {"wetlands": wetlands, "plants": plants}
    links = known_by(
        cast.links.rename(columns={"link_id": "feature_id"}), pd.Timestamp(TOLD_LATER_AT), pd.Timestamp(YEAR_END)
    )
    links = links.rename(columns={"feature_id": "link_id"})
    reason = "补录公开报道中的人工湿地(真实,位置为近似值)"
    return DemoRevision(noon(TOLD_LATER_AT), WATER, reason, told, links if len(links) else None)


def noon(day: str, hour: int = 1) -> datetime:
    """Return an office hour of a day in UTC (Shanxi is 8 hours ahead)."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)
