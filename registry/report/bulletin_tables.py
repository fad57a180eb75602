"""The tables of the bulletin: their columns, and their rows in words."""

import pandas as pd

from registry.contents import BulletinContent
from registry.language import Label
from registry.report.sheets import SheetColumn
from registry.vocabulary import MEASURES, OUTLETS, PROJECTS, STEPS, Field
from registry.vocabulary.bulletin import FIGURES
from registry.vocabulary.steps import STAGES

CITY_COLUMNS = {
    "city": SheetColumn("市", width=11),
    "found": SheetColumn(FIGURES["found"].zh, "integer", 9),
    "found_change": SheetColumn("较上季", "number", 9),
    "present": SheetColumn(FIGURES["present"].zh, "integer", 9),
    "traced": SheetColumn(FIGURES["traced"].zh, "integer", 9),
    "traced_share": SheetColumn(FIGURES["traced_share"].zh, "share", 9),
    "traced_share_change": SheetColumn("较上季(百分点)", "number", 15),
    "needed": SheetColumn(FIGURES["needed"].zh, "integer", 9),
    "rectified": SheetColumn(FIGURES["rectified"].zh, "integer", 9),
    "rectified_change": SheetColumn("较上季", "number", 9),
    "rectified_share": SheetColumn(FIGURES["rectified_share"].zh, "share", 9),
    "rectified_share_change": SheetColumn("较上季(百分点)", "number", 15),
    "closed_out": SheetColumn(FIGURES["closed_out"].zh, "integer", 9),
    "closed_out_change": SheetColumn("较上季", "number", 9),
    "overdue": SheetColumn(FIGURES["overdue"].zh, "integer", 9),
    "overdue_change": SheetColumn("较上季", "number", 9),
}
STAGE_COLUMNS = {
    "city": SheetColumn("市", width=11),
    **{choice.value: SheetColumn(choice.label.zh, "integer", 11) for choice in STAGES},
    "total": SheetColumn("合计", "integer", 10),
}
PROBLEM_COLUMNS = {
    "problem_code": SheetColumn("问题编码", width=14),
    "problem": SheetColumn("问题", width=64),
    "city": SheetColumn("市", width=10),
    "county": SheetColumn("县", width=10),
    "measures": SheetColumn("措施数", "integer", 9),
    "measures_finished": SheetColumn("已完成", "integer", 9),
    "measures_closed": SheetColumn("已销号", "integer", 9),
    "measures_overdue": SheetColumn("逾期", "integer", 9),
    "closed": SheetColumn("问题是否销号", width=14),
}
MEASURE_COLUMNS = {
    "problem_code": SheetColumn("问题编码", width=13),
    "code": SheetColumn("措施编码", width=15),
    "name": SheetColumn("措施", width=30),
    "responsible_unit": SheetColumn("责任单位", width=30),
    "city": SheetColumn("市", width=9),
    "county": SheetColumn("县", width=9),
    "outlet_code": SheetColumn("排污口编码", width=22),
    "due_on": SheetColumn("完成时限", "date", 11),
    "status": SheetColumn("状态", width=8),
    "finished_on": SheetColumn("完成日期", "date", 11),
    "accepted_by": SheetColumn("验收单位", width=20),
    "accepted_on": SheetColumn("验收日期", "date", 11),
    "closed_out_on": SheetColumn("销号日期", "date", 11),
    "days_late": SheetColumn("逾期天数", "integer", 9),
    "synthetic": SheetColumn("合成数据", width=9),
}
SECTION_COLUMNS = {
    "section_code": SheetColumn("核定断面编码", width=14),
    "section_name": SheetColumn("核定断面", width=14),
    "declared_section": SheetColumn("填报断面", width=14),
    "code": SheetColumn("项目编码", width=15),
    "name": SheetColumn("项目名称", width=40),
    "city": SheetColumn("市", width=10),
    "county": SheetColumn("县", width=10),
    "project_type": SheetColumn("类型", width=18),
    "cost_10k_yuan": SheetColumn("投资(万元)", "number", 11),
    "finished_on": SheetColumn("完成日期", "date", 12),
    "synthetic": SheetColumn("合成数据", width=9),
}
PROJECT_COLUMNS = {
    "code": SheetColumn("项目编码", width=15),
    "name": SheetColumn("项目名称", width=38),
    "city": SheetColumn("市", width=12),
    "county": SheetColumn("县", width=12),
    "project_type": SheetColumn("类型", width=18),
    "cost_10k_yuan": SheetColumn("投资(万元)", "number", 11),
    "status": SheetColumn("状态", width=9),
    "status_before": SheetColumn("上期状态", width=9),
    "since_last_issue": SheetColumn("本期变化", width=9),
    "started_on": SheetColumn("开工日期", "date", 12),
    "finished_on": SheetColumn("完成日期", "date", 12),
    "declared_section": SheetColumn("填报断面", width=12),
    "section_name": SheetColumn("核定断面", width=12),
    "synthetic": SheetColumn("合成数据", width=9),
}
OVERDUE_COLUMNS = {
    "code": SheetColumn("排污口编码", width=23),
    "name": SheetColumn("排污口名称", width=34),
    "city": SheetColumn("市", width=10),
    "county": SheetColumn("县", width=10),
    "responsible_body": SheetColumn("责任主体", width=30),
    "rectification_class": SheetColumn("整治类型", width=10),
    "stage": SheetColumn("所处环节", width=10),
    "due_on": SheetColumn("完成时限", "date", 12),
    "days_late": SheetColumn("逾期天数", "integer", 9),
    "synthetic": SheetColumn("合成数据", width=9),
}
OVERDUE_MEASURE_COLUMNS = {
    name: MEASURE_COLUMNS[name]
    for name in (
        *("code", "name", "responsible_unit", "city", "county", "problem_code", "status", "due_on", "days_late"),
        "synthetic",
    )
}
LIMIT_COLUMNS = {
    "code": SheetColumn("排污口编码", width=23),
    "name": SheetColumn("排污口名称", width=40),
    "city": SheetColumn("市", width=10),
    "county": SheetColumn("县", width=10),
    "item": SheetColumn("指标", width=9),
    "value": SheetColumn("数值(mg/L)", "number", 11),
    "limit": SheetColumn("限值(mg/L)", "number", 11),
    "multiple": SheetColumn("超标倍数", "number", 9),
    "sampled_on": SheetColumn("采样日期", "date", 12),
    "standard": SheetColumn("执行标准", width=24),
    "stated": SheetColumn("标准来源", width=18),
    "synthetic": SheetColumn("合成数据", width=9),
}
FIELDS: dict[str, dict[str, Field]] = {
    "outlets": {"rectification_class": OUTLETS.field("rectification_class"), "stage": STEPS.field("step")},
    "measures": {"status": MEASURES.field("status")},
    "projects": {
        "status": PROJECTS.field("status"),
        "status_before": PROJECTS.field("status"),
        "project_type": PROJECTS.field("project_type"),
    },
}
WORDS: dict[str, dict[object, str]] = {
    "closed": {True: "是", False: "否"},
    "synthetic": {True: "是"},
    "since_last_issue": {"new": "新列入", "changed": "有变化"},
    "stated": {True: "污水厂台账", False: "默认，未核实"},
    "item": {"cod_mg_per_l": "COD", "nh3n_mg_per_l": "氨氮", "tp_mg_per_l": "总磷"},
}
DIGITS = {"multiple": 2}


def in_words(rows: pd.DataFrame, what: str = "") -> pd.DataFrame:
    """Return rows with choices, flags and codes as an office writes them."""
    said = {}
    for name, field in FIELDS.get(what, {}).items():
        said[name] = rows[name].astype("object").map(lambda value, field=field: zh(field, value), na_action="ignore")
    for name, words in WORDS.items():
        if name in rows:
            said[name] = pd.Series([words.get(value) for value in rows[name]], index=rows.index, dtype="object")
    rounded = {name: rows[name].round(digits) for name, digits in DIGITS.items() if name in rows}
    return rows.assign(**said, **rounded)


def zh(field: Field, value: object) -> str:
    """Return the Chinese label of a stored choice."""
    label = field.choice_label(value)
    return label.zh if isinstance(label, Label) else label


def in_points(cities: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of cities with changes of shares in percentage points, to a tenth."""
    shares = [name for name in cities.columns if name.endswith("_share_change")]
    return cities.assign(**{name: (100 * cities[name]).round(1) for name in shares})


def city_total(content: BulletinContent) -> list[object]:
    """Return the province's line under the cities."""
    points = in_points(pd.DataFrame([dict(content.totals)])).iloc[0]
    values = [points[name] for name in list(CITY_COLUMNS)[1:]]
    return ["全省", *(None if pd.isna(value) else float(value) for value in values)]
