"""What a kind and a field are: the grammar that every file of the vocabulary is written in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from registry.language import Label


class FieldType(StrEnum):
    """How a value is read, stored and printed."""

    CODE = "code"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"
    FLAG = "flag"


KEY_FORMS = {FieldType.DATE: "%Y-%m-%d", FieldType.TIME: "%Y-%m-%dT%H:%M:%S"}
"""How days and times stand in a key."""


@dataclass(frozen=True)
class Choice:
    """One word of a closed list: the stored value, its labels, and other spellings met in ledgers."""

    value: str
    label: Label
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """One field of a kind. `heading` is the template's heading, unit included; the unit also stands in `name`."""

    name: str
    heading: str
    label: Label
    type: FieldType
    required: bool = False
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Choice, ...] = ()
    aliases: tuple[str, ...] = ()
    definition: Label | None = None
    in_ledger: bool = True
    stored: bool = True

    def choice(self, value: str) -> Choice:
        """Return the choice with a stored value; raises KeyError for an unknown one."""
        return self._choices[value]

    def choice_label(self, value: object) -> Label | str:
        """Return the label of a stored value, the text itself when the list does not know it."""
        found = self._choices.get(str(value))
        return found.label if found else str(value)

    @cached_property
    def _choices(self) -> dict[str, Choice]:
        return {choice.value: choice for choice in self.choices}


@dataclass(frozen=True)
class Kind:
    """One kind of feature: its plural name, its labels, its fields in the order of the template."""

    name: str
    label: Label
    singular: Label
    fields: tuple[Field, ...]
    has_place: bool = True
    on_ground: bool = False
    """Whether it is assigned by the ground it stands on (a village) rather than by a flowing mouth."""
    key: tuple[str, ...] = ("code",)
    """The fields that tell one from another: its code; for what has none (a reading), of what it speaks and when."""
    begins_on: str | None = None
    """The field that says when it happened, for what happens once (a reading) and does not live on and change."""

    def field(self, name: str) -> Field:
        """Return the field of that name; raises KeyError for an unknown one."""
        return self._fields[name]

    @property
    def has_code(self) -> bool:
        """Whether its features have codes of their own."""
        return self.key == ("code",)

    def key_text(self, parts: Mapping[str, Any]) -> str:
        """Return what tells one from another as text, from the values of the fields of its key."""
        return ":".join(_key_part(self.field(name), parts[name]) for name in self.key)

    @property
    def ledger_fields(self) -> tuple[Field, ...]:
        """The fields of the template, in its order."""
        return tuple(f for f in self.fields if f.in_ledger)

    @property
    def stored_fields(self) -> tuple[Field, ...]:
        """The fields that the registry keeps."""
        return tuple(f for f in self.fields if f.stored)

    @cached_property
    def _fields(self) -> dict[str, Field]:
        return {f.name: f for f in self.fields}


def _key_part(field: Field, value: Any) -> str:
    form = KEY_FORMS.get(field.type)
    return str(value) if form is None else f"{value:{form}}"


def text(name: str, heading: str, en: str, *, required: bool = False, aliases: tuple[str, ...] = ()) -> Field:
    """Make a text field."""
    return Field(name, heading, Label(heading, en), FieldType.TEXT, required, aliases=aliases)


def code(name: str, heading: str, en: str, *, required: bool = False, aliases: tuple[str, ...] = ()) -> Field:
    """Make a field of a customer's code: text, even where it looks like a number."""
    return Field(name, heading, Label(heading, en), FieldType.CODE, required, aliases=aliases)


def day(
    name: str, heading: str, en: str, *, required: bool = False, aliases: tuple[str, ...] = (), stored: bool = True
) -> Field:
    """Make a date field."""
    return Field(name, heading, Label(heading, en), FieldType.DATE, required, aliases=aliases, stored=stored)


def number(
    name: str,
    label: Label,
    unit: str,
    *,
    minimum: float | None = 0.0,
    maximum: float | None = None,
    aliases: tuple[str, ...] = (),
) -> Field:
    """Make a number with a unit; the heading is the Chinese label with the unit in brackets."""
    heading = f"{label.zh}({unit})"
    return Field(
        name,
        heading,
        label,
        FieldType.NUMBER,
        unit=unit,
        minimum=minimum,
        maximum=maximum,
        aliases=(label.zh, *aliases),
    )


def choice(
    name: str,
    heading: str,
    en: str,
    choices: tuple[Choice, ...],
    *,
    required: bool = False,
    aliases: tuple[str, ...] = (),
    stored: bool = True,
) -> Field:
    """Make a field of a closed list of words."""
    return Field(
        name, heading, Label(heading, en), FieldType.CHOICE, required, choices=choices, aliases=aliases, stored=stored
    )
