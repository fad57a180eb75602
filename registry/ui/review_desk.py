"""The reviewer's desk: which feature is before the reader, what may be done about it, and doing it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from registry.errors import RegistryError
from registry.language import Message, msg
from registry.service.deciding import Choice, decide_all
from registry.service.reviewing import Review, review
from registry.store import Actor
from registry.ui import keys, map_component, session, widgets
from registry.ui.session import t

AT, POSTPONED, TOLD, WHY = "review_at", "review_postponed", "review_told", "review_why"
MAP_KEY = "review_map"
ACTIONS = {"a": "first", "s": "second", "p": "postpone", "j": "next", "k": "previous"}


@dataclass(frozen=True)
class Desk:
    """The filtered queue in its order, postponed features last, and the place of the one before the reader."""

    review: Review
    queue: pd.DataFrame
    place: int

    @property
    def current(self) -> pd.Series:
        """The feature before the reader."""
        return self.queue.iloc[self.place]


def name_of(row: pd.Series) -> str:
    """Return kind and code of a queue's row as one word."""
    return f"{row['kind']}/{row['code']}"


def desk() -> Desk | None:
    """Return the desk as the filters and the reader's place have it; None while nothing waits."""
    found = session.ask(review, session.as_of())
    wanted = {"city": st.session_state.get("review city") or []}
    queue = widgets.matching(found.queue, wanted)
    if reasons := set(st.session_state.get("review reason") or []):
        queue = queue[queue["doubts"].map(lambda told: not reasons.isdisjoint(told))]
    names = queue["kind"] + "/" + queue["code"]
    later = names.map({name: order for order, name in enumerate(st.session_state.get(POSTPONED, []), 1)}).fillna(0)
    ordered = queue.loc[later.sort_values(kind="stable").index].reset_index(drop=True)
    if ordered.empty:
        return None
    at = (ordered["kind"] + "/" + ordered["code"]).tolist()
    return Desk(found, ordered, at.index(st.session_state[AT]) if st.session_state.get(AT) in at else 0)


def go(here: Desk, steps: int) -> None:
    """Put the feature some steps further before the reader, round at the ends."""
    st.session_state[AT] = name_of(here.queue.iloc[(here.place + steps) % len(here.queue)])


def act(action: str) -> None:
    """Do what a button or key asks for; for use as a callback."""
    here = desk()
    if here is None:
        return
    row = here.current
    if action in ("next", "previous"):
        go(here, 1 if action == "next" else -1)
    elif action == "postpone":
        go(here, 1)
        postponed = [name for name in st.session_state.get(POSTPONED, []) if name != name_of(row)]
        st.session_state[POSTPONED] = [*postponed, name_of(row)]
    else:
        other = st.session_state.get(f"review other {name_of(row)}")
        give(here, {"first": row["computed_section"], "second": row["runner_up"], "other": other}[action])


def give(here: Desk, section: object) -> None:
    """Decide for the feature before the reader, and put the next one there."""
    row = here.current
    if not isinstance(section, str):
        tell(msg("There is no such section for this feature; choose another."), wrong=True)
    elif commit([Choice(row["kind"], row["code"], section)]):
        tell(msg("{name} now answers to {section}.", name=row["name"], section=section))
        go(here, 1)


def commit(choices: Sequence[Choice]) -> bool:
    """Write decisions as one revision; say why not where they are refused."""
    name = str(st.session_state.get("actor_name", "")).strip()
    if not name:
        tell(msg("Say who you are first: your name stands in the history."), wrong=True)
        return False
    try:
        decide_all(
            session.registry(), choices, Actor(name), str(st.session_state.get(WHY, "")), on=session.as_of().valid_on
        )
    except RegistryError as refusal:
        tell(refusal.message, wrong=True)
        return False
    return True


def tell(what: Message, *, wrong: bool = False) -> None:
    """Keep a sentence for the next drawing of the page."""
    st.session_state[TOLD] = (what, wrong)


def hear() -> None:
    """Show what the last action has to say, once."""
    what, wrong = st.session_state.pop(TOLD, (None, False))
    if what is not None:
        (st.warning if wrong else st.success)(t(what))


def pressed() -> None:
    """Act on a key, if it was meant for what is before the reader."""
    key, about = keys.pressed()
    here = desk()
    if here is not None and key in ACTIONS and about == name_of(here.current):
        act(ACTIONS[key])


def clicked() -> None:
    """Put a feature clicked on the map before the reader, if it waits too."""
    picked = map_component.choice(MAP_KEY)
    if picked:
        st.session_state[AT] = f"{picked['kind']}/{picked['code']}"


def accept_all(reason: str) -> None:
    """Accept the computed section of all that wait for one reason, as one revision; for use as a callback."""
    here = desk()
    rows = with_reason(here.queue, reason) if here else pd.DataFrame()
    choices = [
        Choice(kind, code, section)
        for kind, code, section in zip(rows["kind"], rows["code"], rows["computed_section"], strict=True)
    ]
    if commit(choices):
        tell(msg("{count} decided in one revision; it can be taken back on the History page.", count=len(choices)))


def with_reason(queue: pd.DataFrame, reason: str) -> pd.DataFrame:
    """Return what waits for this reason alone and has a computed section to accept."""
    alone = queue["doubts"].map(lambda doubts: doubts == [reason])
    return queue[alone & queue["computed_section"].notna()]
