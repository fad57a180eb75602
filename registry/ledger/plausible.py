"""Rules over typed rows, whether they come from a ledger or from the registry: codes, dates, statuses, amounts."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from registry.findings import Finding, Rule
from registry.language import Label, Message, msg
from registry.ledger import rules
from registry.ledger.rules import Findings
from registry.vocabulary import KINDS, MEASURES, FieldType

Mask = Callable[[pd.DataFrame], "pd.Series[bool]"]

CODE_GRAMMARS = {
    "outlets": re.compile(r"[A-Z]{2}-(?P<county>\d{6})-\d{4}-[A-Z]{2}-\d{2}"),
    "villages": re.compile(r"(?P<county>\d{6})\d{6}"),
}
"""Soft grammars of codes; the outlets' is the printed form of HJ 1235-2021, whose text was not found (unverified)."""

_PLANNED_DATES = frozenset({"due_on", "active_to", "effective_on"})
"""Dates that may well lie in the future."""
_FLOW_M3_PER_D, _COD_MG_PER_L, _NH3N_MG_PER_L, _TP_MG_PER_L = 500_000, 2_000, 200, 50
"""Beyond these an outlet's value is more often a wrong unit than true (defaults, unverified)."""
_LOAD_M_PER_D = 3.0
"""Depth of water on a wetland in a day: no type in HJ 2005-2010 takes more than about one metre."""


@dataclass(frozen=True)
class Check:
    """One look at rows of a kind: which rows it points at, where, and what it says."""

    rule: Rule
    field: str
    wrong: Mask
    message: Message
    suggestion: Message


def check_rows(kind: str, frame: pd.DataFrame, today: date) -> list[Finding]:
    """Return what the rules say of rows with the kind's fields and `code`; `row`, where there is one, is Excel's."""
    findings = Findings(kind)
    _check_codes(kind, frame, findings)
    _check_future(kind, frame, today, findings)
    for check in CHECKS.get(kind, ()):
        for row in frame[check.wrong(frame).fillna(value=False).astype(bool)].itertuples():
            findings.add(
                check.rule,
                check.message,
                check.suggestion,
                field=check.field,
                row=getattr(row, "row", None),
                feature_id=_text(row.code),
            )
    return findings.items


def county_in_code(kind: str, code: object) -> str | None:
    """Return the county code inside a code, None where its kind or form has none."""
    grammar = CODE_GRAMMARS.get(kind)
    match = grammar.fullmatch(code) if grammar and isinstance(code, str) else None
    return match["county"] if match else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _check_codes(kind: str, frame: pd.DataFrame, findings: Findings) -> None:
    grammar = CODE_GRAMMARS.get(kind)
    if grammar is None:
        return
    for row in frame[frame["code"].notna()].itertuples():
        code = str(row.code)
        if not grammar.fullmatch(code):
            findings.add(
                rules.CODE_GRAMMAR,
                msg("Code {code} does not follow the grammar of {kind}.", code=code, kind=KINDS[kind].label),
                msg("An outlet reads like DB-140121-0001-GY-00, a village has 12 digits."),
                field="code",
                row=getattr(row, "row", None),
                feature_id=code,
            )


def _check_future(kind: str, frame: pd.DataFrame, today: date, findings: Findings) -> None:
    for field in KINDS[kind].fields:
        if (
            field.type not in (FieldType.DATE, FieldType.TIME)
            or field.name in _PLANNED_DATES
            or field.name not in frame
        ):
            continue
        for row in frame[frame[field.name] >= pd.Timestamp(today) + pd.Timedelta(days=1)].itertuples():
            findings.add(
                rules.FUTURE_DATE,
                msg("{field} {day} lies in the future.", field=field.label, day=str(getattr(row, field.name).date())),
                msg("Check the year."),
                field=field.name,
                row=getattr(row, "row", None),
                feature_id=_text(row.code),
            )


def _above(name: str, limit: float) -> Mask:
    return lambda frame: frame[name] > limit


def _status_without(status: str, name: str) -> Mask:
    return lambda frame: (frame["status"] == status) & frame[name].isna()


def _label(name: str) -> Label:
    return MEASURES.field(name).label


def _status_label(status: str) -> Label:
    return MEASURES.field("status").choice(status).label


_CHECK_UNIT = msg("Check the value and its unit.")
_CHECK_BOTH = msg("Check both and correct the one that is wrong.")

CHECKS: dict[str, tuple[Check, ...]] = {
    "outlets": (
        Check(
            rules.IMPLAUSIBLE,
            "flow_m3_per_d",
            _above("flow_m3_per_d", _FLOW_M3_PER_D),
            msg("The flow is larger than any outlet's of the province."),
            _CHECK_UNIT,
        ),
        Check(
            rules.IMPLAUSIBLE,
            "cod_mg_per_l",
            _above("cod_mg_per_l", _COD_MG_PER_L),
            msg("COD is higher than raw sewage carries."),
            _CHECK_UNIT,
        ),
        Check(
            rules.IMPLAUSIBLE,
            "nh3n_mg_per_l",
            lambda f: (f["nh3n_mg_per_l"] > _NH3N_MG_PER_L) | (f["nh3n_mg_per_l"] > f["cod_mg_per_l"]),
            msg("Ammonia is higher than sewage carries, or higher than COD."),
            msg("Check the value, its unit, and whether columns were swapped."),
        ),
        Check(
            rules.IMPLAUSIBLE,
            "tp_mg_per_l",
            _above("tp_mg_per_l", _TP_MG_PER_L),
            msg("Total phosphorus is higher than sewage carries."),
            _CHECK_UNIT,
        ),
        Check(
            rules.STATUS_CONFLICT,
            "merged_into",
            lambda f: (f["status"] == "merged") != f["merged_into"].notna(),
            msg("Merged away and merged into do not go together."),
            msg("A merged outlet names the outlet it went into; no other one does."),
        ),
        Check(
            rules.STATUS_CONFLICT,
            "closed_out_on",
            lambda f: (
                f["closed_out_on"].notna()
                & f["rectification_progress"].notna()
                & (f["rectification_progress"] != "closed_out")
            ),
            msg("There is a date of closing out, but the progress is another."),
            _CHECK_BOTH,
        ),
    ),
    "plants": (
        Check(
            rules.IMPLAUSIBLE,
            "flow_m3_per_d",
            lambda f: f["flow_m3_per_d"] > 1.5 * f["design_m3_per_d"],
            msg("The actual flow is more than half above the design capacity."),
            _CHECK_UNIT,
        ),
        Check(
            rules.IMPLAUSIBLE,
            "reuse_share",
            lambda f: (f["reuse_share"] > 0) & (f["reuse_share"] < 1),
            msg("Less than one percent of the water is reused."),
            msg("Write 35 for 35 %, not 0.35."),
        ),
    ),
    "wetlands": (
        Check(
            rules.IMPLAUSIBLE,
            "area_m2",
            lambda f: f["design_m3_per_d"] > _LOAD_M_PER_D * f["area_m2"],
            msg("The wetland is far too small for its flow."),
            msg("Check flow and area and their units (mu, hectares, 10,000 t)."),
        ),
        Check(
            rules.STATUS_CONFLICT,
            "status",
            lambda f: f["status"].isin(["building", "planned"]) & f["built_on"].notna(),
            msg("The wetland has a date of completion but is not built."),
            _CHECK_BOTH,
        ),
    ),
    "villages": (
        Check(
            rules.STATUS_CONFLICT,
            "finished_on",
            lambda f: f["state"].isin(["direct", "under_way"]) & f["finished_on"].notna(),
            msg("The village has a date of completion but its works are not finished."),
            _CHECK_BOTH,
        ),
    ),
    "sections": (
        Check(
            rules.DATE_ORDER,
            "active_to",
            lambda f: f["active_to"] <= f["active_from"],
            msg("The section retires before it starts."),
            _CHECK_BOTH,
        ),
        Check(
            rules.STATUS_CONFLICT,
            "successor",
            lambda f: f["successor"].notna() & f["active_to"].isna(),
            msg("The section has a successor but no day of retirement."),
            msg("Enter 停用日期, or remove the successor."),
        ),
    ),
    "projects": (
        Check(
            rules.DATE_ORDER,
            "finished_on",
            lambda f: f["finished_on"] < f["started_on"],
            msg("The project is finished before it starts."),
            _CHECK_BOTH,
        ),
        Check(
            rules.STATUS_CONFLICT,
            "status",
            lambda f: f["finished_on"].notna() & f["status"].notna() & ~f["status"].isin(["finished"]),
            msg("The project has a date of completion but is not finished."),
            _CHECK_BOTH,
        ),
    ),
    "measures": (
        *(
            Check(
                rules.MEASURE_EVIDENCE,
                name,
                _status_without(status, name),
                msg("A measure that is {status} states its {field}.", status=_status_label(status), field=_label(name)),
                msg("Fill it in, or correct the status."),
            )
            for status, name in (
                ("done", "finished_on"),
                ("accepted", "accepted_by"),
                ("accepted", "accepted_on"),
                ("closed_out", "closed_out_on"),
            )
        ),
        Check(
            rules.STATUS_CONFLICT,
            "closed_out_on",
            lambda f: f["closed_out_on"].notna() & f["status"].notna() & (f["status"] != "closed_out"),
            msg("There is a date of closing out, but the status is another."),
            _CHECK_BOTH,
        ),
        Check(
            rules.DATE_ORDER,
            "accepted_on",
            lambda f: (f["accepted_on"] < f["finished_on"]) | (f["closed_out_on"] < f["accepted_on"]),
            msg("A measure is finished, then accepted, then closed out."),
            _CHECK_BOTH,
        ),
    ),
}
