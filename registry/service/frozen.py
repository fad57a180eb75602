"""A published list, frozen: everything it says, packed into the record of its quarter and back."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from registry.contents import Check, ListContent, ListState, SignOff, Stamp, Waiver
from registry.errors import NotFoundError
from registry.language import Label, Message, msg
from registry.quarter import Quarter
from registry.store import Store

FORMAT = 1
FRAMES = ("outlets", "totals", "detail_totals", "changes", "beside", "balance")
_DAY = "$day"
_MOMENT = "datetime64[s]"


def published_list(store: Store, quarter: Quarter) -> ListContent:
    """Return what was published of a closed quarter.

    Raises
    ------
    NotFoundError
        When the quarter is not closed.
    """
    packed = store.closed_content(quarter)
    if packed is None:
        raise NotFoundError("Q003", msg("{quarter} is not closed; its list is a draft.", quarter=str(quarter)))
    return unpack(packed)


def pack(content: ListContent) -> bytes:
    """Return a list as compressed JSON; labels and sentences are kept in both languages."""
    stamp = content.stamp
    told = {
        "format": FORMAT,
        "stamp": {**asdict(stamp), "as_of": stamp.as_of.isoformat(), "quarter": str(stamp.quarter)},
        "fingerprint": content.fingerprint,
        "opening": {**asdict(content.opening), "day": content.opening.day.isoformat()},
        "counts": dict(content.counts),
        "checks": [[_label(c.title), c.holds, _label(c.detail)] for c in content.checks],
        "sign_off": None if content.sign_off is None else _sign_off(content.sign_off),
        "reasons": {code: _label(words) for code, words in used_reasons(content).items()},
        "frames": {name: _frame(getattr(content, name)) for name in FRAMES},
    }
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def unpack(packed: bytes) -> ListContent:
    """Return the list that was packed."""
    told = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    stamp, opening, signed = told["stamp"], told["opening"], told["sign_off"]
    frames = {name: _unframed(frame) for name, frame in told["frames"].items()}
    return ListContent(
        stamp=Stamp(
            **stamp | {"as_of": date.fromisoformat(stamp["as_of"]), "quarter": Quarter.parse(stamp["quarter"])}
        ),
        fingerprint=told["fingerprint"],
        opening=ListState(**opening | {"day": date.fromisoformat(opening["day"])}),
        counts=told["counts"],
        checks=tuple(Check(Label(*title), holds, Label(*detail)) for title, holds, detail in told["checks"]),
        sign_off=None if signed is None else _signed(signed),
        reasons={code: Label(*words) for code, words in told["reasons"].items()},
        **frames,
    )


def used_reasons(content: ListContent) -> dict[str, Label]:
    """Return the words of the reason codes that stand in the list; a code without words is left out."""
    codes = sorted({code for codes in content.outlets["reasons"] if isinstance(codes, list) for code in codes})
    words = {}
    for code in codes:
        try:
            words[code] = content.reasons[code]
        except KeyError:
            continue
    return words


def _label(words: Label | Message) -> list[str]:
    return [words.render("zh"), words.render("en")]


def _sign_off(sign_off: SignOff) -> dict[str, object]:
    waivers = [{**asdict(waiver), "title": _label(waiver.title)} for waiver in sign_off.waivers]
    return {"by": sign_off.by, "at": sign_off.at.isoformat(), "waivers": waivers}


def _signed(told: Mapping[str, Any]) -> SignOff:
    waivers = tuple(Waiver(**waiver | {"title": Label(*waiver["title"])}) for waiver in told["waivers"])
    return SignOff(told["by"], datetime.fromisoformat(told["at"]), waivers)


def _frame(frame: pd.DataFrame) -> list[list[object]]:
    """Return a frame column by column: name, type, values."""
    return [[str(name), str(column.dtype), _plain(column)] for name, column in frame.items()]


def _plain(column: pd.Series) -> list[object]:
    if column.dtype == _MOMENT:
        texts = np.datetime_as_string(column.to_numpy(dtype=_MOMENT)).tolist()
        return [None if text == "NaT" else text for text in texts]
    return [_value(value) for value in column.astype("object")]


def _value(value: object) -> object:
    if isinstance(value, list):
        return value
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, pd.Timestamp):
        return {_DAY: value.isoformat()}
    return value.item() if isinstance(value, np.generic) else value


def _unframed(columns: list[list[Any]]) -> pd.DataFrame:
    return pd.DataFrame({name: _column(values, dtype) for name, dtype, values in columns})


def _column(values: list[Any], dtype: str) -> pd.Series:
    if dtype != "object":
        return pd.Series(np.array(values, dtype=_MOMENT) if dtype == _MOMENT else values, dtype=dtype)
    column = np.empty(len(values), dtype=object)
    column[:] = [pd.Timestamp(value[_DAY]) if isinstance(value, dict) else value for value in values]
    return pd.Series(column, dtype="object")
