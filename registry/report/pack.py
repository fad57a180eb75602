"""One section, or a selection, as one file that opens by double click: map, strip, figures, table, context."""

from collections.abc import Callable, Mapping
from html import escape

from registry.language import Language, msg
from registry.report.files import as_file_part
from registry.report.pack_parts import context_html, figures_html, page_parts, strip_html
from registry.report.pack_table import table_html
from registry.report.web import asset
from registry.section_contents import KindMarks, MapParts, PackContent

DrawMap = Callable[..., MapParts]
"""What draws a map from ground, features, language and the code of a section."""


def pack_html(content: PackContent, draw_map: DrawMap, marks: Mapping[str, KindMarks], language: Language) -> bytes:
    """Return the file; the same content gives the same bytes, and nothing in it asks anything of a network."""
    code = content.page.code if content.page else ""
    drawn = draw_map(content.ground, content.features, language, code)
    title = title_of(content, language)
    body = [
        f"<header><h1>{escape(title)}</h1>{context_html(content.context, language)}</header>",
        f'<section class="map-and-legend"><div class="map-box">{drawn.body}</div>{drawn.legend}</section>',
        *(page_parts(content.page, language) if content.page else ()),
        *(strip_html(strip, number, marks, language) for number, strip in enumerate(content.strips)),
        *(figures_html(content.page, language) if content.page else ()),
        table_html(content.features, marks, language),
    ]
    return document(title, language, drawn, body).encode()


def title_of(content: PackContent, language: Language) -> str:
    """Return the title of the file."""
    if content.page is None:
        return content.context.title
    river = content.page.river or "—"
    return msg("Section {name} on the {river}", name=content.page.name, river=river).render(language)


def document(title: str, language: Language, drawn: MapParts, body: list[str]) -> str:
    """Return the whole document round its parts; plain scripts only, so that it runs from a file's own address."""
    spoken = "zh-CN" if language == "zh" else "en"
    own = f"{asset('strip.js')}{asset('pack.js')}startPack({drawn.name});"
    return (
        f'<!DOCTYPE html><html lang="{spoken}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline'; "
        "style-src 'unsafe-inline'; img-src data:\">"
        f"<title>{escape(title)}</title>{drawn.head}<style>{asset('strip.css')}{asset('pack.css')}</style></head>"
        f"<body><main>{''.join(body)}</main><script>{drawn.script}\n{own}</script></body></html>\n"
    )


def pack_name(content: PackContent, language: Language) -> str:
    """Return what the file is called."""
    day = f"{content.context.day:%Y%m%d}"
    about = as_file_part(content.page.code, content.page.name) if content.page else ""
    if language == "zh":
        return (
            "_".join(part for part in ("山西省", "断面" if about else "排污口选集", about, f"截至{day}") if part)
            + ".html"
        )
    return "_".join(part for part in ("shanxi", "section" if about else "selection", about, day) if part) + ".html"
