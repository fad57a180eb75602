"""What a city's workbook says of itself: quarter, city, revision, and a key for every outlet that it was sent with."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from registry.city_contents import SLIP_SHEET
from registry.errors import LedgerError
from registry.language import msg
from registry.ledger.source import Sheet
from registry.quarter import Quarter
from registry.service.cycle.cells import LEDGER_FIELDS
from registry.store import Store

PRODUCT = "registry dispatch 1"
ROW = "row"
HEAD = ("product", "quarter", "city", "revision", "shown_on", "due_on")
KEY = re.compile(r"(\d+)-([0-9a-f]{12})")


@dataclass(frozen=True)
class Slip:
    """The quarter asked about, the city, the state that was shown (as true on a day, as known at a revision), the keys.

    `codes` are the codes shown, by key.
    """

    quarter: Quarter
    city: str
    revision: int
    shown_on: date
    due_on: date
    codes: Mapping[str, str]

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Return the lines of the hidden sheet; the last one tells whether another was changed."""
        head = (PRODUCT, str(self.quarter), self.city, str(self.revision), str(self.shown_on), str(self.due_on))
        lines = [*zip(HEAD, head, strict=True), *((f"{ROW} {key}", code) for key, code in self.codes.items())]
        return (*lines, ("digest", _digest(lines)))

    @property
    def ids(self) -> dict[str, int]:
        """The feature of each key."""
        return {key: int(key.partition("-")[0]) for key in self.codes}


def read_slip(sheet: Sheet, name: str) -> Slip:
    """Read the hidden sheet of a workbook.

    Raises
    ------
    LedgerError
        When it is not as it was written.
    """
    lines = [(str(row[0]), _text(row[1])) for row in sheet.rows if len(row) > 1 and row[0] is not None]
    said = dict(lines[: len(HEAD)])
    if not lines or lines[-1] != ("digest", _digest(lines[:-1])) or said.get("product") != PRODUCT:
        raise LedgerError(
            "C001",
            msg(
                "The hidden sheet {sheet} of {name} is damaged; copy the rows into the workbook as it was sent out.",
                sheet=SLIP_SHEET,
                name=name,
            ),
        )
    codes = {head.removeprefix(f"{ROW} "): code for head, code in lines[len(HEAD) : -1]}
    days = [date.fromisoformat(said[name]) for name in ("shown_on", "due_on")]
    return Slip(Quarter.parse(said["quarter"]), said["city"], int(said["revision"]), days[0], days[1], codes)


def _text(cell: object) -> str:
    """Return a cell as it was written; some programs make numbers of digits."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else "" if cell is None else str(cell)


def _digest(lines: Iterable[tuple[str, str]]) -> str:
    return hashlib.sha256(json.dumps([list(line) for line in lines]).encode()).hexdigest()[:16]


def row_keys(frame: pd.DataFrame) -> list[str]:
    """Return the key of each row of a frame of outlets: its feature, and a digest of what the ledger shows of it."""
    return [
        f"{int(feature)}-{_row_digest(int(feature), values)}"
        for feature, values in zip(frame["feature_id"], frame[LEDGER_FIELDS].to_dict("records"), strict=True)
    ]


def _row_digest(feature: int, values: Mapping[object, object]) -> str:
    plain = [None if pd.isna(v) else v if isinstance(v, float) else str(v) for v in values.values()]  # type: ignore[call-overload]
    return hashlib.sha256(json.dumps([feature, *plain]).encode()).hexdigest()[:12]


def shown(store: Store, slip: Slip, name: str) -> pd.DataFrame:
    """Return the outlets as the workbook showed them, with `key`, in the order of its keys.

    Raises
    ------
    LedgerError
        When this registry never held them so: the workbook was sent out from another one.
    """
    if slip.revision <= store.head():
        frame = state(store, list(slip.ids.values()), slip.shown_on, slip.revision)
        keyed = frame.assign(key=row_keys(frame)).set_index("key", drop=False)
        if set(keyed.index) == set(slip.codes):
            return keyed.loc[list(slip.codes)]
    raise LedgerError(
        "C002", msg("{name} was not sent out from this registry; open the one that it came from.", name=name)
    )


def state(store: Store, ids: Sequence[int], on: date, known_at: int | None = None) -> pd.DataFrame:
    """Return the stored state of some outlets on a day."""
    return store.frame("outlets", valid_on=on, known_at=known_at, feature_ids=list(ids))


def key_in(cell: object) -> str | None:
    """Return the key in a cell, None for anything else."""
    text = str(cell).strip() if cell is not None else ""
    return text if KEY.fullmatch(text) else None
