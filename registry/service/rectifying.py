"""Record the next step of an outlet's rectification, and tell the steps taken so far."""

from datetime import date

import pandas as pd

from registry.analysis.rectification import in_order, may_follow
from registry.errors import DataRefusedError, NotFoundError
from registry.findings import Level
from registry.language import msg
from registry.ledger.rules import Findings
from registry.service.again import upon_the_newest
from registry.service.history import find_feature
from registry.service.importing.book import with_keys
from registry.service.registry import AsOf, Registry
from registry.service.step_rules import check_rectification
from registry.service.steps import declared_at, owned_steps, standing_table
from registry.store import Actor, ChangeSet
from registry.vocabulary import STEPS
from registry.vocabulary.steps import STAGES

DETAILS = ("evidence", "rectification_class", "due_on", "result", "responsible_unit", "person", "remark")
"""What a step says beside outlet, name and day."""


def record_step(registry: Registry, code: str, step: str, on: date, actor: Actor, **details: object) -> int:
    """Record one step of an outlet as one revision and return its number; `details` are among DETAILS.

    Raises
    ------
    NotFoundError
        When no outlet has the code.
    DataRefusedError
        When the step is out of order or lacks its evidence, with what is missing; when it is recorded already, or its
        day is still to come.
    ConflictError
        When others keep writing.
    """
    find_feature(registry, code, "outlets")
    if on > date.today():  # noqa: DTZ011  an office day is local
        raise DataRefusedError(
            "R004", msg("{day} is still to come; a step is recorded once it is taken.", day=on.isoformat())
        )
    row = step_row(code, step, on, details)
    reason = f"{code} {STEPS.field('step').choice(step).label.zh} {on.isoformat()}"
    return upon_the_newest(lambda: _commit(registry, row, actor, reason))


def step_row(code: str, step: str, on: date, details: dict[str, object]) -> pd.DataFrame:
    """Return a step as a row of its kind; empty text counts as nothing said."""
    said = {name: value for name, value in details.items() if value not in (None, "")}
    values = said | {"outlet_code": code, "step": step, "taken_on": pd.Timestamp(on)}
    names = [field.name for field in STEPS.ledger_fields]
    days = dict.fromkeys(("taken_on", "due_on"), "datetime64[s]")
    words = dict.fromkeys([name for name in names if name not in days], "str")
    return pd.DataFrame([values], columns=names).astype(days | words)


def _commit(registry: Registry, row: pd.DataFrame, actor: Actor, reason: str) -> int:
    """Judge a step against what is known now and write it, unless somebody writes in between."""
    head = registry.store.head()
    refuse_unfit(registry, row)
    days = {"valid_from": row["taken_on"], "valid_to": pd.Series(pd.NaT, index=row.index, dtype="datetime64[s]")}
    whole = row.assign(feature_id=registry.store.next_feature_id(), synthetic=False, **days)
    changes = ChangeSet(timelines={"steps": whole})
    return registry.store.commit(changes, actor, reason, base_sha256=registry.base.sha256, expected_head=head)


def refuse_unfit(registry: Registry, row: pd.DataFrame) -> None:
    """Refuse a step that is recorded already, out of order or without its evidence.

    Raises
    ------
    DataRefusedError
        With what is missing, in one sentence.
    """
    known = with_keys(STEPS.name, registry.store.frame(STEPS.name))
    keyed = with_keys(STEPS.name, row)
    if keyed["code"].isin(known["code"]).any():
        raise DataRefusedError(
            "R001",
            msg("This step of {code} is recorded for that day already; see its steps.", code=row["outlet_code"][0]),
        )
    findings = Findings(STEPS.name)
    check_rectification(registry, STEPS.name, keyed.assign(row=1), findings)
    errors = [finding for finding in findings.items if finding.level is Level.ERROR]
    if errors:
        first = errors[0]
        sentence = msg("{message} {suggestion}", message=first.message, suggestion=first.suggestion)
        raise DataRefusedError(first.code, sentence, errors)


def standing_of(registry: Registry, code: str, as_of: AsOf) -> dict[str, object]:
    """Return where one outlet stands: stage, whether recorded steps say so, class, due day, days late.

    Raises
    ------
    NotFoundError
        When no outlet has the code, or the one that had it is not there on the day.
    """
    _, outlet_id = find_feature(registry, code, "outlets", as_of.known_at)
    rows = standing_table(registry, as_of)
    own = rows[rows["feature_id"] == outlet_id]
    if own.empty:
        raise NotFoundError(
            "N003",
            msg("{code} does not exist on {day}; ask for another date.", code=code, day=as_of.valid_on.isoformat()),
        )
    names = ["stage", "by_steps", "rectification_class", "due_on", "days_late"]
    return {str(name): value for name, value in own.iloc[0][names].items()}


def timeline(registry: Registry, code: str, as_of: AsOf) -> pd.DataFrame:
    """Return the steps of one outlet in their order: the `stage` after each, its fields, who recorded it and when.

    Raises
    ------
    NotFoundError
        When no outlet has the code.
    """
    _, outlet_id = find_feature(registry, code, "outlets", as_of.known_at)
    steps = owned_steps(registry, as_of)
    own = in_order(steps[steps["outlet_id"] == outlet_id].astype({"outlet_id": "int64"}))
    told = registry.store.revisions().set_index("revision")[["actor", "at"]]
    return own.join(told, on="revision")


def next_steps(registry: Registry, code: str, as_of: AsOf) -> list[str]:
    """Return the steps that an outlet may take next, in the order of the flow.

    Raises
    ------
    NotFoundError
        When no outlet has the code.
    """
    _, outlet_id = find_feature(registry, code, "outlets", as_of.known_at)
    taken = timeline(registry, code, as_of)
    day = pd.Series({outlet_id: pd.Timestamp(as_of.valid_on)})
    declared = declared_at(registry.store, day, as_of.known_at).get(outlet_id, "found")
    allowed = may_follow(None if taken.empty else str(taken["stage"].iloc[-1]), str(declared))
    return [choice.value for choice in STAGES if choice.value in allowed]
