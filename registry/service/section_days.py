"""On which days the sections that answers depend on change, and which ones hold on a day."""

import numpy as np
import pandas as pd

from registry.service.registry import active_sections

FACTS = ["code", "name", "lon", "lat", "river", "accuracy_m"]
"""What an answer depends on of a section; its level, its target and its counties change no assignment."""
EVER = np.array(["1900-01-01"], "datetime64[s]")
"""The day from which on a registry's time runs."""

NEVER = pd.Timestamp.max.floor("s")
Stretches = list[tuple[pd.Timestamp, pd.Timestamp]]
"""First days and ends of stretches of days, in order; NEVER where one has no end."""
Facts = tuple[tuple[object, ...], ...]


def section_dates(sections: pd.DataFrame) -> np.ndarray:
    """Return the days on which the facts of the active sections are others than the day before; sorted."""
    held, days = facts_on(sections, EVER[0]), []
    for day in dates_named(sections):
        facts = facts_on(sections, day)
        if facts != held:
            held = facts
            days.append(day)
    return np.array(days, "datetime64[s]")


def dates_named(sections: pd.DataFrame) -> np.ndarray:
    """Return the days on which a period of a section, or its assessment, begins or ends; sorted."""
    days = pd.concat([sections[name] for name in ("active_from", "active_to", "valid_from", "valid_to")])
    return np.sort(days.dropna().unique().astype("datetime64[s]"))


def known_on(sections: pd.DataFrame, on: pd.Timestamp) -> pd.DataFrame:
    """Return the periods of section timelines that hold a day."""
    return sections[(sections["valid_from"] <= on) & (sections["valid_to"].isna() | (sections["valid_to"] > on))]


def facts_on(sections: pd.DataFrame, on: np.datetime64) -> Facts:
    """Return the facts of the sections active on a day, by code."""
    day = pd.Timestamp(on)
    active = active_sections(known_on(sections, day), day.date())[FACTS].astype("object")
    return tuple(active.where(active.notna(), None).itertuples(index=False, name=None))


def differing_days(before: pd.DataFrame, after: pd.DataFrame) -> Stretches:
    """Return the stretches of days on which two section timelines hold unlike, unchanging facts."""
    days = np.unique(np.concatenate([EVER, dates_named(before), dates_named(after)]))
    facts = [(facts_on(before, day), facts_on(after, day)) for day in days]
    begins = [i for i in range(len(days)) if i == 0 or facts[i] != facts[i - 1]]
    ends = [*(pd.Timestamp(days[i]) for i in begins[1:]), NEVER]
    return [(pd.Timestamp(days[i]), end) for i, end in zip(begins, ends, strict=True) if facts[i][0] != facts[i][1]]


def complement(stretches: Stretches) -> Stretches:
    """Return the stretches between, before and after."""
    first = [pd.Timestamp(EVER[0]), *(end for _, end in stretches)]
    end = [*(first for first, _ in stretches), NEVER]
    return [(begin, until) for begin, until in zip(first, end, strict=True) if begin < until]


def during(rows: pd.DataFrame, stretches: Stretches) -> pd.DataFrame:
    """Return the parts of dated rows that lie in any of the stretches."""
    begins, ends = rows["valid_from"], rows["valid_to"].fillna(NEVER)
    parts = [rows.iloc[:0]]
    for first, end in stretches:
        part = rows.assign(valid_from=begins.where(begins > first, first), valid_to=ends.where(ends < end, end))
        parts.append(part[part["valid_from"] < part["valid_to"]])
    found = pd.concat(parts, ignore_index=True)
    return found.assign(valid_to=found["valid_to"].where(found["valid_to"] < NEVER))
