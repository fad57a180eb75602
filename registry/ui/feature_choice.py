"""Choose one feature by name, code or pinyin; by a code it had before, too."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from registry.errors import RegistryError
from registry.language import msg
from registry.service.history import find_ever
from registry.service.registry import AsOf, Registry
from registry.service.search import find
from registry.ui import widgets
from registry.ui.session import as_of, ask, t
from registry.vocabulary import KINDS


@dataclass(frozen=True)
class Chosen:
    """The feature a reader chose, by the code it has on the day."""

    kind: str
    code: str
    name: str


def choose(key: str) -> Chosen | None:
    """Let the reader search and choose; None before, and where nothing is found.

    A code in the address (`?kind=outlets&code=…`) is searched for once.
    """
    asked = st.query_params.get("code")
    if asked and st.session_state.get(f"{key} asked") != asked:
        st.session_state[f"{key} asked"] = st.session_state[key] = asked
    typed, chosen = st.columns([1, 2])
    with typed:
        wanted = st.text_input(t(msg("Name, code or pinyin")), key=key, persist_state="session").strip()
    if not wanted:
        return None
    found = ask(found_features, wanted, as_of())
    if wanted == asked:
        found = sorted(found, key=lambda one: one.kind != st.query_params.get("kind"))
    if not found:
        widgets.empty(msg("Nothing of that name exists on this day."))
        return None
    names = [f"{t(KINDS[one.kind].singular)} · {one.name} · {one.code}" for one in found]
    with chosen:
        return found[st.selectbox(t(msg("Feature")), range(len(found)), format_func=names.__getitem__)]


def found_features(registry: Registry, wanted: str, on: AsOf) -> list[Chosen]:
    """Return the features that a text names, best first; one that only had it as its code where no other does."""
    hits = find(registry, wanted, on)
    if hits.empty:
        return formerly(registry, wanted, on)
    return [Chosen(str(hit.kind), str(hit.code), str(hit.name)) for hit in hits.itertuples()]


def formerly(registry: Registry, code: str, on: AsOf) -> list[Chosen]:
    """Return the feature that had a code before, under the code it has on the day; one taken out under its last."""
    try:
        kind, feature_id = find_ever(registry, code, None, on.known_at)
    except RegistryError:
        return []
    known = registry.store.frame(kind, None, on.known_at, feature_ids=[feature_id])
    rows = known[known["valid_from"] <= pd.Timestamp(on.valid_on)].tail(1)
    if known.empty:
        return [Chosen(kind, code, "—")]
    return [Chosen(kind, str(row.code), str(row.name)) for row in rows.itertuples()]
