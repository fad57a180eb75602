"""The reviewer's desk: which feature is before the reader, what may be done about it, and doing it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from registry.errors import RegistryError
from registry.language import Message, msg
from registry.service.deciding import Choice, decide_all
from registry.service.history import undo
from registry.service.mapping import data_version
from registry.service.registry import AsOf
from registry.service.reviewing import Review, review, review_again
from registry.store import Actor
from registry.ui import address, keys, session, widgets
from registry.ui.filters import COLUMNS
from registry.ui.session import t

AT, POSTPONED, TOLD, WHY = "review_at", "review_postponed", "review_told", "review_why"
FOUND, DRAWN, MADE = "review_found", "review_drawn", "review_made"
MAP_KEY = "review_map"
ACTIONS = {"a": "first", "s": "second", "p": "postpone", "j": "next", "k": "previous", "u": "undo"}
FILTERS = ("city", "county", "section", "grade")
"""Filters that act on the queue."""
IN_ADDRESS = 200
"""How many postponed features the address keeps, the latest; a longer address is refused by servers on the way."""

Features = list[tuple[str, str]]
"""Kind and code of each."""


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


def share_key(row: pd.Series) -> str:
    """Return where the share of the candidate that is not taken stands, in per cent."""
    return f"review share {name_of(row)}"


def found() -> Review:
    """Return the whole queue; after a decision made here only its features are looked at again."""
    as_of = session.as_of()
    version = data_version(session.registry(), as_of)
    kept = st.session_state.get(FOUND)
    if kept is None or kept[0] != version:
        kept = st.session_state[FOUND] = (version, session.ask(review, as_of))
        st.session_state[DRAWN] = replace(as_of, known_at=version.revision)
    known: Review = kept[1]
    return known


def drawn_at() -> AsOf:
    """Return when the queue was last asked for as a whole: the map is drawn as it was then."""
    found()
    drawn: AsOf = st.session_state[DRAWN]
    return drawn


def written(revision: int, features: Features) -> None:
    """Take a revision made here into the queue; where others wrote too, the queue is asked for anew."""
    version, before = st.session_state[FOUND]
    as_of = session.as_of()
    if as_of.known_at is None and version.revision + 1 == revision:
        now = review_again(session.registry(), before, features, as_of)
        st.session_state[FOUND] = (replace(version, revision=revision), now)


def desk() -> Desk | None:
    """Return the desk as the filters and the reader's place have it; None while nothing waits."""
    whole = found()
    queue = widgets.matching(whole.queue, {COLUMNS[name]: address.chosen(name) for name in FILTERS})
    if reasons := set(st.session_state.get("review reason") or []):
        queue = queue[queue["doubts"].map(lambda told: not reasons.isdisjoint(told)).astype("bool")]
    names = queue["kind"] + "/" + queue["code"]
    later = names.map({name: order for order, name in enumerate(postponed(), 1)}).fillna(0)
    ordered = queue.loc[later.sort_values(kind="stable").index].reset_index(drop=True)
    if ordered.empty:
        return None
    at = (ordered["kind"] + "/" + ordered["code"]).tolist()
    place = st.session_state.setdefault(AT, st.query_params.get("at"))
    return Desk(whole, ordered, at.index(place) if place in at else 0)


def postponed() -> list[str]:
    """Return what the reader postponed, the latest last; at first what the address has kept."""
    names: list[str] = st.session_state.setdefault(POSTPONED, st.query_params.get_all("later"))
    return names


def waiting_postponed(whole: Review) -> int:
    """Return how many of the postponed features still wait."""
    return len(set(postponed()) & set(whole.queue["kind"] + "/" + whole.queue["code"]))


def remember_in_address(here: Desk | None) -> None:
    """Keep the place and what is postponed in the address: a refresh loses neither, and nothing is written for it."""
    address.follow({"later": postponed()[-IN_ADDRESS:], "at": name_of(here.current) if here else None})


def go(here: Desk, steps: int) -> None:
    """Put the feature some steps further before the reader, round at the ends."""
    st.session_state[AT] = name_of(here.queue.iloc[(here.place + steps) % len(here.queue)])


def act(action: str) -> None:
    """Do what a button asks for; for use as a callback."""
    done(action)


def done(action: str) -> bool:
    """Do what a button or key asks for, and say whether it could be done."""
    here = desk()
    if action == "undo":
        return take_back()
    if here is None:
        return False
    row = here.current
    if action in ("next", "previous"):
        go(here, 1 if action == "next" else -1)
    elif action == "postpone":
        go(here, 1)
        st.session_state[POSTPONED] = [*(name for name in postponed() if name != name_of(row)), name_of(row)]
    else:
        other = st.session_state.get(f"review other {name_of(row)}")
        wanted = {"first": row["computed_section"], "second": row["runner_up"], "other": other}
        return give(here, wanted[action], {"first": row["runner_up"], "second": row["computed_section"]}.get(action))
    return True


def give(here: Desk, section: object, beside: object) -> bool:
    """Decide for the feature before the reader, perhaps with a share for the section beside, and show the next one."""
    row = here.current
    if not isinstance(section, str):
        tell(msg("There is no such section for this feature; choose another."), wrong=True)
        return False
    percent = st.session_state.get(share_key(row)) or 0
    shares = ((beside, percent / 100),) if percent and isinstance(beside, str) else None
    if not commit([Choice(row["kind"], row["code"], section, shares)]):
        return False
    tell(msg("{name} now answers to {section}.", name=row["name"], section=section))
    go(here, 1)
    return True


def commit(choices: Sequence[Choice]) -> bool:
    """Write decisions as one revision; say why not where they are refused."""
    why, on = str(st.session_state.get(WHY, "")), session.as_of().valid_on
    features = [(choice.kind, choice.code) for choice in choices]
    made = attempt(lambda by: decide_all(session.registry(), choices, by, why, on=on), features)
    if made is not None:
        st.session_state.setdefault(MADE, []).append((made, features))
    return made is not None


def take_back() -> bool:
    """Take the last decision made here back by a further revision, and put its feature before the reader again."""
    made: list[tuple[int, Features]] = st.session_state.get(MADE, [])
    if not made:
        tell(msg("Nothing was decided here yet; the History page takes older revisions back."), wrong=True)
        return False
    revision, features = made[-1]
    back = attempt(lambda by: undo(session.registry(), revision, by), features)
    if back is None:
        return False
    made.pop()
    kind, code = features[0]
    st.session_state[AT] = f"{kind}/{code}"
    tell(msg("The decision of revision {revision} is taken back by revision {back}.", revision=revision, back=back))
    return True


def attempt(write: Callable[[Actor], int], features: Features) -> int | None:
    """Write about features in the reader's name; return the revision, None where it is refused, and say why."""
    name = str(st.session_state.get("actor_name", "")).strip()
    if not name:
        tell(msg("Say who you are first: your name stands in the history."), wrong=True)
        return None
    found()
    try:
        revision = write(Actor(name))
    except RegistryError as refusal:
        tell(refusal.message, wrong=True)
        return None
    written(revision, features)
    return revision


def tell(what: Message, *, wrong: bool = False) -> None:
    """Keep a sentence for the next drawing of the page."""
    st.session_state[TOLD] = [*st.session_state.get(TOLD, []), (what, wrong)]


def hear() -> None:
    """Show what the last actions have to say, once: the last that was done, and whatever was not."""
    told = st.session_state.pop(TOLD, [])
    for what, wrong in told:
        if wrong or what is told[-1][0]:
            (st.warning if wrong else st.success)(t(what))


def pressed() -> None:
    """Do what keys ask for in their order, if they were meant for what is before the reader, until one is refused."""
    typed, about = keys.pressed()
    if about == about_what(desk()):
        while typed and done(ACTIONS[typed[0]]):
            typed.pop(0)
        typed = typed[1:]
    if typed:
        tell(msg("Not carried out: {keys}.", keys=" ".join(typed)), wrong=True)


def about_what(here: Desk | None) -> str:
    """Return what a key pressed now is meant for."""
    return name_of(here.current) if here else ""


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
