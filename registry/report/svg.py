"""The few marks that drawings are made of as SVG: text is escaped, numbers have one form, so same data, same bytes."""

from html import escape

from registry.section_contents import Mark

FONTS = "'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', 'WenQuanYi Micro Hei', sans-serif"
WIDE_SHARE, NARROW_SHARE = 1.0, 0.53
FIRST_WIDE = 0x2E80
"""From here on characters are as wide as they are high."""


def number(value: float) -> str:
    """Return a coordinate with at most one digit behind the point."""
    return f"{value:.1f}".removesuffix(".0")


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is drawn: Chinese characters are as wide as they are high."""
    return sum(size * (WIDE_SHARE if ord(letter) >= FIRST_WIDE else NARROW_SHARE) for letter in text)


def shortened(text: str, size: float, room: float) -> str:
    """Return the text, cut with an ellipsis where it is wider than the room."""
    if width_of(text, size) <= room:
        return text
    kept = text
    while kept and width_of(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def text(x: float, y: float, words: str, size: float = 12, **look: str) -> str:
    """Return a text; names of its look are those of SVG with `_` for `-`."""
    return f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}"{attributes(look)}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, **look: str) -> str:
    """Return a line."""
    ends = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
    return f"<line {ends}{attributes(look)}/>"


def path(points: list[tuple[float, float]], **look: str) -> str:
    """Return an open line through points."""
    way = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return f'<polyline points="{way}" fill="none"{attributes(look)}/>'


def symbol(mark: Mark, x: float, y: float, radius: float) -> str:
    """Return a symbol of the map at a place."""
    edge = mark.edge if mark.edge_px else "none"
    look = attributes({"fill": mark.fill, "stroke": edge, "stroke_width": number(max(mark.edge_px, 0.8))})
    if not mark.outline:
        return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"{look}/>'
    corners = " ".join(f"{number(x + dx * radius)},{number(y + dy * radius)}" for dx, dy in mark.outline)
    return f'<polygon points="{corners}"{look}/>'


def attributes(look: dict[str, str]) -> str:
    """Return attributes in the order given."""
    return "".join(f' {name.replace("_", "-")}="{escape(value)}"' for name, value in look.items())


def drawing(width: float, height: float, title: str, told: str, parts: list[str], **look: str) -> str:
    """Return a whole drawing with a title and a description for those who cannot see it."""
    box = f'viewBox="0 0 {number(width)} {number(height)}" width="{number(width)}" height="{number(height)}"'
    head = f"<title>{escape(title)}</title><desc>{escape(told)}</desc>"
    font = f'font-family="{escape(FONTS)}" role="img"{attributes(look)}'
    body = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} {font}>{head}{body}</svg>'
