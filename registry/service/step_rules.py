"""Rules of the course of a rectification: steps in order, with their evidence, and a ledger that agrees with them."""

from collections.abc import Sequence

import pandas as pd

from registry.analysis.rectification import in_order, lacking, may_follow, out_of_order, stage_after, told_by
from registry.errors import StoreError
from registry.findings import Rule
from registry.language import Label, Message, msg
from registry.ledger import rules
from registry.ledger.rules import Findings
from registry.service.registry import AsOf, Registry
from registry.service.steps import declared_at, owned_steps, owners
from registry.store import ChangeSet
from registry.vocabulary import OUTLETS, STEPS
from registry.vocabulary.steps import PROGRESS_OF_STAGE

_STEP, _KEY = STEPS.field("step"), ["outlet_id", "step", "taken_on"]


def check_rectification(
    registry: Registry, kind: str, rows: pd.DataFrame, findings: Findings, as_of: AsOf | None = None
) -> None:
    """Run the rules of a kind over rows with `code` (and `row`): of a ledger, or of the registry itself on a day."""
    if kind == "steps":
        check_steps(registry, rows, findings, as_of)
    elif kind == "outlets":
        check_declared(registry, rows, findings, as_of)
    elif kind == "measures":
        check_problems(registry, rows, findings)


def check_steps(registry: Registry, rows: pd.DataFrame, findings: Findings, as_of: AsOf | None) -> None:
    """Point out steps of unknown outlets, without their evidence, and out of order.

    Rows of a ledger are judged together with the steps registered; one at fault is left out before the next is judged.
    """
    known_at = as_of.known_at if as_of else None
    taken = rows.assign(outlet_id=owners(registry.store, rows["outlet_code"], rows["taken_on"], known_at))
    for row in taken[taken["outlet_id"].isna()].itertuples():
        _note(findings, rules.STEP_OUTLET, row, "outlet_code", _unknown(row.outlet_code), _CORRECT_CODE)
    taken = taken[taken["outlet_id"].notna()].astype({"outlet_id": "int64"})
    missing = lacking(taken)
    for row, groups in zip(taken.itertuples(), missing, strict=True):
        if groups:
            _note(findings, rules.STEP_EVIDENCE, row, groups[0][0], _lack(row.step, groups), _ENTER_EVIDENCE)
    taken = taken[[not groups for groups in missing]]
    if as_of is None:
        _check_order_of_new(registry, taken, findings)
    elif len(taken):
        ordered = in_order(taken)
        declared = _declared(registry, ordered, known_at)
        _note_disorder(ordered[out_of_order(ordered, declared)], declared, findings)


def _check_order_of_new(registry: Registry, rows: pd.DataFrame, findings: Findings) -> None:
    """Judge new steps among those registered; of each outlet leave out the row at fault and judge the rest again."""
    registered = owned_steps(registry)
    registered = registered[registered["outlet_id"].isin(rows["outlet_id"])].astype({"outlet_id": "int64"})
    replaced = pd.MultiIndex.from_frame(registered[_KEY]).isin(pd.MultiIndex.from_frame(rows[_KEY]))
    already = _wrong(registry, registered)[0].set_index(_KEY).index
    registered, left = registered[~replaced].assign(row=None), rows
    while len(left):
        together = pd.concat([registered, left]) if len(registered) else left
        wrong, ordered, declared = _wrong(registry, together)
        fresh = wrong[wrong["row"].notna() | ~pd.MultiIndex.from_frame(wrong[_KEY]).isin(already)]
        if fresh.empty:
            return
        at_fault = _at_fault(fresh.drop_duplicates("outlet_id"), ordered)
        _note_disorder(at_fault, declared, findings)
        left = left[~left["row"].isin(at_fault["row"])]


def refuse_gap(registry: Registry, revision: int, changes: ChangeSet) -> None:
    """Refuse to take back steps that later ones build on; `changes` is what taking the revision back would write.

    Raises
    ------
    StoreError
        With the first step that would be out of order.
    """
    gone = set(changes.removed.get(STEPS.name, ()))
    if not gone:
        return
    steps = owned_steps(registry)
    steps = steps[steps["outlet_id"].notna()].astype({"outlet_id": "int64"})
    touched = steps[steps["outlet_id"].isin(steps.loc[steps["feature_id"].isin(gone), "outlet_id"])]
    already = _wrong(registry, touched)[0]["feature_id"]
    wrong = _wrong(registry, touched[~touched["feature_id"].isin(gone)])[0]
    left = wrong[~wrong["feature_id"].isin(already)]
    if len(left):
        first = left.iloc[0]
        raise StoreError(
            "R003",
            msg(
                "Revision {revision} cannot be undone: {step} of {code} on {day} builds on it. Take that back first.",
                revision=revision,
                step=_STEP.choice_label(first["step"]),
                code=first["outlet_code"],
                day=str(first["taken_on"])[:10],
            ),
        )


def _wrong(registry: Registry, steps: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Return the steps that may not follow the one before, all steps in order, and what the ledger declared before."""
    ordered = in_order(steps)
    declared = _declared(registry, ordered, None)
    return ordered[out_of_order(ordered, declared)], ordered, declared


def _at_fault(first: pd.DataFrame, ordered: pd.DataFrame) -> pd.DataFrame:
    """Return the new row to blame for the first disorder of each outlet: itself, else the last new one before it."""
    place = ordered["outlet_id"].map(dict(zip(first["outlet_id"], first.index, strict=True)))
    upto = ordered[ordered["row"].notna() & (ordered.index <= place)]
    return upto.drop_duplicates("outlet_id", keep="last")


def _declared(registry: Registry, ordered: pd.DataFrame, known_at: int | None) -> pd.Series:
    return declared_at(registry.store, ordered.groupby("outlet_id")["taken_on"].first(), known_at)


def _note_disorder(wrong: pd.DataFrame, declared: pd.Series, findings: Findings) -> None:
    for row in wrong.itertuples():
        before = row.before if isinstance(row.before, str) else None
        start = str(declared.get(row.outlet_id, "found"))
        allowed = [
            _STEP.choice_label(choice.value) for choice in _STEP.choices if choice.value in may_follow(before, start)
        ]
        message = msg(
            "{step} on {day} does not follow {before}; what may follow is {allowed}.",
            step=_STEP.choice_label(row.step),
            day=str(row.taken_on)[:10],
            before=_STEP.choice_label(before or start),
            allowed=allowed,
        )
        _note(
            findings,
            rules.STEP_ORDER,
            row,
            "step",
            message,
            msg("Enter what is missing first, or correct step or date."),
        )


_CORRECT_CODE = msg("Correct the code, or register the outlet first.")
_ENTER_EVIDENCE = msg("Fill it in; without its evidence a step does not count.")


def _unknown(code: object) -> Message:
    return msg("{code} is none of the {kind} registered.", code=code, kind=OUTLETS.label)


def _lack(step: object, groups: Sequence[Sequence[str]]) -> Message:
    fields = [_either([STEPS.field(name).label for name in group]) for group in groups]
    return msg("{step} lacks {fields}.", step=_STEP.choice_label(step), fields=fields)


def _either(labels: Sequence[Label]) -> Label:
    return Label("或".join(label.zh for label in labels), " or ".join(label.en for label in labels))


def check_declared(registry: Registry, rows: pd.DataFrame, findings: Findings, as_of: AsOf | None) -> None:
    """Point out outlets whose ledger contradicts their steps: progress, class, day of closing out."""
    steps = owned_steps(registry, as_of)
    if steps.empty:
        return
    ids = rows["feature_id"] if "feature_id" in rows else _last_owners(registry, rows["code"])
    own = steps[steps["outlet_id"].isin(ids.dropna())].astype({"outlet_id": "int64"})
    closed = own[stage_after(own) == "closed_out"].groupby("outlet_id")["taken_on"].max().rename("closed_out_on")
    told = told_by(in_order(own)).join(closed).reindex(ids.astype("float64")).set_axis(rows.index)
    expected = {
        "rectification_progress": told["stage"].map(PROGRESS_OF_STAGE),
        "rectification_class": told["rectification_class"],
        "closed_out_on": told["closed_out_on"],
    }
    for name, value in expected.items():
        other = rows[name].notna() & value.notna() & (rows[name] != value)
        for row, wanted in zip(rows[other].itertuples(), value[other], strict=True):
            _note_conflict(findings, row, name, wanted)


def _last_owners(registry: Registry, codes: pd.Series) -> pd.Series:
    return owners(registry.store, codes, pd.Series(pd.Timestamp.max.floor("s"), index=codes.index))


def _note_conflict(findings: Findings, row: object, name: str, wanted: object) -> None:
    field = OUTLETS.field(name)
    said, steps = (_shown(name, value) for value in (getattr(row, name), wanted))
    message = msg("{field} is {said} in the ledger, by the steps {steps}.", field=field.label, said=said, steps=steps)
    _note(
        findings,
        rules.STAGE_CONFLICT,
        row,
        name,
        message,
        msg("Record the step that is missing, or correct the ledger."),
    )


def _shown(name: str, value: object) -> object:
    return str(value)[:10] if isinstance(value, pd.Timestamp) else OUTLETS.field(name).choice_label(value)


def check_problems(registry: Registry, rows: pd.DataFrame, findings: Findings) -> None:
    """Point out measures that call one problem code by different texts, in the rows or against the registry."""
    known = registry.store.frame("measures")
    known = known[known["valid_to"].isna() & ~known["code"].isin(rows["code"])]
    told = pd.concat([known, rows])[["problem_code", "problem"]].dropna()
    first = told.drop_duplicates("problem_code").set_index("problem_code")["problem"]
    rows = rows.assign(elsewhere=rows["problem_code"].map(first))
    for row in rows[rows["problem"].notna() & (rows["problem"] != rows["elsewhere"])].itertuples():
        message = msg("{problem} is told differently elsewhere: {text}", problem=row.problem_code, text=row.elsewhere)
        _note(findings, rules.PROBLEM_TEXTS, row, "problem", message, msg("Use one text, or another problem code."))


def _note(findings: Findings, rule: Rule, row: object, field: str, message: Message, suggestion: Message) -> None:
    number, code = getattr(row, "row", None), getattr(row, "code", None)
    findings.add(rule, message, suggestion, field=field, row=number, feature_id=str(code))
