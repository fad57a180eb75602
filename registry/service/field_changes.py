"""What a revision changed of a feature, field by field: an event of the world, or a correction of what we knew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from registry.language import Label
from registry.service.importing.book import Period
from registry.service.importing.periods import holding, is_missing, same
from registry.vocabulary import KINDS, Field

EXISTS = "exists"
"""What stands for a field where the life of a feature begins or ends on another day."""
OPEN: Any = pd.NaT
NEW, EVENT, CORRECTION = "new", "event", "correction"
CHANGE_LABELS = {
    NEW: Label("登记", "first record"),
    EVENT: Label("变更", "event"),
    CORRECTION: Label("更正", "correction"),
}
TOLD = ("revision", "at", "actor", "reason", "file_name", "undoes")
COLUMNS = (*TOLD, "change", "field", "valid_from", "valid_to", "old", "new")


@dataclass(frozen=True)
class FieldChange:
    """One field that is another from a day on, up to a day (NaT: for good), and whether the world changed or we erred.

    `change` is `new` where the feature was not known before, else `event` or `correction`.
    """

    change: str
    field: str
    valid_from: pd.Timestamp
    valid_to: pd.Timestamp
    old: Any
    new: Any


def change_rows(kind: str, versions: pd.DataFrame) -> pd.DataFrame:
    """Return what each revision changed, oldest first: COLUMNS, one row per field and stretch of days.

    `versions` is a history of one feature as `Store.history` gives it.
    """
    fields = [EXISTS, *(field.name for field in KINDS[kind].stored_fields)]
    rows: list[tuple[object, ...]] = []
    known: list[Period] | None = None
    for _, told in versions.groupby("revision", sort=True):
        after = lived(told)
        found = changed_fields([] if known is None else known, after, fields, is_first=known is None)
        head = tuple(told[name].iloc[0] for name in TOLD)
        rows += [(*head, c.change, c.field, c.valid_from, c.valid_to, c.old, c.new) for c in found]
        known = after
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"old": "object", "new": "object"})


def lived(told: pd.DataFrame) -> list[Period]:
    """Return the periods of one revision, first to last; none where it took the feature away."""
    rows = told[told["valid_from"].notna()].sort_values("valid_from")
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def changed_fields(
    before: Sequence[Period], after: Sequence[Period], fields: Sequence[str], *, is_first: bool = False
) -> list[FieldChange]:
    """Return what differs between two lives of a feature, by field and day.

    An event begins something new on a day before which nothing differs; anything else is a correction: what we knew of
    a past period, or since when something is so, was wrong.
    """
    days = sorted({p[end] for p in (*before, *after) for end in ("valid_from", "valid_to") if not is_missing(p[end])})
    lives = Both(before, after, days)
    found = [change for name in fields for change in lives.changes(name)]
    if not is_first:
        return found
    return [FieldChange(NEW, c.field, c.valid_from, c.valid_to, c.old, c.new) for c in found if c.field != EXISTS]


@dataclass(frozen=True)
class Both:
    """Two lives of one feature, cut at all the days on which either changes."""

    before: Sequence[Period]
    after: Sequence[Period]
    days: Sequence[pd.Timestamp]

    def changes(self, name: str) -> Iterator[FieldChange]:
        """Yield the stretches of days on which a field differs, each with the same old and new value throughout."""
        values = [(value_on(self.before, name, day), value_on(self.after, name, day)) for day in self.days]
        differs = [self._differs(name, pair, day) for pair, day in zip(values, self.days, strict=True)]
        first = 0
        while first < len(values):
            last = first + 1
            while differs[first] and last < len(values) and differs[last] and alike(values[first], values[last]):
                last += 1
            if differs[first]:
                is_event = began(values, first) and not only_earlier(values, first, last)
                until = self.days[last] if last < len(values) else OPEN
                old, new = values[first]
                yield FieldChange(EVENT if is_event else CORRECTION, name, self.days[first], until, old, new)
            first = last

    def _differs(self, name: str, pair: tuple[Any, Any], day: pd.Timestamp) -> bool:
        """Whether old and new differ; where the feature is no more, only that it is no more counts."""
        return not same(*pair) and (name == EXISTS or lives_on(self.after, day))


def began(values: Sequence[tuple[Any, Any]], first: int) -> bool:
    """Whether the day before a difference both lives still had its old value."""
    old = values[first][0]
    return first > 0 and same(values[first - 1][0], old) and same(values[first - 1][1], old)


def only_earlier(values: Sequence[tuple[Any, Any]], first: int, last: int) -> bool:
    """Whether the new value was known before, only from a later day on."""
    new = values[first][1]
    return last < len(values) and same(values[last][0], new) and same(values[last][1], new)


def alike(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    """Whether two pairs of old and new value are the same."""
    return same(one[0], other[0]) and same(one[1], other[1])


def lives_on(life: Sequence[Period], day: pd.Timestamp) -> bool:
    """Whether a life has a period that holds a day."""
    return any(p["valid_from"] <= day and not p["valid_to"] <= day for p in life)


def value_on(life: Sequence[Period], name: str, day: pd.Timestamp) -> Any:
    """Return a value on a day, beyond a life the nearest one known; nothing where nothing is known."""
    if name == EXISTS:
        return lives_on(life, day)
    return life[holding(life, day)].get(name) if life else None


def field_label(kind: str, name: str) -> Label:
    """Return what a field is called where changes are listed."""
    return Label("在册", "On record") if name == EXISTS else KINDS[kind].field(name).label


def as_said(field: Field, value: Any) -> Label | str:
    """Return a stored value as a sentence has it."""
    if is_missing(value):
        return "–"
    if field.choices:
        return field.choice_label(value)
    if isinstance(value, pd.Timestamp):
        return value.isoformat().removesuffix("T00:00:00")
    return f"{value:.10g}" if isinstance(value, float) else str(value)
