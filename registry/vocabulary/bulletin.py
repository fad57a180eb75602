"""Figures of the bulletin: what each is called and what it counts."""

from registry.language import Label

FIGURES = {
    "found": Label("排查数", "Found"),
    "present": Label("现存数", "Present"),
    "traced": Label("溯源数", "Traced"),
    "traced_share": Label("溯源率", "Share traced"),
    "needed": Label("应整治数", "To be rectified"),
    "rectified": Label("已整治数", "Rectified"),
    "rectified_share": Label("整治率", "Share rectified"),
    "closed_out": Label("销号数", "Closed out"),
    "overdue": Label("逾期数", "Overdue"),
}
DEFINITIONS = {
    "found": Label(
        "截至当日排查发现的排污口，已取缔、已合并的也计入；被拆分的由其各部分代替",
        "Outlets found by the day, closed and merged ones included; parts stand for one that was split",
    ),
    "present": Label("其中状态为在用、停用的", "Those of them in use or stopped"),
    "traced": Label("已溯源，或已进入其后任一环节的", "Traced, or at any later stage"),
    "traced_share": Label("溯源数 ÷ 排查数", "Traced ÷ found"),
    "needed": Label("已明确整治类型，或已进入分类之后环节的", "With a class of rectification, or at a later stage"),
    "rectified": Label(
        "应整治的排污口中已到整治完成、县级核查、市级销号或抽查合格的",
        "Of those to be rectified: done, checked by the county, closed by the city or passed by a spot check",
    ),
    "rectified_share": Label("已整治数 ÷ 应整治数", "Rectified ÷ to be rectified"),
    "closed_out": Label("应整治的排污口中已由市级销号、且未重新整治的", "Closed by the city and not reopened"),
    "overdue": Label(
        "应整治、尚未完成且已过完成时限的；重新整治后原时限不再适用",
        "To be rectified, not done, and past the due day; reopening takes the old due day away",
    ),
    "stage": Label(
        "有整治环节记录的以最后一个环节为准；没有记录的按排污口台账的整治进展、整治类型、完成时限、责任主体推定",
        "The last step recorded; without any, what the outlets' ledger says of progress, class, due day and body",
    ),
    "problems_closed": Label("全部措施均已销号的问题", "A problem is closed when all its measures are"),
    "change": Label("与上季末比较，均按现有资料计算", "Against the end of the quarter before, both as now known"),
    "over_limit": Label(
        "本季采样值高于限值的；执行标准取污水厂台账，城镇和园区污水厂排口未填执行标准的按 DB14/1928-2019 "
        "的三项限值（默认，未核实）；氨氮在 11 月至次年 3 月按低温限值",
        "Values sampled in the quarter above the limit of the plant's standard; outlets of municipal and park plants "
        "without one are held to the three limits of DB14/1928-2019 (default, unverified); NH3-N has its cold limit "
        "from November to March",
    ),
    "section_projects": Label(
        "已完成的重点工程按核定断面列出，未能归入断面的单列", "Finished projects by the section assigned to them"
    ),
}
