"""Other ways to colour the sections: classes of water, load, wetland coverage, doubt."""

from layers.style import Category, Symbol, Theme
from registry.language import Label, msg
from registry.vocabulary.sections import WATER_CLASSES

UNKNOWN = Category(
    "",
    Label("未知，或当日不考核", "Unknown, or not assessed"),
    Symbol("plus", "#b5b5b5", size_px=12.0, edge="#666666"),
)
"""For sections of which the theme's figure is not known: grey and of a shape of its own, never a guess."""

_CLASS_LOOKS = (
    ("circle", "#0072b2"),
    ("hexagon", "#56b4e9"),
    ("square", "#009e73"),
    ("triangle", "#f0e442"),
    ("diamond", "#e69f00"),
)
_WORSE = Category("6", Label("劣Ⅴ类", "Worse than V"), Symbol("cross", "#8c2d04", 17.0, "#ffffff", 1.0))


def _look(shape: str, fill: str, size_px: float = 16.0) -> Symbol:
    return Symbol(shape, fill, size_px, "#333333", 1.0)


TARGET = Theme(
    "target",
    Label("目标类别", "Target class"),
    "target_class",
    tuple(
        Category(choice.value, choice.label, _look(*look))
        for choice, look in zip(WATER_CLASSES, _CLASS_LOOKS, strict=True)
    ),
    UNKNOWN,
)
MEASURED = Theme(
    "measured",
    Label("实测类别", "Measured class"),
    "measured_class",
    (
        *(
            Category(str(number), choice.label, _look(*look))
            for number, (choice, look) in enumerate(zip(WATER_CLASSES, _CLASS_LOOKS, strict=True), start=1)
        ),
        _WORSE,
    ),
    UNKNOWN,
    counted=msg("Worst single item of the means of the 12 months up to the day (GB 3838-2002)"),
)
AGAINST = Theme(
    "against",
    Label("实测对照目标", "Measured against target"),
    "against_target",
    (
        Category("met", Label("达到目标", "Meets its target"), _look("circle", "#0072b2", 14.0)),
        Category("one", Label("差一类", "One class worse"), _look("triangle", "#e69f00")),
        Category("more", Label("差两类及以上", "Two or more worse"), _look("cross", "#8c2d04", 17.0)),
    ),
    UNKNOWN,
    counted=msg("Means of the 12 months up to the day; grey where readings or the target are missing"),
)
LOAD = Theme(
    "load",
    Label("负荷", "Load"),
    "cod_t_per_a",
    (
        Category("0", Label("低于 50 t/a", "below 50 t/a"), _look("circle", "#fff7bc", 9.0)),
        Category("1", Label("50–200 t/a", "50–200 t/a"), _look("circle", "#fec44f", 12.0)),
        Category("2", Label("200–500 t/a", "200–500 t/a"), _look("circle", "#ec7014", 15.0)),
        Category("3", Label("500–1,000 t/a", "500–1,000 t/a"), _look("circle", "#993404", 18.0)),
        Category("4", Label("1,000 t/a 及以上", "1,000 t/a and more"), _look("circle", "#4a1602", 22.0)),
    ),
    UNKNOWN,
    edges=(50.0, 200.0, 500.0, 1000.0),
    counted=msg("COD of the outlets under the section whose flow and value are known; shared outlets by their shares"),
)
COVERAGE = Theme(
    "coverage",
    Label("湿地覆盖", "Wetland coverage"),
    "share_of_plants",
    (
        Category("0", Label("均无湿地", "no plant"), _look("circle", "#ffffff", 12.0)),
        Category("1", Label("不足一半", "under half"), _look("triangle", "#c7e9c0", 15.0)),
        Category("2", Label("一半以上", "half and more"), _look("square", "#41ab5d", 14.0)),
        Category("3", Label("全部", "all plants"), _look("hexagon", "#00441b", 17.0)),
    ),
    Category("", Label("无污水厂，或当日不考核", "No plant, or not assessed"), UNKNOWN.symbol),
    edges=(1e-9, 0.5, 1.0),
    counted=msg("Plants under the section with a running wetland, of all its plants"),
)
DOUBT = Theme(
    "doubt",
    Label("存疑比例", "Share in doubt"),
    "doubtful_share",
    (
        Category("0", Label("低于 5%", "below 5%"), _look("circle", "#f2f0f7", 11.0)),
        Category("1", Label("5%–15%", "5–15%"), _look("square", "#cbc9e2", 13.0)),
        Category("2", Label("15%–30%", "15–30%"), _look("diamond", "#807dba", 15.0)),
        Category("3", Label("30% 及以上", "30% and more"), _look("star", "#3f007d", 21.0)),
    ),
    UNKNOWN,
    edges=(0.05, 0.15, 0.3),
    counted=msg("Features of grade C or D, of all features assigned to the section"),
)

THEMES = (TARGET, MEASURED, AGAINST, LOAD, COVERAGE, DOUBT)
