"""A city's workbook as content: three outlets, marks of every kind, text that would like to be code."""

from datetime import date

from registry.city_contents import CityContent, CityRow, Doubt, Mark, Question
from registry.contents import Stamp
from registry.language import msg
from registry.quarter import Quarter
from registry.vocabulary import OUTLETS, FieldType

QUARTER = Quarter(2022, 4)
TEXTS = tuple(f.name for f in OUTLETS.ledger_fields if f.type is FieldType.TEXT)
PLAIN = {
    "city": "临汾市",
    "county": "隰县",
    "lon": 111.01,
    "lat": 36.71,
    "outlet_type": "其他排口",
    "status": "在用",
    "flow_m3_per_d": 120.5,
    "sampled_on": date(2022, 8, 5),
}


def row(number: int, key: str | None = None, **cells: object) -> CityRow:
    own = {"code": f"DB-141031-{number:04d}-SH-00", "name": f"{number}号排口"}
    return CityRow(number, key or f"{number}-{number:012x}", PLAIN | own | cells)


def mark(number: int, field: str | None, doubt: Doubt) -> Mark:
    return Mark(number, field, doubt, msg("Put the code back."), msg("Nothing to do."))


MARKS = (
    mark(5, "declared_section", Doubt.SECTION),
    mark(5, "lon", Doubt.WARNING),
    mark(6, "flow_m3_per_d", Doubt.WARNING),
    mark(6, "flow_m3_per_d", Doubt.ERROR),
    mark(6, None, Doubt.ERROR),
)


def city_content(rows=None, *, marks=MARKS, synthetic=False, questions=None, **more) -> CityContent:
    stamp = Stamp(date(2022, 9, 30), 12, "ab" * 32, synthetic, QUARTER)
    return CityContent(
        stamp,
        QUARTER,
        "临汾市",
        date(2023, 1, 31),
        tuple(rows or (row(5), row(6), row(7))),
        tuple(marks),
        (("product", "registry dispatch 1"), ("quarter", "2022Q4")),
        counties=("隰县", "蒲县"),
        sections=("上平望", "庙前村"),
        questions=questions,
        **more,
    )


def question(**values: object) -> Question:
    told = {"row": 6, "code": "DB", "name": "名", "field": "flow_m3_per_d", "sent": "很多", "held": 120.5}
    said = {"doubt": Doubt.ERROR, "message": msg("Put the code back."), "remedy": msg("Nothing to do.")}
    return Question(**(told | said | values))
