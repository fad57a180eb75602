"""Say for each row of a ledger what it does to the registry: which feature, which class of change, which values."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from registry.findings import Rule
from registry.language import Message, msg
from registry.ledger import rules
from registry.ledger.rules import Findings
from registry.progress import each
from registry.service.importing.book import Book, Period
from registry.service.importing.matching import GUESSED, Match, Matcher, change_label
from registry.service.importing.periods import holding, is_missing, same
from registry.vocabulary import KINDS
from registry.vocabulary.outlets import PRESENT_STATUSES

IDENTITY_FIELDS = frozenset(
    {"name", "city", "county", "township", "village", "lon", "lat", "accuracy_m", "river", "bank", "declared_section"}
    | {"outlet_type", "function", "flow_type", "project_type", "level", "active_from", "former_code", "remark"}
)
"""Fields that say what and where a feature is. Without 变更类型 a difference in one of them is taken as a correction of
what was never true; a difference in any other field (status, amounts, dates, progress) as an event of the day. What
happens once, such as a reading, can only be corrected."""

BEGUN_ON = {"sections": "active_from", "wetlands": "built_on"}
"""The day from which a new feature is there, where its ledger has no 生效日期 and that day is past."""

GONE = ("closed", "merged")
STATUS_OF_CHANGE = {"closed": ("closed",), "merged": ("merged",), "revived": PRESENT_STATUSES}
"""Statuses that a change leads to; the first where the row states none."""


def with_implied_status(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the status that their class of change leads to, where they state none."""
    if "change_class" not in rows:
        return rows
    implied = rows["change_class"].map({change: statuses[0] for change, statuses in STATUS_OF_CHANGE.items()})
    return rows.assign(status=rows["status"].fillna(implied.astype("str")))


@dataclass(frozen=True)
class Difference:
    """One field that a row changes, and how that is classed."""

    name: str
    change_class: str
    old: Any
    new: Any

    @property
    def is_correction(self) -> bool:
        """Whether the old value was never true."""
        return self.change_class == "corrected"


@dataclass(frozen=True)
class Plan:
    """What one row does; `feature_id` is None for a feature new to the registry, whose values all are in `said`."""

    row: int
    code: str
    name: str | None
    feature_id: int | None
    change_class: str
    guessed: bool
    on: pd.Timestamp
    said: Period
    differences: tuple[Difference, ...] = field(default=())

    @property
    def what(self) -> str:
        """New, changed or unchanged."""
        return "new" if self.feature_id is None else "changed" if self.differences else "unchanged"


class Planner:
    """Plans the rows of one file against what the registry knows."""

    def __init__(
        self, kind: str, book: Book, frame: pd.DataFrame, reported_on: pd.Timestamp, findings: Findings
    ) -> None:
        self.kind, self.book, self.findings, self.reported_on = kind, book, findings, reported_on
        self.fields = [f.name for f in KINDS[kind].stored_fields if f.in_ledger]
        self.file_codes = set(frame["code"].dropna())
        self.matcher = Matcher(kind, book, frame, findings)
        merged = frame[frame["merged_into"].notna()] if "merged_into" in frame else frame.iloc[:0]
        self.merging = {} if merged.empty else dict(zip(merged["code"], merged["merged_into"], strict=True))

    def plan_all(self, records: Sequence[Period]) -> list[Plan]:
        """Plan rows in the order given; rows with an error get a finding and no plan."""
        plans = [plan for record in each(records) if (plan := self.plan(record)) is not None]
        named = Counter(plan.feature_id for plan in plans)
        rivals = {plan.row for plan in plans if plan.feature_id is not None and named[plan.feature_id] > 1}
        for plan in plans:
            if plan.row in rivals:
                self._note_rival(plan)
        return [plan for plan in plans if plan.row not in rivals]

    def plan(self, record: Period) -> Plan | None:
        """Plan one row, None (noted) where it cannot be done."""
        match = self.matcher.match(record)
        if match is None:
            return None
        on = self._effective_on(record, match)
        said = self._said(record, match)
        if match.change == "merged" and not self._target_stays(record, said.get("merged_into"), match, on):
            return None
        if match.feature_id is None:
            return self._plan_of(record, match, on, said, ())
        periods = self.book.periods(match.feature_id)
        differences = self._differences(said, periods[holding(periods, on)], match)
        if on < periods[0]["valid_from"] and not all(d.is_correction for d in differences):
            self._refuse_early(record, periods[0]["valid_from"])
            return None
        if differences and periods[-1]["valid_from"] > on:
            self._note_later(record, on)
        return self._plan_of(record, match, on, said, differences)

    def _plan_of(
        self, record: Period, match: Match, on: pd.Timestamp, said: Period, differences: tuple[Difference, ...]
    ) -> Plan:
        name = record.get("name")
        return Plan(
            record["row"],
            record["code"],
            None if is_missing(name) else str(name),
            match.feature_id,
            match.change,
            match.guessed,
            on,
            said,
            differences,
        )

    def _effective_on(self, record: Period, match: Match) -> pd.Timestamp:
        if (happens := KINDS[self.kind].begins_on) is not None:
            return pd.Timestamp(record[happens]).normalize()
        stated = record.get("effective_on")
        if stated is not None and not is_missing(stated):
            return pd.Timestamp(stated)
        begun = record.get(BEGUN_ON.get(self.kind, ""))
        if match.feature_id is None and begun is not None and not is_missing(begun):
            return min(self.reported_on, pd.Timestamp(begun))
        return self.reported_on

    def _said(self, record: Period, match: Match) -> Period:
        """Return the values a row states, with what its class of change implies."""
        said = {name: record[name] for name in self.fields if name in record and not is_missing(record[name])}
        said |= dict.fromkeys(record["cleared"])
        wanted = STATUS_OF_CHANGE.get(match.change)
        if match.change == "split" and match.feature_id is not None and self.matcher.is_split_up(record):
            return {"status": "closed"} | said
        if match.change == "revived":
            said = {"merged_into": None} | said
        if wanted is None:
            return said
        if "status" in said and said["status"] not in wanted:
            self._note(
                rules.STATUS_CONFLICT,
                record,
                msg(
                    "The change is {change}, the status {status}; the change counts.",
                    change=change_label(match.change),
                    status=KINDS[self.kind].field("status").choice_label(said["status"]),
                ),
                msg("Correct the one that is wrong."),
                field_name="status",
            )
            return said | {"status": wanted[0]}
        return {"status": wanted[0]} | said

    def _target_stays(self, record: Period, target: str | None, match: Match, on: pd.Timestamp) -> bool:
        """Whether a merge names an outlet that is, or comes to be, there on the day, or the one known already."""
        if match.feature_id is not None and target == self.book.periods(match.feature_id)[-1].get("merged_into"):
            return target is not None
        if target is None or (target not in self.book.by_code and target not in self.file_codes):
            message = msg(
                "{code} is merged into {target}, which is not registered.", code=record["code"], target=target or "-"
            )
        elif self._is_gone(target, on) or self._leads_back(record["code"], target):
            message = msg("{code} is merged into {target}, which is gone itself.", code=record["code"], target=target)
        else:
            return True
        self._note(
            rules.MERGE_WITHOUT_TARGET,
            record,
            message,
            msg("Enter the code of a registered outlet in 并入编码."),
            field_name="merged_into",
        )
        return False

    def _is_gone(self, code: str, on: pd.Timestamp) -> bool:
        """Whether the registry knows an outlet as closed or merged away on a day, and the file says nothing of it."""
        if code in self.file_codes:
            return False
        periods = self.book.periods(self.book.by_code[code])
        return periods[holding(periods, on)].get("status") in GONE

    def _leads_back(self, code: str, target: str) -> bool:
        """Whether outlets of the file are merged in a ring."""
        met = {code}
        while target not in met:
            met.add(target)
            if target not in self.merging:
                return False
            target = self.merging[target]
        return True

    def _differences(self, said: Period, state: Period, match: Match) -> tuple[Difference, ...]:
        changed = [name for name in said if not same(said[name], state.get(name))]
        return tuple(
            Difference(name, self._class_of(name, said, state, match.change), state.get(name), said[name])
            for name in changed
        )

    def _class_of(self, name: str, said: Period, state: Period, change: str) -> str:
        if change != GUESSED:
            return change
        if name in IDENTITY_FIELDS or KINDS[self.kind].begins_on:
            return "corrected"
        status, was = said.get("status"), state.get("status")
        if name in ("status", "merged_into") and status in GONE:
            return str(status)
        return "revived" if name == "status" and was in GONE and status in PRESENT_STATUSES else "updated"

    def _note_rival(self, plan: Plan) -> None:
        self.findings.add(
            rules.SAME_FEATURE,
            msg("{code} is one of several rows that speak of the same feature.", code=plan.code),
            msg("Leave one row for each feature."),
            field="code",
            row=plan.row,
            feature_id=plan.code,
        )

    def _refuse_early(self, record: Period, begun: pd.Timestamp) -> None:
        self._note(
            rules.BEFORE_START,
            record,
            msg("{code} is registered from {day} only.", code=record["code"], day=str(begun.date())),
            msg("Enter a later 生效日期, or write 更正 if it was never otherwise."),
            field_name="effective_on",
        )

    def _note_later(self, record: Period, on: pd.Timestamp) -> None:
        self._note(
            rules.LATER_CHANGE,
            record,
            msg("{code} changed again after {day}.", code=record["code"], day=str(on.date())),
            msg("What changed later stays as it is; look at its history after the import."),
            field_name="effective_on",
        )

    def _note(self, rule: Rule, record: Period, message: Message, suggestion: Message, field_name: str) -> None:
        self.findings.add(rule, message, suggestion, field=field_name, row=record["row"], feature_id=record["code"])
