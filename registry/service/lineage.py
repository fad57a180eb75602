"""The family of a feature: what it was merged into, split from or followed by, and what happened to each, by day."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pandas as pd

from registry.analysis.ends import shifts_m, stated_precision_m
from registry.errors import NotFoundError
from registry.language import Label, msg
from registry.service.features import EXISTING
from registry.service.history import find_feature
from registry.service.registry import AsOf, Registry
from registry.vocabulary import KINDS
from registry.vocabulary.outlets import CHANGES

PARENT, INTO = ("former_code",), ("merged_into", "successor")
"""Fields by which a feature names the one it comes from, and the one that follows it."""
CHANGE_OF = {"former_code": "split", "merged_into": "merged", "successor": "succeeded"}
EVENT_LABELS: dict[str, Label] = {
    **{choice.value: choice.label for choice in CHANGES},
    "succeeded": Label("接替", "Succeeded"),
}
_READ = ("code", "name", "status", "lon", "lat", "accuracy_m", *PARENT, *INTO)
_LIFE = ("feature_id", "valid_from", "valid_to")

Period = dict[str, Any]


@dataclass(frozen=True)
class Event:
    """Something that happened to a feature on a day: a class of change, and what it changed from and to."""

    on: pd.Timestamp
    change: str
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True)
class Node:
    """One member of the family; `feature_id` is None for a code that is named but not registered."""

    key: str
    feature_id: int | None
    code: str
    name: str | None
    exists: bool
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Edge:
    """From the earlier to the later feature: `merged` into it, `split` into it, or `succeeded` by it, on a day."""

    source: str
    target: str
    change: str
    on: pd.Timestamp


@dataclass(frozen=True)
class Lineage:
    """A family: the feature asked for first, then the others, the nearest of kin before the farther."""

    kind: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()

    @property
    def asked(self) -> Node:
        """The feature whose family it is."""
        return self.nodes[0]

    def as_json(self) -> dict[str, Any]:
        """Return the family as plain objects; edges name nodes by their `key`."""
        return {
            "kind": self.kind,
            "nodes": [vars(node) | {"events": [vars(event) for event in node.events]} for node in self.nodes],
            "edges": [vars(edge) for edge in self.edges],
        }


def lineage(registry: Registry, code: str, kind: str | None, as_of: AsOf) -> Lineage:
    """Return the family of the feature that has, or ever had, a code: all that had happened by the day.

    A re-coded feature stays one node; one that was gone and came back is revived. What the data name in a circle
    stands once.

    Raises
    ------
    NotFoundError
        When no feature has the code, or it begins only after the day.
    CallError
        When two kinds share the code and none is given.
    """
    name, feature_id = find_feature(registry, code, kind, as_of.known_at)
    family = Family(name, _periods(registry, name, as_of))
    if feature_id not in family.lives:
        raise NotFoundError(
            "N003", msg("{code} does not exist on {day}; ask for another date.", code=code, day=str(as_of.valid_on))
        )
    return family.of(str(feature_id), pd.Timestamp(as_of.valid_on))


def _periods(registry: Registry, kind: str, as_of: AsOf) -> pd.DataFrame:
    stored = {f.name for f in KINDS[kind].stored_fields}
    columns = [*_LIFE, *(name for name in _READ if name in stored)]
    frame = registry.store.frame(kind, known_at=as_of.known_at, columns=columns)
    return frame[frame["valid_from"] <= pd.Timestamp(as_of.valid_on)]


@dataclass
class Family:
    """All features of a kind, to follow from one to its kin."""

    kind: str
    periods: pd.DataFrame
    lives: dict[int, list[int]] = field(init=False)
    edges: list[Edge] = field(init=False)

    def __post_init__(self) -> None:
        self.periods = self.periods.sort_values([*_LIFE[:2]], ignore_index=True)
        self.lives = {int(str(i)): rows.tolist() for i, rows in self.periods.groupby("feature_id").groups.items()}
        self.owners = self._owners()
        self.edges = list(self._edges())

    def of(self, asked: str, on: pd.Timestamp) -> Lineage:
        """Return the part of the family that hangs together with one node."""
        kin: dict[str, list[str]] = {}
        for edge in self.edges:
            kin.setdefault(edge.source, []).append(edge.target)
            kin.setdefault(edge.target, []).append(edge.source)
        met, waiting = [asked], deque([asked])
        known = {asked}
        while waiting:
            fresh = sorted(set(kin.get(waiting.popleft(), [])) - known)
            known.update(fresh)
            met += fresh
            waiting.extend(fresh)
        own = tuple(edge for edge in self.edges if edge.source in known)
        return Lineage(self.kind, tuple(self._node(key, own, on) for key in met), own)

    def _owners(self) -> dict[str, list[tuple[pd.Timestamp, int]]]:
        """Return, by code, from which day which feature had it, in the order of days."""
        owners: dict[str, list[tuple[pd.Timestamp, int]]] = {}
        rows = self.periods.sort_values("valid_from")
        for code, begun, number in zip(rows["code"], rows["valid_from"], rows["feature_id"], strict=True):
            owners.setdefault(str(code), []).append((begun, int(number)))
        return owners

    def _key(self, code: str, on: pd.Timestamp) -> str:
        """Return the node a code means on a day: the feature that had it last by then, else the first to have it."""
        known = self.owners.get(code, [])
        if not known:
            return f"?{code}"
        return str(next((number for begun, number in reversed(known) if begun <= on), known[0][1]))

    def _edges(self) -> Iterator[Edge]:
        named = [name for name in (*PARENT, *INTO) if name in self.periods]
        told = self.periods[self.periods[named].notna().any(axis=1)] if named else self.periods.iloc[:0]
        met: set[tuple[str, str, str]] = set()
        for row in _records(told):
            for name in named:
                edge = self._edge(row, name)
                if edge is not None and (edge.source, edge.target, edge.change) not in met:
                    met.add((edge.source, edge.target, edge.change))
                    yield edge

    def _edge(self, row: Period, name: str) -> Edge | None:
        """Return what a period says of its feature's kin; a code it had itself is a re-coding, and no kin."""
        code, own, on = row[name], int(row["feature_id"]), row["valid_from"]
        if not isinstance(code, str) or any(number == own for _, number in self.owners.get(code, [])):
            return None
        ends = (self._key(code, on), str(own)) if name in PARENT else (str(own), self._key(code, on))
        return Edge(*ends, CHANGE_OF[name], on)

    def _node(self, key: str, edges: Iterable[Edge], on: pd.Timestamp) -> Node:
        if key.startswith("?"):
            return Node(key, None, key[1:], None, exists=False)
        periods = self.periods.loc[self.lives[int(key)]]
        life = _records(periods)
        last, ended = life[-1], life[-1]["valid_to"] <= on
        name = last["name"] if isinstance(last["name"], str) else None
        splits = {edge.on for edge in edges if edge.source == key and edge.change == "split"}
        came = {edge.change for edge in edges if edge.target == key and edge.on == life[0]["valid_from"]}
        events = [*_presence(self.kind, life, splits, came, on), *_recoded(life), *_moved(periods)]
        there = _is_present(self.kind, last) and not ended
        ordered = tuple(sorted(events, key=lambda event: event.on))
        return Node(key, int(key), str(last["code"]), name, there, ordered)


def _records(rows: pd.DataFrame) -> list[Period]:
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def _is_present(kind: str, period: Period) -> bool:
    status = period.get("status")
    return kind not in EXISTING or not isinstance(status, str) or status in EXISTING[kind]


def _presence(
    kind: str, life: list[Period], splits: set[pd.Timestamp], came: set[str], on: pd.Timestamp
) -> Iterator[Event]:
    """Yield when a feature came, went and came back: a closed one that is there again is revived, never new."""
    was_there, has_been = False, False
    for number, period in enumerate(life):
        if was_there and life[number - 1]["valid_to"] < period["valid_from"]:
            was_there = False
            yield Event(life[number - 1]["valid_to"], "closed")
        begun, is_there = period["valid_from"], _is_present(kind, period)
        if is_there and not was_there:
            yield Event(begun, "revived" if has_been else next(iter(came & {"split", "merged"}), "new"))
        elif not is_there and (was_there or (number == 0 and kind == "outlets")):
            into = period.get("merged_into")
            change = "merged" if period.get("status") == "merged" else "split" if begun in splits else "closed"
            yield Event(begun, change, new=into if isinstance(into, str) else None)
        was_there, has_been = is_there, has_been or is_there
    if was_there and life[-1]["valid_to"] <= on:
        yield Event(life[-1]["valid_to"], "split" if life[-1]["valid_to"] in splits else "closed")


def _recoded(life: list[Period]) -> Iterator[Event]:
    for before, after in pairwise(life):
        if before["code"] != after["code"]:
            yield Event(after["valid_from"], "recoded", before["code"], after["code"])


def _moved(periods: pd.DataFrame) -> Iterator[Event]:
    """Yield moves beyond the stated precision, with the metres as what is new."""
    if len(periods) < 2 or not {"lon", "lat", "accuracy_m"} <= set(periods):  # noqa: PLR2004  before and after
        return
    old, new = periods.iloc[:-1].reset_index(drop=True), periods.iloc[1:].reset_index(drop=True)
    distances = shifts_m(old, new)
    for place in distances.index[distances > stated_precision_m(old, new)]:
        yield Event(new["valid_from"][place], "moved", new=f"{distances[place]:.0f} m")
