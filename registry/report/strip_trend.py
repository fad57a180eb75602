"""The class of the water month by month against the target, as a drawing; and each item beside its limit."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from registry.language import Label, Language, msg
from registry.report.figures import CLASS_COLORS, LIMIT_COLOR, PARAMETERS
from registry.report.svg import drawing, line, number, path, text
from registry.vocabulary import READINGS, SECTIONS

WIDTH, LEFT, RIGHT = 560.0, 88.0, 14.0
CLASS_TOP, CLASS_STEP = 34.0, 22.0
PANEL_PX, GAP_PX = 74.0, 34.0
THIRD = 3
WORSE = Label("劣Ⅴ类", "Worse than V")
INK, QUIET, GRID = "#1f2d3a", "#5b6b79", "#e3e9ed"


def trend_svg(months: pd.DataFrame, target: int | None, limits: Mapping[str, float], language: Language) -> str | None:
    """Return the months of a section as SVG, None without a single judged month.

    `limits` are those of the target class by parameter, of class III where there is no target.
    """
    judged = months[months["water_class"].notna()]
    if judged.empty:
        return None
    names = [str(month)[:7] for month in judged["month"]]
    xs = across(len(names))
    shown = [name for name in PARAMETERS if name in judged and judged[name].notna().any() and name in limits]
    height = class_bottom() + 26 + len(shown) * (PANEL_PX + GAP_PX)
    parts = [*class_panel(judged["water_class"], target, xs, names, language)]
    for place, name in enumerate(shown):
        top = class_bottom() + 40 + place * (PANEL_PX + GAP_PX)
        aim = class_names(language)[(target or THIRD) - 1]
        parts += item_panel(name, judged[name], (limits[name], aim), xs, top, language)
    title = msg("Class of the water by month").render(language)
    return drawing(WIDTH, height + 10, title, told(names, judged["water_class"], target, language), parts)


def class_bottom() -> float:
    """Return where the panel of classes ends."""
    return CLASS_TOP + CLASS_STEP * (len(CLASS_COLORS) - 1) + 10


def across(count: int) -> list[float]:
    """Return where months stand."""
    room = WIDTH - LEFT - RIGHT - 20
    return [LEFT + 14 + (room * place / (count - 1) if count > 1 else room / 2) for place in range(count)]


def class_names(language: Language) -> list[str]:
    """Return the names of the six classes."""
    stated = [choice.label.render(language) for choice in SECTIONS.field("target_class").choices]
    return [*stated, WORSE.render(language)]


def told(names: Sequence[str], classes: pd.Series, target: int | None, language: Language) -> str:
    """Return the figures of the drawing as one sentence."""
    known = class_names(language)
    pairs = [f"{name} {known[int(number) - 1]}" for name, number in zip(names, classes, strict=True)]
    aim = known[target - 1] if target else msg("no target stated").render(language)
    return msg("Target: {target}. Months: {months}", target=aim, months=pairs).render(language)


def class_panel(
    classes: pd.Series, target: int | None, xs: Sequence[float], names: Sequence[str], language: Language
) -> Iterator[str]:
    """Yield the classes of the months, best at the top, with the target line."""
    for place, name in enumerate(class_names(language)):
        y = CLASS_TOP + place * CLASS_STEP
        yield line(LEFT, y, WIDTH - RIGHT, y, stroke=GRID, stroke_width="1")
        yield text(LEFT - 8, y + 4, name, 11, fill=QUIET, text_anchor="end")
    heights = [CLASS_TOP + (int(number) - 1) * CLASS_STEP for number in classes]
    yield text(LEFT, 14, msg("Class of the water by month").render(language), 12.5, fill=INK, font_weight="700")
    if target:
        y = CLASS_TOP + (target - 1) * CLASS_STEP
        yield line(LEFT, y, WIDTH - RIGHT, y, stroke=LIMIT_COLOR, stroke_width="1.6", stroke_dasharray="6 4")
        aim = msg("target {target}", target=class_names(language)[target - 1]).render(language)
        yield text(WIDTH - RIGHT, 14, f"- - {aim}", 11.5, fill=LIMIT_COLOR, text_anchor="end")
    else:
        yield text(WIDTH - RIGHT, 14, msg("no target stated").render(language), 11.5, fill=QUIET, text_anchor="end")
    yield path(list(zip(xs, heights, strict=True)), stroke="#8a97a1", stroke_width="1.2")
    for x, y, value in zip(xs, heights, classes, strict=True):
        fill = CLASS_COLORS[int(value) - 1]
        yield f'<circle cx="{number(x)}" cy="{number(y)}" r="5.5" fill="{fill}" stroke="{INK}" stroke-width="0.8"/>'
        if target and int(value) > target:
            yield text(x, y - 9, "!", 12, fill=LIMIT_COLOR, text_anchor="middle", font_weight="700")
    yield from month_names(xs, names, class_bottom() + 12)


def month_names(xs: Sequence[float], names: Sequence[str], y: float) -> Iterator[str]:
    """Yield the months, every other one where they are many."""
    every = 1 if len(names) <= 7 else 2  # noqa: PLR2004  so many fit side by side
    for x, name in list(zip(xs, names, strict=True))[::every]:
        yield text(x, y, name, 10.5, fill=QUIET, text_anchor="middle")


def item_panel(
    name: str, values: pd.Series, aim: tuple[float, str], xs: Sequence[float], top: float, language: Language
) -> Iterator[str]:
    """Yield one measured item over the months, with its limit and the class that it is of."""
    limit, water_class = aim
    known = [(x, float(value)) for x, value in zip(xs, values, strict=True) if pd.notna(value)]
    most = max([value for _, value in known] + [limit]) * 1.15
    floor = top + PANEL_PX

    def y(value: float) -> float:
        return floor - PANEL_PX * value / most

    title = f"{READINGS.field('parameter').choice(name).label.render(language)} (mg/L)"
    yield text(LEFT, top - 6, title, 11.5, fill=INK)
    yield text(
        WIDTH - RIGHT,
        top - 6,
        msg("limit of {water_class}: {limit}", limit=f"{limit:g}", water_class=water_class).render(language),
        11,
        fill=LIMIT_COLOR,
        text_anchor="end",
    )
    yield line(LEFT, floor, WIDTH - RIGHT, floor, stroke="#b9c4cc", stroke_width="1")
    yield text(LEFT - 8, floor + 4, "0", 10.5, fill=QUIET, text_anchor="end")
    yield text(LEFT - 8, y(limit) + 4, f"{limit:g}", 10.5, fill=LIMIT_COLOR, text_anchor="end")
    yield line(LEFT, y(limit), WIDTH - RIGHT, y(limit), stroke=LIMIT_COLOR, stroke_width="1.2", stroke_dasharray="6 4")
    yield path([(x, y(value)) for x, value in known], stroke="#5b7f99", stroke_width="1.4")
    for x, value in known:
        over = value > limit if name != "do" else value < limit
        fill = LIMIT_COLOR if over else "#5b7f99"
        yield f'<circle cx="{number(x)}" cy="{number(y(value))}" r="3.4" fill="{fill}"/>'
