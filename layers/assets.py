"""What a stand-alone map carries inside: Leaflet with its styles and pictures, and our symbols for its canvas."""

import base64
import re
from functools import cache
from pathlib import Path

import xstatic.pkg.leaflet

LEAFLET_DIR = Path(xstatic.pkg.leaflet.BASE_DIR)

SHAPE_MARKER = """
L.ShapeMarker = L.CircleMarker.extend({
  _updatePath: function () {
    var renderer = this._renderer;
    if (!renderer._drawing || this._empty()) { return; }
    var ctx = renderer._ctx, at = this._point, r = this._radius, outline = this.options.outline;
    ctx.beginPath();
    if (!outline.length) { ctx.arc(at.x, at.y, r, 0, 2 * Math.PI); }
    outline.forEach(function (corner) { ctx.lineTo(at.x + corner[0] * r, at.y + corner[1] * r); });
    ctx.closePath();
    renderer._fillStroke(ctx, this);
  }
});
"""
"""A point on Leaflet's canvas with any outline instead of a circle."""


@cache
def leaflet_js() -> str:
    """Return Leaflet's script, without the pointer to its source map."""
    return re.sub(r"//# sourceMappingURL=.*", "", (LEAFLET_DIR / "leaflet.js").read_text("utf-8"))


@cache
def leaflet_css() -> str:
    """Return Leaflet's styles with their pictures inside."""
    return re.sub(r"url\(images/([\w.-]+)\)", _picture, (LEAFLET_DIR / "leaflet.css").read_text("utf-8"))


def _picture(found: re.Match[str]) -> str:
    data = base64.b64encode((LEAFLET_DIR / "images" / found[1]).read_bytes()).decode()
    return f"url(data:image/png;base64,{data})"
