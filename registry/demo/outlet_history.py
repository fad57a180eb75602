"""Four quarters in the life of the outlet list: new, closed, merged, split, re-coded, moved, corrected, updated."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from registry.demo.chance import days_between, happens, stream
from registry.demo.outlet_changes import measured_again, merge_targets, recoded, split_children, wrongly_recorded
from registry.demo.size import DemoSize, QuarterSize
from registry.demo.timelines import DAY, begin, change, correct, in_order
from registry.quarter import Quarter
from registry.vocabulary import OUTLETS
from registry.vocabulary.outlets import PRESENT_STATUSES

SURVEYED_ON = "2021-07-01"
"""From this day the outlets of the first survey count as true."""
LATE_SHARE = 0.05
"""New outlets that are reported a quarter late."""
FIELDS = [f.name for f in OUTLETS.stored_fields]


@dataclass(frozen=True)
class QuarterBook:
    """What became known for one quarter.

    Attributes
    ----------
    quarter
        The quarter.
    corrections
        Complete timelines of outlets whose past was put right in the course of the quarter.
    timelines
        Complete timelines of outlets that the quarter's list touches.
    """

    quarter: Quarter
    corrections: pd.DataFrame
    timelines: pd.DataFrame


@dataclass
class OutletBooks:
    """The outlet list while its history is told.

    Attributes
    ----------
    outlets
        Every outlet that ever enters: `feature_id`, `entry`, `quirk`, `plant`, `moved_lon`, `moved_lat`, true values.
    next_id
        The internal id of the next outlet made by a split.
    rng
        Source of chance.
    periods
        What is known so far.
    kept
        Ids that no later change may end or re-code: real plants', doubtful ones, targets of merges, wrong records.
    events
        What happened: feature_id, change_class, on.
    """

    outlets: pd.DataFrame
    next_id: int
    rng: np.random.Generator
    periods: pd.DataFrame
    kept: set[int]
    events: list[pd.DataFrame] = field(default_factory=list)

    def log(self, ids: np.ndarray, change_class: str, on: np.ndarray) -> None:
        """Remember what happened to which outlets on which days."""
        self.events.append(pd.DataFrame({"feature_id": ids, "change_class": change_class, "on": on}))

    def days(self, quarter: Quarter, count: int) -> np.ndarray:
        """Draw days of the quarter; its first day is left to the state before."""
        first = quarter.first_day.replace(day=2).isoformat()
        return days_between(self.rng, first, quarter.last_day.isoformat(), count)

    def codes(self) -> pd.Series:
        """Return every code that was given or is set aside for an outlet still to enter."""
        return pd.concat([self.outlets["code"], self.periods["code"]], ignore_index=True)

    def apply(self, change_class: str, changes: pd.DataFrame) -> np.ndarray:
        """Apply changes indexed by feature_id and log them; return the ids."""
        ids = changes.index.to_numpy()
        if len(ids):
            self.periods = change(self.periods, changes)
            self.log(ids, change_class, changes["on"].to_numpy())
        return ids


def tell_history(outlets: pd.DataFrame, size: DemoSize, first_id: int) -> tuple[list[QuarterBook], pd.DataFrame]:
    """Tell what happened in the quarters of 2022.

    Parameters
    ----------
    outlets
        Frame of `make_outlets`, sorted by entry.
    size
        How much happens.
    first_id
        Internal id of the first outlet; the others follow in the frame's order, children of a split behind them.

    Returns
    -------
    list of QuarterBook, pandas.DataFrame
        What each quarter made known, and every event: feature_id, change_class, on.
    """
    rng = stream("history")
    outlets = outlets.assign(
        feature_id=np.arange(first_id, first_id + len(outlets)), former_code=None, merged_into=None
    )
    outlets = outlets.assign(remark=None, synthetic=True)
    outlets = outlets.astype(dict.fromkeys(["former_code", "merged_into", "remark"], "str"))
    mistakes = wrongly_recorded(outlets, [quarter.corrected for quarter in size.quarters], rng)
    settled = outlets.loc[(outlets["plant"] >= 0) | (outlets["quirk"] != ""), "feature_id"]
    empty = begin(outlets.head(0)[["feature_id", *FIELDS]], SURVEYED_ON)
    kept = set(settled) | set(mistakes["feature_id"])
    books = OutletBooks(outlets, first_id + len(outlets), rng, empty, kept)
    found = outlets[outlets["entry"] == 0]
    books.periods = correct(begin(found[["feature_id", *FIELDS]], SURVEYED_ON), mistakes.set_index("feature_id")[WRONG])
    told = [tell_quarter(books, number, plan, mistakes) for number, plan in enumerate(size.quarters, start=1)]
    return told, pd.concat(books.events, ignore_index=True)


WRONG = ["lon", "lat", "outlet_type", "flow_m3_per_d"]
"""Fields in which mistakes are made and put right."""


def tell_quarter(books: OutletBooks, number: int, plan: QuarterSize, mistakes: pd.DataFrame) -> QuarterBook:
    """Put past mistakes right, then let the quarter happen."""
    quarter = Quarter(2022, number)
    ids = put_right(books, mistakes.loc[mistakes["quarter"] == number, "feature_id"], quarter)
    corrections = books.periods[books.periods["feature_id"].isin(ids)].reset_index(drop=True)
    touched = {*books.outlets.loc[books.outlets["entry"] == 0, "feature_id"]} if number == 1 else set()
    touched |= set(happen(books, quarter, plan)) | set(find_new(books, number))
    timelines = books.periods[books.periods["feature_id"].isin(touched)].reset_index(drop=True)
    return QuarterBook(quarter, corrections, timelines)


def put_right(books: OutletBooks, ids: pd.Series, quarter: Quarter) -> pd.Series:
    """Give every period of an outlet the values that were true all along."""
    if len(ids):
        books.periods = correct(books.periods, books.outlets.set_index("feature_id").loc[ids, WRONG])
        books.log(ids.to_numpy(), "corrected", np.full(len(ids), quarter.first_day, dtype=DAY))
    return ids


def find_new(books: OutletBooks, number: int) -> np.ndarray:
    """Add the outlets that the quarter found, a few of which had been there in the quarter before."""
    new = books.outlets[books.outlets["entry"] == number]
    late = happens(books.rng, LATE_SHARE, len(new)) & (number > 1)
    quarter = Quarter(2022, number)
    before = books.days(quarter.previous(), len(new))
    on = np.where(late, before, books.days(quarter, len(new)))
    books.periods = in_order(pd.concat([books.periods, begin(new[["feature_id", *FIELDS]], on)], ignore_index=True))
    books.log(new["feature_id"].to_numpy(), "new", on)
    return new["feature_id"].to_numpy()


def happen(books: OutletBooks, quarter: Quarter, plan: QuarterSize) -> np.ndarray:
    """Let outlets close, merge, split, be re-coded, moved, revived and updated; no outlet twice in a quarter."""
    current = books.periods[books.periods["valid_to"].isna()].set_index("feature_id")
    present = current["status"].isin(PRESENT_STATUSES)
    free = books.rng.permutation(current.index[present & ~current.index.isin(books.kept)])
    banned_last = (current.loc[free, "rectification_class"] != "ban").to_numpy()
    free = free[np.argsort(banned_last, kind="stable")]
    counts = (plan.closed, plan.merged, plan.split, plan.recoded, plan.moved)
    closed, merged, parents, renumbered, moved, others = np.split(free, np.cumsum(counts))
    revivable = books.rng.permutation(current.index[current["status"].eq("closed") & current["remark"].isna()])
    touched = [
        books.apply("closed", closing(current.loc[closed], books.days(quarter, len(closed)))),
        merge(books, current, merged, np.concatenate([moved, others]), quarter),
        split(books, current.loc[parents], quarter),
        books.apply("recoded", recoded(current, renumbered, books.codes(), books.days(quarter, len(renumbered)))),
        books.apply("moved", moving(books, moved, quarter)),
        books.apply("revived", reviving(revivable[: plan.revived], books.days(quarter, plan.revived))),
    ]
    calm = current.index[present & current["flow_m3_per_d"].notna() & ~current.index.isin(np.concatenate(touched))]
    again = books.rng.permutation(calm)[: plan.updated]
    news = measured_again(current.loc[again], books.days(quarter, len(again)), books.rng)
    return np.concatenate([*touched, books.apply("updated", news)])


def closing(rows: pd.DataFrame, on: np.ndarray) -> pd.DataFrame:
    """Close outlets for good and take them off the rectification list."""
    done = {"rectification_class": "ban", "rectification_progress": "closed_out", "closed_out_on": on}
    return pd.DataFrame({"on": on, "status": "closed", **done}, index=rows.index)


def merge(
    books: OutletBooks, current: pd.DataFrame, ids: np.ndarray, others: np.ndarray, quarter: Quarter
) -> np.ndarray:
    """Lead outlets into the nearest other one of their county, which keeps its code from then on."""
    stay = current.index[current.index.isin(others) | current.index.isin(list(books.kept))]
    stay = stay[current.loc[stay, "status"].isin(PRESENT_STATUSES)]
    targets = merge_targets(current.loc[ids], current.loc[stay])
    on = books.days(quarter, len(targets))
    books.kept |= set(targets)
    done = {"rectification_class": "merge", "rectification_progress": "closed_out", "closed_out_on": on}
    into = current.loc[targets, "code"].to_numpy()
    return books.apply(
        "merged", pd.DataFrame({"on": on, "status": "merged", "merged_into": into, **done}, index=targets.index)
    )


def split(books: OutletBooks, parents: pd.DataFrame, quarter: Quarter) -> np.ndarray:
    """End outlets that turn out to be two, and begin their two branches with extension 01 and 02."""
    if parents.empty:
        return np.array([], dtype="int64")
    on = books.days(quarter, len(parents))
    children = split_children(parents, books.next_id)
    codes = children.groupby("former_code", sort=False)["code"].agg("、".join)
    remark = "拆分为" + codes.loc[parents["code"]].to_numpy()
    ended = books.apply("split", pd.DataFrame({"on": on, "status": "closed", "remark": remark}, index=parents.index))
    started = np.repeat(on, 2)
    books.periods = in_order(pd.concat([books.periods, begin(children, started)], ignore_index=True))
    books.log(children["feature_id"].to_numpy(), "split", started)
    books.next_id += len(children)
    return np.concatenate([ended, children["feature_id"].to_numpy()])


def moving(books: OutletBooks, ids: np.ndarray, quarter: Quarter) -> pd.DataFrame:
    """Move rebuilt mouths to their new place, measured well; one that has no other place stays and is left out."""
    there = books.outlets.set_index("feature_id").loc[ids, ["moved_lon", "moved_lat"]].dropna()
    on = books.days(quarter, len(there))
    moved = there.rename(columns={"moved_lon": "lon", "moved_lat": "lat"})
    return moved.assign(on=on, accuracy_m=10.0, remark="改建移位")


def reviving(ids: np.ndarray, on: np.ndarray) -> pd.DataFrame:
    """Bring closed outlets back that were found to discharge again: their rectification starts anew."""
    again = {"rectification_progress": "under_way", "closed_out_on": pd.NaT, "remark": "核查发现恢复排水"}
    return pd.DataFrame({"on": on[: len(ids)], "status": "active", **again}, index=ids)
