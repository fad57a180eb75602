"""Text of a ledger on its way into a folium document: HTML it must not become, nor a template.

Folium puts every script it has rendered into one more Jinja template, data and all; a name such as `{{ 7 * 7 }}` would
be computed there, by the server. A brace written as an entity is none to Jinja and one to the reader.
"""

from html import escape


def as_html(text: str) -> str:
    """Return text as HTML that shows it letter by letter and that Jinja has nothing to do with."""
    return escape(text).replace("{", "&#123;")
