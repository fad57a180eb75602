"""The assignment passport: which section a feature answers to, on what evidence, and the way the water takes."""

from dataclasses import asdict, dataclass, field, replace

import pandas as pd

from registry.errors import NotFoundError
from registry.hydro.reasons import REASONS
from registry.language import Label, Language, Message, msg
from registry.service.decided import METHOD, effective_assignments
from registry.service.evidence_told import evidence, section_name, text
from registry.service.features import section_table
from registry.service.history import find_feature
from registry.service.registry import AsOf, Registry
from registry.service.shares_told import SectionShare, section_shares, share_evidence
from registry.service.water_path import Row, water_path
from registry.vocabulary.grades import GRADES

GRADE_LABELS = {grade.value: grade.label for grade in GRADES}


@dataclass(frozen=True)
class Passport:
    """Why one feature answers to its section."""

    kind: str
    code: str
    name: str
    sentence: Message
    section: str | None
    section_name: str | None
    national_section: str | None
    provincial_section: str | None
    grade: str
    method: str | None
    evidence: list[Message]
    runner_up: str | None
    runner_up_name: str | None
    flip_m: float | None
    reasons: list[tuple[str, Label]]
    computed_section: str | None = None
    decided_by: str | None = None
    decided_why: str | None = None
    shares: list[SectionShare] = field(default_factory=list)
    water_path: list[tuple[float, float]] = field(default_factory=list)

    def as_json(self, language: Language) -> dict[str, object]:
        """Return the passport as the command line prints it."""
        return {
            "kind": self.kind,
            "code": self.code,
            "name": self.name,
            "sentence": self.sentence.render(language),
            "section": self.section,
            "section_name": self.section_name,
            "national_section": self.national_section,
            "provincial_section": self.provincial_section,
            "grade": self.grade,
            "method": self.method,
            "evidence": [item.render(language) for item in self.evidence],
            "runner_up": self.runner_up,
            "runner_up_name": self.runner_up_name,
            "flip_m": self.flip_m,
            "reasons": [{"code": code, "text": label.render(language)} for code, label in self.reasons],
            "computed_section": self.computed_section,
            "decided_by": self.decided_by,
            "decided_why": self.decided_why,
            "shares": [asdict(share) for share in self.shares],
        }


def explain(registry: Registry, code: str, kind: str | None, as_of: AsOf) -> Passport:
    """Return the passport of the feature with a code.

    Raises
    ------
    NotFoundError
        When no feature has the code, or it does not exist on the day.
    CallError
        When two kinds share the code and none is given.
    """
    as_of = registry.pinned(as_of)
    name, feature_id = find_feature(registry, code, kind, as_of.known_at)
    when, ids = (as_of.valid_on, as_of.known_at), [feature_id]
    feature = only_row(registry.store.frame(name, *when, feature_ids=ids))
    if feature is None:
        raise NotFoundError(
            "N003",
            msg("{code} does not exist on {day}; ask for another date.", code=code, day=as_of.valid_on.isoformat()),
        )
    sections = section_table(registry, as_of).set_index("code")
    if name == "sections":
        return section_passport(feature, sections)
    answers = effective_assignments(registry, name, as_of, ids)
    assigned = only_row(answers) or {}
    passport = feature_passport(registry, name, feature, assigned, sections)
    shares = section_shares(registry, name, answers, sections["name"], as_of)
    told = [*passport.evidence, *share_evidence(shares)]
    return replace(passport, evidence=told, shares=shares, water_path=water_path(registry, feature, assigned, as_of))


def only_row(frame: pd.DataFrame) -> Row | None:
    """Return the only row with missing values as None, None where there is none."""
    values = next(frame.itertuples(index=False, name=None), None)
    if values is None:
        return None
    return {
        str(name): None if pd.api.types.is_scalar(value) and pd.isna(value) else value
        for name, value in zip(frame.columns, values, strict=True)
    }


def feature_passport(registry: Registry, kind: str, feature: Row, assigned: Row, sections: pd.DataFrame) -> Passport:
    """Assemble the passport of an assigned feature."""
    section = assigned.get("section_code")
    tiers = sections.loc[section] if section in sections.index else pd.Series(dtype="object")
    reasons = [(code, REASONS[code]) for code in assigned.get("reasons") or []]
    return Passport(
        kind=kind,
        code=str(feature["code"]),
        name=str(feature["name"]),
        sentence=sentence(feature, assigned, reasons, sections),
        section=section,
        section_name=text(tiers.get("name")),
        national_section=text(tiers.get("national_section")),
        provincial_section=text(tiers.get("provincial_section")),
        grade=str(assigned.get("grade") or "U"),
        method=assigned.get("method"),
        evidence=evidence(registry, feature, assigned, sections),
        runner_up=assigned.get("runner_up"),
        runner_up_name=text(sections["name"].get(assigned.get("runner_up"))),
        flip_m=assigned.get("flip_m"),
        reasons=reasons,
        computed_section=assigned.get("computed_section"),
        decided_by=assigned.get("decided_by"),
        decided_why=assigned.get("decided_why"),
    )


def section_passport(section: Row, sections: pd.DataFrame) -> Passport:
    """Assemble the passport of a section: it answers to itself, and passes its water on."""
    row = sections.loc[section["code"]]
    following = text(row.get("next_section"))
    said = (
        msg("{name} is followed by {next} downstream.", name=section["name"], next=section_name(sections, following))
        if following
        else msg("{name} has no assessed section below it.", name=section["name"])
    )
    return Passport(
        kind="sections",
        code=str(section["code"]),
        name=str(section["name"]),
        sentence=said,
        section=str(section["code"]),
        section_name=str(section["name"]),
        national_section=text(row.get("national_section")),
        provincial_section=text(row.get("provincial_section")),
        grade="A",
        method=None,
        evidence=[],
        runner_up=None,
        runner_up_name=None,
        flip_m=None,
        reasons=[],
    )


def sentence(feature: Row, assigned: Row, reasons: list[tuple[str, Label]], sections: pd.DataFrame) -> Message:
    """Say in one sentence where the feature answers and why."""
    section, name = assigned.get("section_code"), feature["name"]
    grade = GRADE_LABELS[str(assigned.get("grade") or "U")]
    if section is None:
        return msg("{name} answers to no section. {why}", name=name, why=reasons[0][1] if reasons else grade)
    known = {"name": name, "section": section_name(sections, section), "grade": grade}
    if assigned.get("method") == METHOD:
        return msg("{name} answers to {section}, as {who} decided.", who=assigned["decided_by"], **known)
    if assigned.get("water_section") == section and assigned.get("path_to_section_m") is not None:
        km = f"{assigned['path_to_section_m'] / 1000:.1f}"
        return msg(
            "{name} answers to {section}: its water reaches that section first, after {km} km. Grade {grade}.",
            km=km,
            **known,
        )
    return msg("{name} answers to {section}: it lies in that section's control unit. Grade {grade}.", **known)
