"""What is known of one feature through time, who said so, and taking a revision back."""

import pandas as pd

from registry.errors import CallError, NotFoundError
from registry.language import msg
from registry.service.again import upon_the_newest
from registry.service.field_changes import change_rows
from registry.service.registry import Registry
from registry.service.step_rules import refuse_gap
from registry.service.undoing import refuse_named
from registry.store import Actor
from registry.vocabulary import KINDS

CODED_KINDS = [name for name, kind in KINDS.items() if any(field.name == "code" for field in kind.fields)]


def find_feature(
    registry: Registry, code: str, kind: str | None = None, known_at: int | None = None
) -> tuple[str, int]:
    """Return kind and internal id of the feature that has, or ever had, this code.

    Raises
    ------
    NotFoundError
        When no feature has the code.
    CallError
        When features of two kinds share it and no kind is given, or the kind is unknown.
    """
    if kind is not None and kind not in CODED_KINDS:
        raise CallError("K001", msg("{kind} is no kind; choose one of {kinds}.", kind=kind, kinds=CODED_KINDS))
    kinds = [kind] if kind else CODED_KINDS
    found = [(name, owner) for name in kinds if (owner := owner_of(registry, name, code, known_at)) is not None]
    if not found:
        raise NotFoundError("N001", msg("No feature has the code {code}; search by name or check the code.", code=code))
    if len(found) > 1:
        shared = [KINDS[name].label for name, _ in found]
        raise CallError(
            "K002", msg("{code} is a code of several kinds ({kinds}); say which with --kind.", code=code, kinds=shared)
        )
    return found[0]


def owner_of(registry: Registry, kind: str, code: str, known_at: int | None) -> int | None:
    """Return the id of the feature of a kind that had the code last, None when there is none."""
    rows = registry.store.frame(kind, valid_on=None, known_at=known_at, codes=[code])
    return None if rows.empty else int(rows.sort_values("valid_from")["feature_id"].iloc[-1])


def find_ever(registry: Registry, code: str, kind: str | None, known_at: int | None) -> tuple[str, int]:
    """Return what `find_feature` returns, or else the feature that had the code before a revision took it away."""
    try:
        return find_feature(registry, code, kind, known_at)
    except NotFoundError:
        kinds = [kind] if kind else CODED_KINDS
        owners = [(name, registry.store.last_owner(name, code)) for name in kinds if known_at is None]
        found = [(name, owner) for name, owner in owners if owner is not None]
        if len(found) != 1:
            raise
        return found[0]


def history(registry: Registry, code: str, kind: str | None = None, known_at: int | None = None) -> pd.DataFrame:
    """Return every version of a feature with both clocks: valid from/to, revision, who, when, why, from which file."""
    name, feature_id = find_ever(registry, code, kind, known_at)
    return until(registry.store.history(name, feature_id), known_at)


def feature_changes(
    registry: Registry, code: str, kind: str | None = None, known_at: int | None = None
) -> pd.DataFrame:
    """Return what each revision changed of a feature, field by field, oldest first.

    revision, at, actor, reason, file_name, undoes; `change` new, event or correction; field, valid from/to, old, new.
    """
    name, feature_id = find_ever(registry, code, kind, known_at)
    return change_rows(name, until(registry.store.history(name, feature_id), known_at))


def decision_history(
    registry: Registry, code: str, kind: str | None = None, known_at: int | None = None
) -> pd.DataFrame:
    """Return what people decided about a feature, revision by revision, oldest first.

    One row per period: `section_code`, `decided_by`, `why`, valid from/to, revision, who wrote it, when, `reason`. A
    revision that took every decision back has one row without a section.
    """
    name, feature_id = find_ever(registry, code, kind, known_at)
    return until(registry.store.decision_history(name, feature_id).drop(columns="evidence"), known_at)


def link_history(registry: Registry, code: str, kind: str | None = None, known_at: int | None = None) -> pd.DataFrame:
    """Return with what a feature was linked, revision by revision, oldest first: shares of its loads, plants, wetlands.

    One row per period of a link: role, the other end (`other_kind, other_code, other_name`), share, valid from/to,
    revision, who, when, why. A revision that took a link away has one row without dates.
    """
    name, feature_id = find_ever(registry, code, kind, known_at)
    rows = until(registry.store.link_history(name, feature_id), known_at)
    ends = rows.groupby("link_id")[["role", "from_kind", "from_id", "to_kind", "to_id"]].ffill()
    starts = (ends["from_kind"] == name) & (ends["from_id"] == feature_id)
    other = pd.DataFrame({"kind": ends["to_kind"].where(starts, ends["from_kind"])})
    other["id"] = ends["to_id"].where(starts, ends["from_id"])
    named = [_named(registry, str(k), other["id"][other["kind"] == k]) for k in sorted(set(other["kind"]))]
    told = other.join(pd.concat(named) if named else pd.DataFrame(columns=["other_code", "other_name"]))
    joined = rows.assign(role=ends["role"], other_kind=other["kind"]).join(told[["other_code", "other_name"]])
    return joined.drop(columns=["from_kind", "from_id", "to_kind", "to_id"]).sort_values(["revision", "link_id"])


def _named(registry: Registry, kind: str, ids: pd.Series) -> pd.DataFrame:
    """Return the latest code and name of features, on the index of their ids."""
    rows = registry.store.frame(kind, feature_ids=sorted({int(i) for i in ids})).sort_values("valid_from")
    last = rows.drop_duplicates("feature_id", keep="last").set_index("feature_id")[["code", "name"]]
    found = last.reindex(ids.astype("int64")).set_axis(ids.index)
    return found.rename(columns={"code": "other_code", "name": "other_name"})


def until(told: pd.DataFrame, known_at: int | None) -> pd.DataFrame:
    """Return what was told up to a revision, all without one."""
    return told if known_at is None else told[told["revision"] <= known_at].reset_index(drop=True)


def taken_back_by(registry: Registry, revision: int) -> int | None:
    """Return the revision that took one back, None where it holds, also because that was taken back in turn."""
    written = registry.store.revisions()
    undoing = written.loc[written["undoes"].eq(revision).fillna(value=False), "revision"]
    made = None if undoing.empty else int(undoing.iloc[-1])
    return made if made is None or taken_back_by(registry, made) is None else None


def undo(registry: Registry, revision: int, actor: Actor) -> int:
    """Take a revision back by a further one; an undo can be undone too.

    Raises
    ------
    NotFoundError
        When there is no such revision.
    StoreError
        When later revisions build on it, others name what it brought, or it closed a quarter.
    """
    return upon_the_newest(lambda: _undo(registry, revision, actor))


def _undo(registry: Registry, revision: int, actor: Actor) -> int:
    head = registry.store.head()
    if not 1 <= revision <= head:
        raise NotFoundError("N002", msg("There is no revision {revision}; see the history.", revision=revision))
    changes = registry.store.undo_changes(revision)
    refuse_named(registry, revision, changes)
    refuse_gap(registry, revision, changes)
    reason = f"撤销修订 {revision} / undo of revision {revision}"
    base = registry.base.sha256
    return registry.store.commit(changes, actor, reason, base_sha256=base, undoes=revision, expected_head=head)
