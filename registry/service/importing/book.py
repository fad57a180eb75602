"""What the registry knows of the features that a ledger names: by code, with all their periods."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import pandas as pd

from registry.vocabulary import KINDS, Field
from registry.vocabulary.fields import KEY_FORMS

Period = dict[str, Any]


def with_keys(kind: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with `code`; where the kind has none it is made of its key, as in the ledger."""
    known = KINDS[kind]
    if known.has_code:
        return frame
    code, *others = (_key_column(known.field(name), frame[name]) for name in known.key)
    for part in others:
        code = code + ":" + part
    return frame.assign(code=code.astype("str"))


def _key_column(field: Field, values: pd.Series) -> pd.Series:
    form = KEY_FORMS.get(field.type)
    return values if form is None else values.dt.strftime(form).astype("str")


class Book:
    """The known periods of a kind, found by code; only features that one of the given codes ever named are held."""

    def __init__(self, kind: str, known: pd.DataFrame, codes: Iterable[str]) -> None:
        self.kind = kind
        keyed = with_keys(kind, known).sort_values(["feature_id", "valid_from"])
        self._last = keyed.drop_duplicates("feature_id", keep="last")
        named = keyed.loc[keyed["code"].isin(set(codes)), "feature_id"]
        self._held = keyed[keyed["feature_id"].isin(named)].drop(columns="revision", errors="ignore")

    @cached_property
    def by_code(self) -> dict[str, int]:
        """Feature by the code it has now."""
        return dict(zip(self._last["code"], self._last["feature_id"], strict=True))

    @cached_property
    def by_folded_code(self) -> dict[str, str]:
        """The code as registered by the same code without regard to upper and lower case."""
        return {code.casefold(): code for code in self.by_code}

    @cached_property
    def by_former_code(self) -> dict[str, int]:
        """Feature by a code it had before."""
        return dict(zip(self._held["code"], self._held["feature_id"], strict=True))

    @cached_property
    def _periods(self) -> dict[int, list[Period]]:
        periods: dict[int, list[Period]] = {}
        for record in self._held.to_dict("records"):
            periods.setdefault(record["feature_id"], []).append(record)  # type: ignore[arg-type]
        return periods

    def periods(self, feature_id: int) -> list[Period]:
        """Return the periods of a feature held, first to last."""
        return self._periods[feature_id]

    def current_code(self, feature_id: int) -> str:
        """Return the code a feature has now."""
        return str(self.periods(feature_id)[-1]["code"])
