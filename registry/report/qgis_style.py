"""Default styles for QGIS: symbols by category, and the columns' titles as aliases."""

from xml.etree.ElementTree import Element, SubElement, tostring

from registry.contents import ExportLayer
from registry.vocabulary import KINDS
from registry.vocabulary.outlet_types import CLASSES

DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
GREY = "150,150,150,255"
COLORS = {
    "national": "178,24,43,255",
    "provincial": "123,50,148,255",
    "local": "140,81,10,255",
    "industrial": "213,94,0,255",
    "municipal": "0,114,178,255",
    "agricultural": "0,158,115,255",
    "other": "138,109,158,255",
    "tail-water": "27,120,55,255",
    "river-mouth": "77,146,33,255",
    "in-river": "0,103,79,255",
    "direct": "255,255,255,255",
    "under_way": "224,163,60,255",
    "finished": "92,159,143,255",
    "sewered": "85,96,107,255",
}
CATEGORIES = {"sections": "level", "outlets": "outlet_class", "wetlands": "function", "villages": "state"}
SINGLE = {"plants": "31,59,87,255", "projects": "204,95,160,255"}
SHAPES = {
    "sections": ("star", "4.5"),
    "outlets": ("circle", "2"),
    "wetlands": ("hexagon", "3.2"),
    "villages": ("square", "1.6"),
    "plants": ("square", "3"),
    "projects": ("diamond", "3"),
}
LINE = {"line_color": "74,141,183,255", "line_width": "0.4"}
AREA = {"color": "220,235,245,0", "outline_color": "125,107,145,255", "outline_width": "0.3", "style": "no"}


def style(layer: ExportLayer, geometry_type: str) -> str:
    """Return the layer's style as QML."""
    root = Element("qgis", version="3.22.0", styleCategories="AllStyleCategories")
    column = CATEGORIES.get(layer.name)
    if column in layer.fields:
        categorised(root, layer.name, str(column))
    else:
        single(root, layer.name, geometry_type)
    aliases = SubElement(root, "aliases")
    for place, (name, label) in enumerate(layer.fields.items(), start=1):
        SubElement(aliases, "alias", field=name, index=str(place), name=label.zh)
    return DOCTYPE + tostring(root, encoding="unicode")


def categorised(root: Element, kind: str, column: str) -> None:
    """Add one marker per category of a column, and a grey one for the rest."""
    renderer = SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr=column, enableorderby="0", forceraster="0"
    )
    listed, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    choices = CLASSES if column == "outlet_class" else KINDS[kind].field(column).choices
    named = [*((choice.value, choice.label.zh) for choice in choices), ("", "未填写")]
    for place, (value, label) in enumerate(named):
        SubElement(listed, "category", value=value, label=label, symbol=str(place), render="true")
        marker(symbols, str(place), *SHAPES[kind], COLORS.get(value, GREY))


def single(root: Element, name: str, geometry_type: str) -> None:
    """Add one symbol for all features."""
    renderer = SubElement(root, "renderer-v2", type="singleSymbol", enableorderby="0", forceraster="0")
    symbols = SubElement(renderer, "symbols")
    if geometry_type == "Point":
        marker(symbols, "0", *SHAPES.get(name, ("circle", "2")), SINGLE.get(name, GREY))
    elif geometry_type == "MultiLineString":
        options(symbols, "0", "line", "SimpleLine", LINE)
    else:
        options(symbols, "0", "fill", "SimpleFill", AREA)


def marker(symbols: Element, number: str, shape: str, size_mm: str, color: str) -> None:
    """Add a simple marker."""
    settings = {"name": shape, "size": size_mm, "color": color, "outline_color": "60,60,60,255", "outline_width": "0.2"}
    options(symbols, number, "marker", "SimpleMarker", settings)


def options(symbols: Element, number: str, symbol_type: str, layer_class: str, settings: dict[str, str]) -> None:
    """Add a symbol of one layer with its settings, in the form that QGIS from 3.0 on reads."""
    symbol = SubElement(symbols, "symbol", name=number, type=symbol_type, alpha="1", clip_to_extent="1", force_rhr="0")
    layer = SubElement(symbol, "layer", {"class": layer_class, "enabled": "1", "locked": "0", "pass": "0"})
    for key, value in settings.items():
        SubElement(layer, "prop", k=key, v=value)
