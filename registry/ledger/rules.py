"""Every check of a ledger and of the registry: permanent codes, levels, and the line that documents each.

L0xx judge a cell or a row as it is read, L1xx what rows say together and on the ground, L2xx a change against the
registry, L3xx the course of a rectification, L4xx attached files. A code never changes its meaning and is never used
again.
"""

from collections.abc import Sequence

from registry.findings import Finding, Level, Rule
from registry.language import Label, Message

_E, _W, _I = Level.ERROR, Level.WARNING, Level.INFO


def _rule(code: str, level: Level, zh: str, en: str) -> Rule:
    return Rule(code, level, Label(zh, en))


UNKNOWN_HEADING = _rule("L001", _I, "表头不认识，该列未读取", "A heading is unknown; its column is not read")
REPEATED_HEADING = _rule("L002", _W, "两列指同一字段，只读第一列", "Two columns name one field; the first is read")
SKIPPED_ROW = _rule(
    "L003", _I, "合计、落款、说明或重复表头行，已跳过", "A total, signature, note or repeated heading is skipped"
)
BLANK_ROWS = _rule("L004", _I, "空白行，已跳过", "Blank rows are skipped")
OTHER_SHEETS = _rule("L005", _W, "其他工作表也像台账，未读取", "Other sheets look like ledgers too and are not read")
HEADING_UNIT = _rule("L006", _W, "表头单位与模板不同，整列已换算", "A heading has another unit; it is converted")
REQUIRED = _rule("L010", _E, "必填项为空", "A required value is missing")
BAD_NUMBER = _rule("L011", _E, "不是数字", "A value is not a number")
OUT_OF_RANGE = _rule("L012", _E, "数值超出允许范围", "A number is out of its range")
UNKNOWN_CHOICE = _rule("L013", _E, "不在可选值之内", "A value is not in the list of choices")
BAD_DATE = _rule("L014", _E, "不是日期", "A value is not a date")
LOSSY_CODE = _rule("L015", _E, "编码被当作数字，位数已丢失", "A code was turned into a number and lost digits")
DUPLICATE_CODE = _rule("L016", _E, "文件内编码重复", "A code stands in the file twice")
CELL_UNIT = _rule("L017", _W, "单元格带其他单位，已换算", "A cell carries another unit and is converted")
PART_DATE = _rule("L018", _I, "日期只到月，取当月第一天", "A date without a day is taken as the first of its month")
SERIAL_DATE = _rule("L019", _I, "数字按 Excel 日期序号读作日期", "A number is read as Excel's serial number of a day")
SWAPPED_AXES = _rule(
    "L020", _E, "经纬度写反", "Longitude and latitude are swapped; the row goes in only where this is accepted"
)
BAD_COORDINATE = _rule("L021", _E, "坐标无法识别", "A text is not a coordinate")
UNKNOWN_ZONE = _rule("L022", _E, "平面坐标缺少带号", "Plane metres do not say their zone")
PLANE_METRES = _rule("L023", _I, "平面坐标已按带号换算为经纬度", "Plane metres were turned into degrees by their zone")
DATUM_SHIFT = _rule("L024", _I, "坐标已按指定坐标系换算", "Coordinates were converted from the CRS named")
COARSE_PLACE = _rule("L025", _W, "坐标位数过少，位置粗略", "Coordinates have few digits; the place is rough")
VAGUE_DATUM = _rule(
    "L026", _W, "基准转换参数未知，可能有百米误差", "The datum shift is not known well; places may be 100 m off"
)
BROKEN_CELL = _rule("L027", _E, "单元格为错误值或未计算的公式", "A cell holds an error, or a formula without a result")
LOST_DIGITS = _rule(
    "L028", _W, "数值带有其他字符，只取数字", "A number carries a sign such as < or ≈; the number is taken"
)
OTHER_CITY = _rule("L029", _E, "所属市与填报市不符", "A row belongs to another city than the one that reports")
MERGED_CELLS = _rule("L030", _I, "合并单元格的内容按其各行读取", "A merged cell is read for each of its rows")

CODE_GRAMMAR = _rule("L101", _W, "编码不合编码规则", "A code does not follow the grammar of its kind")
CODE_COUNTY = _rule("L102", _W, "编码中的县与所填县不符", "The county in the code is not the county in the sheet")
UNKNOWN_COUNTY = _rule("L103", _W, "县名不认识", "The county is not one of Shanxi's")
OUTSIDE_COUNTY = _rule("L104", _W, "坐标不在所填县内", "The point lies outside the county in the sheet")
OUTSIDE_PROVINCE = _rule("L105", _E, "坐标不在山西省内", "The point lies more than 5 km outside Shanxi")
NEAR_DUPLICATE = _rule(
    "L106", _W, "30 米内另有名称不同的同类对象", "Another of its kind lies within 30 m under another code"
)
FUTURE_DATE = _rule("L107", _W, "日期在将来", "A date lies in the future")
STATUS_CONFLICT = _rule("L108", _W, "状态与其他字段矛盾", "The status contradicts another field")
IMPLAUSIBLE = _rule("L109", _W, "水量或浓度不合常理", "A flow or concentration is hardly possible")
DATE_ORDER = _rule("L110", _W, "日期先后颠倒", "Dates stand in the wrong order")
UNKNOWN_REFERENCE = _rule("L111", _W, "引用的编码不存在", "A code referred to is not in the registry")
UNKNOWN_SECTION = _rule("L112", _W, "所填断面不在登记库中", "The declared section is not in the registry")

MERGE_WITHOUT_TARGET = _rule("L201", _E, "合并未填并入编码，或并入的排污口不存在", "A merge names no existing outlet")
RECODE_WITHOUT_FORMER = _rule(
    "L202", _E, "重新编码未填原编码，或原编码不存在", "A re-coding names no former code that exists"
)
CODE_RETIRED = _rule("L203", _E, "编码已被新编码取代", "The code was replaced by a newer one")
ALREADY_THERE = _rule("L204", _W, "标为新增的对象已登记", "A feature said to be new is already registered")
NOT_THERE = _rule("L205", _E, "要注销、位移或恢复的对象未登记", "A feature to close, move or revive is not registered")
BEFORE_START = _rule("L206", _E, "生效日期早于登记的起始日期", "A change takes effect before the feature begins")
LATER_CHANGE = _rule("L207", _W, "该日期之后已有变更", "The registry holds a later change of this feature")
SPLIT_PARENT = _rule("L208", _W, "拆分的原排污口仍在用", "The outlet that was split is still in use")
NOT_YET_KNOWN = _rule(
    "L209", _I, "更正、更新的对象未登记，按新增登记", "A feature to correct or update is new to the registry"
)
SAME_FEATURE = _rule("L210", _E, "文件内两行指同一对象", "Two rows of the file speak of one feature")
CODE_TAKEN = _rule("L211", _E, "新编码已属另一对象", "The new code belongs to another feature")
CODE_CASE = _rule(
    "L212", _E, "编码与已登记的仅大小写不同", "A code differs from a registered one by upper and lower case only"
)
CODE_EDITED = _rule("L220", _E, "受保护的编码被改动", "A protected code was changed")
COPIED_ROW = _rule("L221", _E, "同一排污口在表中有几行", "Several rows of a returned workbook speak of one outlet")
COPIED_AS_NEW = _rule("L222", _W, "由另一行复制而来，按新增处理", "A copied row with a code of its own is taken as new")
CHANGED_SINCE = _rule(
    "L223",
    _W,
    "派发之后登记簿中同一项已改",
    "A cell was changed by the city and, since it was sent out, in the registry",
)
EMPTIED_CELL = _rule("L224", _W, "单元格被清空，原值保留", "A cell was emptied; the value is kept")
NOT_RETURNED = _rule("L225", _W, "派发的排污口没有报回，保持原状", "An outlet did not come back; it stays as it is")
CHANGE_OF_NOTHING = _rule("L226", _W, "填了变更类型，但没有变化", "A class of change is named, but nothing changed")
HELD_BACK = _rule("L227", _W, "同一行有错误，修改暂未采用", "A change is not taken because its row has an error")
RECODED_SINCE = _rule("L228", _I, "编码在派发之后已更换", "An outlet was re-coded since it was sent out")
KEY_LOST = _rule("L229", _I, "登记键丢失，按编码匹配", "A row lost its key and is matched by its code")
MISSING_COLUMN = _rule("L230", _W, "报回的表中缺列，原值保留", "A column did not come back; its values are kept")

STEP_ORDER = _rule("L301", _E, "整治环节次序不对", "A step of rectification does not follow the one before")
STEP_EVIDENCE = _rule("L302", _E, "整治环节缺少依据", "A step of rectification lacks its evidence")
STEP_OUTLET = _rule("L303", _E, "整治环节的排污口未登记", "A step speaks of an outlet that is not registered")
STAGE_CONFLICT = _rule(
    "L304", _W, "台账整治情况与整治环节矛盾", "The outlet's ledger contradicts the steps of its rectification"
)
PROBLEM_TEXTS = _rule("L305", _W, "同一问题编码的问题描述不同", "One problem code stands for two problems")
MEASURE_EVIDENCE = _rule("L306", _W, "整改措施状态缺少依据", "The status of a measure lacks its evidence")

FILE_MISSING = _rule("L401", _E, "附件文件缺失", "An attached file is missing")
FILE_ALTERED = _rule("L402", _E, "附件文件已被改动", "An attached file was altered on disk")

RULES: tuple[Rule, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Rule))
BY_CODE = {rule.code: rule for rule in RULES}


class Findings:
    """The findings of one file or check, in the order they were made."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.items: list[Finding] = []

    def add(
        self,
        rule: Rule,
        message: Message,
        suggestion: Message,
        *,
        field: str | None = None,
        row: int | None = None,
        feature_id: str | None = None,
        level: Level | None = None,
    ) -> None:
        """Note one finding; `level` differs from the rule's own only where a person has accepted its remedy."""
        self.items.append(
            Finding(
                rule.code,
                level or rule.level,
                self.kind,
                feature_id,
                field,
                message,
                suggestion,
                None if row is None else int(row),
            )
        )


def rejected_rows(findings: Sequence[Finding]) -> set[int]:
    """Return the rows that an error keeps out."""
    return {f.row for f in findings if f.level is Level.ERROR and f.row is not None}
