"""Filters that hold on every page that has them: chosen once, shown wherever they act, cleared with one button."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from registry.language import Label, Message, msg
from registry.ui import address, widgets
from registry.ui.literal import tl
from registry.ui.session import t
from registry.ui.words import CLASS_LABELS, GRADES, choice_name
from registry.vocabulary.outlets import PRESENT_STATUSES

TITLES: dict[str, Message | Label] = {
    "city": msg("City"),
    "county": msg("County"),
    "section": msg("Section"),
    "class": msg("Outlet class"),
    "status": msg("Outlet status"),
    "grade": msg("Grade"),
}
COLUMNS = {name: name for name in TITLES} | {"section": "section_code", "class": "outlet_class"}
"""The column of a feature that a filter looks at."""
BESIDE = 0.5
"""Width of the button beside a filter's."""


@dataclass(frozen=True)
class Offer:
    """What there is to choose from on a page: places (`city`, `county`), and the names of sections by code."""

    places: pd.DataFrame
    sections: Mapping[str, str] = field(default_factory=dict)

    def values(self, name: str) -> list[str]:
        """Return the values of one filter; counties are those of the chosen cities, what is chosen stays on offer."""
        there = {
            "city": lambda: in_order(self.places, "city"),
            "county": lambda: in_order(widgets.matching(self.places, {"city": address.chosen("city")}), "county"),
            "section": lambda: sorted(self.sections, key=lambda code: (self.sections[code], code)),
            "class": lambda: list(CLASS_LABELS),
            "status": lambda: list(PRESENT_STATUSES),
            "grade": lambda: list(GRADES),
        }[name]()
        return [*there, *(value for value in address.chosen(name) if value not in there)]

    def said(self, name: str) -> Callable[[str], str]:
        """Return how the values of one filter are called; a value nobody knows is called as it is written."""
        return {
            "section": lambda code: self.sections.get(code, code),
            "class": lambda value: t(CLASS_LABELS[value]) if value in CLASS_LABELS else value,
            "status": lambda value: choice_name("outlets", "status", value) if value in PRESENT_STATUSES else value,
            "grade": lambda value: t(GRADES[value]) if value in GRADES else value,
        }.get(name, str)


def in_order(table: pd.DataFrame, column: str) -> list[str]:
    """Return the values of a column, each once, sorted."""
    return sorted(str(value) for value in table[column].dropna().unique())


def draw(offer: Offer, names: Sequence[str] = tuple(TITLES), room: int = len(TITLES)) -> dict[str, list[str]]:
    """Draw the filters that a page has in one row; return what lets rows through, by column (none chosen: all).

    `room` is how many filters the row has room for, so that few of them are no wider than many.
    """
    widths = [*[1.0] * len(names), BESIDE, *[1.0] * (room - len(names))]
    places = st.columns(widths, vertical_alignment="bottom", gap="small")
    last = places[len(names)]
    for place, name in zip(places, names, strict=False):
        with place:
            widgets.several(TITLES[name], offer.values(name), address.filter_key(name), offer.said(name))
    last.button(
        t(msg("Clear")),
        key="filters clear",
        on_click=clear,
        disabled=not any(map(address.chosen, TITLES)),
        width="stretch",
        help=t(msg("Clear the filters on every page.")),
    )
    elsewhere = [name for name in TITLES if name not in names and address.chosen(name)]
    if elsewhere:
        st.caption(
            tl(msg("Chosen on another page and without effect here: {filters}.", filters=told(offer, elsewhere)))
        )
    address.follow()
    return wanted(names)


def wanted(names: Sequence[str] = tuple(TITLES)) -> dict[str, list[str]]:
    """Return what lets rows through, by column (none chosen: all); known before the filters are drawn."""
    return {COLUMNS[name]: values for name in names if (values := address.chosen(name))}


def told(offer: Offer, names: Sequence[str]) -> list[object]:
    """Return filters and their values in words."""
    return [
        msg("{filter} {values}", filter=TITLES[name], values=[*map(offer.said(name), address.chosen(name))])
        for name in names
    ]


def clear() -> None:
    """Take every filter back; for use as a button's callback."""
    for name in TITLES:
        st.session_state[address.filter_key(name)] = []
