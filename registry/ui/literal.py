"""Text of a ledger among Streamlit's own: letter by letter where Streamlit would read it as Markdown.

Labels, captions and notices are Markdown: there a name such as `**村**` would turn bold, `:red[村]` red, and the
address of a picture would be asked for. Here what fills a message's places is escaped; the sentence keeps its form.
"""

import re

from registry.language import Label, Message
from registry.ui.session import t

SPECIAL = re.compile(
    r"[\\`*_{}\[\]<>#+!|~$:&@^]"
    r"|(?<![A-Za-z0-9])-|-(?![A-Za-z0-9])"  # a code keeps its hyphens
    r"|(?<![0-9])\.|\.(?![0-9])"  # and a number its point
    r"|(?<=[0-9])\)|(?<=material)/"
)
BREAKS = re.compile(r"\s+")


def literal(text: str) -> str:
    """Return text so that it is shown letter by letter; runs of white space become one blank, as on any page."""
    return SPECIAL.sub(lambda sign: f"\\{sign[0]}", BREAKS.sub(" ", text))


def tl(value: Message | Label | str) -> str:
    """Say a message in the reader's language, with the text that fills its places shown letter by letter."""
    if not isinstance(value, Message):
        return literal(t(value))
    return t(Message(value.text, {name: filling(one) for name, one in value.values.items()}))


def filling(value: object) -> object:
    """Return what fills a place with its text made literal; numbers stay, and messages within are treated alike."""
    if isinstance(value, Message | Label | str):
        return tl(value)
    return [filling(one) for one in value] if isinstance(value, list | tuple) else value
