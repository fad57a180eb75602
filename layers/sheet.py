"""The legend of a stand-alone map, as HTML that needs no script."""

from collections.abc import Iterable, Mapping
from html import escape

from layers.catalogue import POINT_LAYERS
from layers.plain_text import as_html
from layers.style import SHAPES, UNSTATED, PointLayer, Symbol
from registry.language import Language

CSS = """
html, body { height: 100%; margin: 0; font: 13px/1.4 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
.leaflet-container { background: #e9edf0; font: inherit; }
.sheet { position: absolute; z-index: 1000; left: 10px; bottom: 34px; max-height: 70%; overflow-y: auto;
  background: #fffffff2; border: 1px solid #d7dee4; border-radius: 6px; padding: 6px 10px; max-width: 270px; }
.sheet h1 { font-size: 15px; margin: 2px 0 4px; }
.sheet h2 { font-size: 13px; margin: 4px 0 1px; display: flex; justify-content: space-between; gap: 12px; }
.sheet ul { list-style: none; margin: 0; padding: 0; }
.sheet li { display: flex; align-items: center; gap: 6px; }
.sheet li span { flex: 1; }
.sheet p { margin: 5px 0 0; color: #5b6b79; font-size: 11.5px; }
.sheet .notice { color: #7a4f00; background: #fff4dc; padding: 1px 5px; border-radius: 3px; }
.leaflet-control-scale-line:not(:first-child) { display: none; }
.leaflet-popup-content table { border-collapse: collapse; }
.leaflet-popup-content th { text-align: left; padding-right: 8px; color: #5b6b79; font-weight: 400;
  white-space: nowrap; }
"""


MAP_CSS = """
.leaflet-container { background: #e9edf0; font: inherit; }
.leaflet-control-scale-line:not(:first-child) { display: none; }
.leaflet-popup-content table { border-collapse: collapse; }
.leaflet-popup-content th { text-align: left; padding-right: 8px; color: #5b6b79; font-weight: 400;
  white-space: nowrap; }
"""
"""The styles of a map that is part of a larger document."""


def page_css() -> str:
    """Return the styles of the document."""
    return CSS


def legend_html(
    counts: Mapping[str, Mapping[str, int]], language: Language, title: str, counted: Iterable[str], notice: str
) -> str:
    """Return the legend: title; each kind with its categories, symbols, counts; what is counted; synthetic notice."""
    kinds = "".join(_kind(POINT_LAYERS[kind], found, language) for kind, found in counts.items())
    warning = f'<p class="notice">{as_html(notice)}</p>' if notice else ""
    said = "".join(f"<p>{as_html(line)}</p>" for line in counted if line)
    return f'<div class="sheet"><h1>{as_html(title)}</h1>{kinds}{said}{warning}</div>'


def legend_list(counts: Mapping[str, Mapping[str, int]], language: Language) -> str:
    """Return the legend as a part of a larger document: each kind with its categories, symbols, counts."""
    kinds = "".join(_kind(POINT_LAYERS[kind], found, language) for kind, found in counts.items() if found)
    return f'<div class="map-legend">{kinds}</div>'


def _kind(layer: PointLayer, found: Mapping[str, int], language: Language) -> str:
    rows = "".join(
        f"<li>{_picture(c.symbol)}<span>{escape(c.label.render(language))}</span>{found[c.value]:,}</li>"
        for c in (*layer.categories, UNSTATED)
        if c.value in found
    )
    return f"<h2><span>{escape(layer.label.render(language))}</span>{sum(found.values()):,}</h2><ul>{rows}</ul>"


def _picture(symbol: Symbol) -> str:
    radius = min(7.0, max(3.2, symbol.size_px / 2))
    look = f'fill="{symbol.fill}" stroke="{symbol.edge if symbol.edge_px else "none"}" stroke-width="{symbol.edge_px}"'
    outline = SHAPES[symbol.shape]
    corners = " ".join(f"{x * radius:.1f},{y * radius:.1f}" for x, y in outline)
    drawn = f'<polygon points="{corners}" {look}/>' if outline else f'<circle r="{radius}" {look}/>'
    return f'<svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true">{drawn}</svg>'
