"""Units met in headings and cells, and what turns them into the unit of a field."""

import re
import unicodedata

_DAYS_PER_YEAR = 365
_SCALES: dict[str, dict[str, float]] = {
    "m3/d": {
        "m3/d": 1,
        "t/d": 1,
        "10km3/d": 1e4,
        "m3/h": 24,
        "m3/s": 86_400,
        "l/s": 86.4,
        "m3/a": 1 / _DAYS_PER_YEAR,
        "10kt/a": 1e4 / _DAYS_PER_YEAR,
        "10kt/d": 1e4,
        "10km3/a": 1e4 / _DAYS_PER_YEAR,
        "t/a": 1 / _DAYS_PER_YEAR,
    },
    "mg/l": {"mg/l": 1, "ug/l": 0.001, "g/l": 1000, "g/m3": 1},
    "m2": {"m2": 1, "mu": 2000 / 3, "hm2": 1e4, "ha": 1e4, "km2": 1e6, "10km2": 1e4},
    "m": {"m": 1, "km": 1000},
    "万元": {"10kyuan": 1, "yuan": 1e-4, "100myuan": 1e4},
    "人": {"person": 1, "10kperson": 1e4},
    "%": {"%": 1},
    "deg": {"deg": 1},
}
_WORDS = (
    ("平方千米", "km2"),
    ("平方公里", "km2"),
    ("平方米", "m2"),
    ("㎡", "m2"),
    ("公顷", "ha"),
    ("亩", "mu"),
    ("立方米", "m3"),
    ("立方", "m3"),
    ("方/", "m3/"),
    ("吨", "t"),
    ("公里", "km"),
    ("千米", "km"),
    ("米", "m"),
    ("毫克", "mg"),
    ("微克", "ug"),
    ("μg", "ug"),
    ("升", "l"),
    ("亿元", "100myuan"),
    ("万元", "10kyuan"),
    ("元", "yuan"),
    ("人", "person"),
    ("口", "person"),
    ("万", "10k"),
    ("秒", "s"),
    ("小时", "h"),
    ("时", "h"),
    ("天", "d"),
    ("日", "d"),
    ("年", "a"),
    ("度", "deg"),
    ("°", "deg"),
    ("^", ""),
)


def plain_unit(text: str) -> str:
    """Return a unit in one spelling: `万立方米／日` becomes `10km3/d`."""
    unit = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
    for word, sign in _WORDS:
        unit = unit.replace(word, sign)
    return unit


def factor(unit: str, wanted: str) -> float | None:
    """Return what a number in `unit` is multiplied by to be in `wanted`; None when they do not measure the same."""
    spelled = plain_unit(unit)
    if spelled == plain_unit(wanted):
        return 1.0
    return _SCALES.get(wanted.lower(), {}).get(spelled)
