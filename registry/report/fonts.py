"""Find a font that can write Chinese in figures, and keep to what it can write: never boxes."""

from functools import cache

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font
from pypinyin import lazy_pinyin

FAMILIES = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC", "Microsoft YaHei", "PingFang SC",
    "Hiragino Sans GB", "SimHei",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Heiti SC", "STHeiti", "DengXian", "SimSun",
    "Noto Serif CJK SC", "Source Han Serif SC", "Droid Sans Fallback", "Arial Unicode MS", "Noto Sans CJK JP",
)  # fmt: skip
"""Families met on Linux, Windows and macOS, the best first."""

FALLBACK = "DejaVu Sans"
SAMPLE = "汾河断面"
UNKNOWN = "?"


@cache
def chinese_family() -> str | None:
    """Return the first installed family that can write Chinese; None where there is none."""
    installed = {entry.name: entry for entry in font_manager.fontManager.ttflist if entry.weight == 400}  # noqa: PLR2004
    for family in FAMILIES:
        if family in installed and can_write(family, SAMPLE):
            return family
    return None


@cache
def characters(family: str) -> frozenset[int]:
    """Return the characters that a family has."""
    properties = font_manager.FontProperties(family=family)
    path = font_manager.findfont(properties, fallback_to_default=False)
    return frozenset(FT2Font(str(path), face_index=getattr(path, "face_index", 0)).get_charmap())


def can_write(family: str, text: str) -> bool:
    """Say whether a family has every character of a text."""
    return all(ord(character) in characters(family) for character in text)


def families() -> list[str]:
    """Return the families to draw with, the Chinese one first where there is one."""
    chinese = chinese_family()
    return [chinese, FALLBACK] if chinese else [FALLBACK]


def drawable(text: str) -> str:
    """Return the text with only what the fonts at hand can draw.

    Without a Chinese font Chinese is written in pinyin; a single character that no font has becomes UNKNOWN.
    """
    if chinese_family() is None:
        text = " ".join(part.strip() for part in lazy_pinyin(text))
    known = frozenset().union(*(characters(family) for family in families()))
    return "".join(character if ord(character) in known or character == "\n" else UNKNOWN for character in text)
