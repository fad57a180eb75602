"""Say things in Chinese and in English: messages, their values, and the two catalogues.

Source texts are English; `registry/locale/zh/*.po` hold the Chinese. A test fails on any text without a translation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, cast

from babel.messages.pofile import read_po

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
LOCALE_DIR = Path(__file__).parent / "locale"


@dataclass(frozen=True)
class Label:
    """A display name in both languages."""

    zh: str
    en: str

    def render(self, language: Language) -> str:
        """Return the name in one language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Message:
    """A sentence for people: an English source text with named places, and what goes into them."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def render(self, language: Language) -> str:
        """Return the sentence in one language, its own labels and messages rendered too."""
        template = self.text if language == "en" else catalogue(language).get(self.text, self.text)
        return template.format(**{name: render(value, language) for name, value in self.values.items()})

    def __str__(self) -> str:
        return self.render("en")


def msg(text: str, /, **values: object) -> Message:
    """Make a message; the text must be a literal so that the translation test can find it."""
    return Message(text, values)


def render(value: object, language: Language) -> object:
    """Render labels and messages, and lists of them; hand anything else back as it is."""
    if isinstance(value, Label | Message):
        return value.render(language)
    if isinstance(value, list | tuple):
        separator = "、" if language == "zh" else ", "
        return separator.join(str(render(item, language)) for item in value)
    return value


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Read every `.po` file of a language once; English needs none."""
    entries: dict[str, str] = {}
    for path in sorted((LOCALE_DIR / language).glob("*.po")):
        with path.open("rb") as file:
            entries |= {str(m.id): cast("str", m.string) for m in read_po(file) if m.id and m.string}
    return entries


def pick_language(wanted: str | None, default: Language = "zh") -> Language:
    """Choose a language from a browser's or user's wish such as `en-GB` or `zh_CN.UTF-8`."""
    head = (wanted or "")[:2].lower()
    return "en" if head == "en" else "zh" if head == "zh" else default
