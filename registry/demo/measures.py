"""The work report's problems and measures, made up: what was found, what is done about it, by whom, how far it is."""

import numpy as np
import pandas as pd

from registry.demo.chance import days_between, pick, stream
from registry.demo.size import DemoSize
from registry.demo.timelines import DAY, begin, change, without_day
from registry.vocabulary import MEASURES

REGISTERED_ON = "2022-01-14"
THEMES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "部分雨水管网混接生活污水，雨水排口旱季有水流出",
        "住房和城乡建设管理局",
        ("排查雨污混接点并建立清单", "完成混接点改造", "对雨水排口开展旱季监测", "制定管网养护制度"),
    ),
    (
        "沿河村庄生活污水直排，治理设施运行不正常",
        "农业农村局",
        ("逐村核查设施运行情况", "修复停运的治理设施", "沿河村庄污水纳管或集中收集", "落实运行维护经费"),
    ),
    (
        "入河排污口责任主体不清，溯源未完成",
        "生态环境主管部门",
        ("逐口溯源并确认责任主体", "公布责任主体名单", "设立排污口标识牌", "将排污口纳入日常巡查"),
    ),
    (
        "污水处理厂尾水总磷不能稳定达到排放要求",
        "住房和城乡建设管理局",
        ("优化除磷工艺参数", "建设深度处理单元", "在线监测数据联网", "开展进水水质排查"),
    ),
    (
        "规模以下养殖粪污随雨入河",
        "农业农村局",
        ("建立养殖户台账", "配套粪污收集贮存设施", "推行粪肥还田", "清理沿河堆放点"),
    ),
    (
        "重点工程进度滞后，部分项目未按期开工",
        "发展和改革局",
        ("重排施工计划并按月调度", "落实用地和资金", "约谈进度滞后单位", "按期完成竣工验收"),
    ),
)
"""Problems, who answers for them, and what is done."""
STAGES = ("under_way", "done", "accepted", "closed_out")
REACH_SHARES = (0.97, 0.86, 0.78, 0.7)
"""Share of measures that reach each stage within the year."""
DUE = ("2022-06-30", "2022-09-30", "2022-12-31", "2023-06-30")
DUE_SHARES = np.array([0.2, 0.3, 0.35, 0.15])


def make_measures(settled: pd.DataFrame, outlets: pd.DataFrame, size: DemoSize) -> pd.DataFrame:
    """Make the measures, one row each, with the day of each stage that they reach (`under_way_on` and so on).

    Parameters
    ----------
    settled
        Settlements, whose counties have the problems.
    outlets
        Outlets with `county_code`, `code`, `plant`; the outlet of a real plant stands for its county.
    size
        How many problems and measures.
    """
    rng = stream("measures")
    weights = (settled["people"] * settled["in_basin"]).to_numpy("float64")
    at = settled.iloc[pick(rng, weights, size.problems, again=True)].reset_index(drop=True)
    number = np.sort(np.arange(size.measures) % size.problems)
    within = pd.Series(number).groupby(number).cumcount()
    theme = [THEMES[n % len(THEMES)] for n in number]
    home = at.iloc[number].reset_index(drop=True)
    own = outlets[outlets["plant"] >= 0].drop_duplicates("county_code").set_index("county_code")["code"]
    concerned = home["county_code"].map(own).where(pd.Series(number) % len(THEMES) == 3)  # noqa: PLR2004
    problem = pd.Series(number + 1).astype("str").str.zfill(2)
    frame = pd.DataFrame(
        {
            "problem_code": "WT-2022-" + problem,
            "problem": [county + text for county, (text, _, _) in zip(home["county"], theme, strict=True)],
            "code": "CS-2022-" + problem + "-" + (within + 1).astype("str"),
            "name": [texts[k % len(texts)] for k, (_, _, texts) in zip(within, theme, strict=True)],
            "responsible_unit": [county + unit for county, (_, unit, _) in zip(home["county"], theme, strict=True)],
            "city": home["city"],
            "county": home["county"],
            "outlet_code": concerned.astype("str"),
            "due_on": pd.to_datetime(rng.choice(DUE, size.measures, p=DUE_SHARES)).astype(DAY),
            "accepted_by": home["city"] + "生态环境局",
            "remark": pd.Series(None, index=range(size.measures), dtype="str"),
            "synthetic": True,
        }
    )
    return with_days(frame, rng)


def with_days(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add the day on which each measure reaches each stage, if it does; those of one problem fare alike."""
    count = len(frame)
    of_problem = pd.Series(rng.random(frame["problem_code"].nunique()), index=frame["problem_code"].unique())
    luck = 0.8 * frame["problem_code"].map(of_problem) + 0.2 * rng.random(count)
    day = pd.Series(days_between(rng, "2022-01-20", "2022-07-15", count))
    for stage, share in zip(STAGES, REACH_SHARES, strict=True):
        frame[f"{stage}_on"] = day.where(luck < share)
        day = day + pd.to_timedelta(rng.integers(10, 55, count), unit="D").astype("timedelta64[s]")
    return frame


def measure_timelines(measures: pd.DataFrame) -> pd.DataFrame:
    """Return the measures' periods: registered, under way, done, accepted, closed out."""
    days = ("finished_on", "accepted_on", "closed_out_on")
    first = measures.assign(status="not_started", accepted_by=None).astype({"accepted_by": "str"})
    for name in days:
        first = without_day(first, name)
    periods = begin(first[["feature_id", *(f.name for f in MEASURES.stored_fields)]], REGISTERED_ON)
    by_feature = measures.set_index("feature_id")
    for stage, name in zip(STAGES, ("", *days), strict=True):
        reached = by_feature[by_feature[f"{stage}_on"].notna()]
        news = pd.DataFrame({"on": reached[f"{stage}_on"], "status": stage})
        if name:
            news[name] = reached[f"{stage}_on"]
        if stage == "accepted":
            news["accepted_by"] = reached["accepted_by"]
        periods = change(periods, news)
    return periods
