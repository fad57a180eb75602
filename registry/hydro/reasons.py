"""Why an assignment came out as it did: permanent codes, each with a sentence for the passport."""

from registry.language import Label


class _Reasons(dict[str, Label]):
    """Sentences by code; `drains_to：海河` reads as `drains_to` with the river in its place."""

    def __missing__(self, reason: str) -> Label:
        code, _, river = reason.partition(":")
        if code != "drains_to" or not river:
            raise KeyError(reason)
        return Label(f"水流向{river}。", f"Drains to {river}.")


REASONS: dict[str, Label] = _Reasons(
    {
        "no_place": Label("没有可用的坐标。", "It has no usable coordinates."),
        "out_of_basin": Label("不在本流域。", "Out of basin."),
        "drains_to": Label("水流向其他流域。", "Drains to another basin."),
        "outside_units": Label(
            "不在任何控制单元内，流域外或不明。", "It lies in no control unit: out of basin, or unknown ground."
        ),
        "no_section_downstream": Label("下游没有考核断面。", "There is no section downstream."),
        "out_of_reach": Label(
            "容许距离内没有河段，也没有控制单元可依。",
            "No reach lies within the tolerance, and no control unit is known.",
        ),
        "agree": Label(
            "控制单元与河网下游断面一致。", "The control unit and the way of the water lead to the same section."
        ),
        "unit_only": Label("只有控制单元一种依据。", "Only the control unit speaks for it."),
        "water_only": Label("只有河网一种依据。", "Only the way of the water speaks for it."),
        "on_ground": Label(
            "没有入河口，按所在地面的控制单元归属。", "It has no mouth on a river; it follows the ground it stands on."
        ),
        "ground_by_river": Label(
            "没有入河口，也没有控制单元可依，只能按最近河流推断。",
            "It has no mouth on a river and no control unit is known; the nearest river is a guess.",
        ),
        "beyond_tolerance": Label(
            "附近容许距离内没有河段，按所在控制单元归属。",
            "No reach lies within the tolerance; it follows its control unit.",
        ),
        "water_without_section": Label(
            "沿河网向下没有考核断面，按所在控制单元归属。",
            "The river network leads to no section; it follows its control unit.",
        ),
        "evidence_differs": Label(
            "控制单元与河网指向不同断面。", "The control unit and the way of the water lead to different sections."
        ),
        "declared_decides": Label(
            "两种依据不一致，采用与填报一致的断面。", "Of the two, the section named in the ledger was taken."
        ),
        "nearer_to_river": Label(
            "离河比离单元边界近，采用河网指向的断面。",
            "It lies nearer to the river than to the unit's border; the way of the water was taken.",
        ),
        "nearer_to_border": Label(
            "离单元边界比离河近，采用所在控制单元的断面。",
            "It lies nearer to the unit's border than to the river; its own unit was taken.",
        ),
        "border_close": Label(
            "离另一控制单元太近，在坐标精度之内。", "Another control unit lies within the doubt of the coordinates."
        ),
        "river_close": Label(
            "离通向另一断面的河太近，在坐标精度之内。",
            "A river that leads to another section lies within the doubt of the coordinates.",
        ),
        "section_close": Label(
            "离断面太近，在坐标和断面位置的精度之内，可能在断面另一侧。",
            "It lies within the doubt of a section's place and could be on its other side.",
        ),
        "little_room": Label(
            "离另一种结果不远，略大于精度范围。",
            "Another answer is not far, though probably beyond the doubt of the places.",
        ),
        "fork": Label(
            "下游有分汊，另一汊通向别的断面。", "The river forks below; its other branch leads to another section."
        ),
        "declared_agrees": Label("与填报的考核断面一致。", "The ledger names the same section."),
        "declared_section_differs": Label("与填报的考核断面不一致。", "The ledger names another section."),
        "declared_further_down": Label(
            "填报的是更下游的断面。", "The ledger names a section farther down the same water."
        ),
        "declared_section_unknown": Label(
            "填报的考核断面不在现行断面之中。", "The section named in the ledger is not among the active ones."
        ),
        "river_differs": Label(
            "填报的河流不是最近的河，且通向别的断面或不在附近。",
            "The river named in the ledger is not the one nearby, and leads elsewhere or lies far off.",
        ),
        "river_differs_same_section": Label(
            "填报的河流不是最近的河，但通向同一断面。",
            "The river named in the ledger is not the one nearby, but leads to the same section.",
        ),
        "county_differs": Label("坐标不在填报的县内。", "The coordinates lie outside the county named in the ledger."),
        "place_vague": Label(
            "坐标只精确到五公里以上，结果只是推测。", "The place is only known to 5 km or worse; the answer is a guess."
        ),
        "accuracy_unknown": Label(
            "坐标精度不明，按一百米估计。", "How accurate the place is, is not stated; 100 m was assumed."
        ),
        "contradicted": Label(
            "填报的断面与两种依据都不一致。", "The ledger's section fits neither the control unit nor the water."
        ),
        "not_a_point": Label(
            "不是点，按其水流出处归属；附近没有河段时取面内一点。",
            "It is no point; the place where its water leaves was taken, or one on its surface where no reach is near.",
        ),
        "decided": Label("由人工决定。", "A person decided it."),
        "evidence_changed": Label(
            "人工决定之后依据有变，决定仍有效，请再看一次。",
            "The evidence has changed since a person decided; the decision stands, please look again.",
        ),
        "decided_section_retired": Label(
            "人工决定的断面当日不参与考核，暂用计算结果，请再看一次。",
            "The section a person chose is not assessed on this day; the computed one stands, please look again.",
        ),
    }
)
"""What leaves a feature without a section stands first.

Codes never change their meaning; a reason that is no longer given keeps its sentence for old revisions.
"""
