"""What must hold once a revision is in: asked of the written rows, before they are committed."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, and_, func, literal, or_, select

from registry.errors import StoreError
from registry.language import Label, msg
from registry.store import queries
from registry.store.changes import Actor
from registry.store.schema import ASSIGNMENT, FEATURE, LINK, LINKS, PERIODS, Touch, assignments, links, touches
from registry.vocabulary import KINDS

_LINK_ENDS = ((links.c.from_kind, links.c.from_id), (links.c.to_kind, links.c.to_id))
ROLE_LABELS = {
    "office": Label("省级办公室", "the office"),
    "city": Label("市级", "a city"),
    "viewer": Label("只读用户", "a viewer"),
}


def check_role(actor: Actor) -> None:
    """Refuse people who may not write at all.

    Raises
    ------
    StoreError
        For a viewer, an unknown role, a city without cities, and a change without a name.
    """
    if not actor.name.strip():
        raise StoreError("S040", msg("Every change needs a name: say who makes it."))
    if actor.role not in ("office", "city"):
        role = ROLE_LABELS.get(actor.role, actor.role)
        raise StoreError("S041", msg("{name} may not write here ({role}).", name=actor.name, role=role))
    if actor.role == "city" and not actor.cities:
        raise StoreError("S042", msg("{name} writes for a city; say for which.", name=actor.name))


def check_revision(connection: Connection, revision: int, touched: Collection[Touch], actor: Actor) -> None:
    """Check codes, references and the actor's scope over what a revision touched.

    Raises
    ------
    StoreError
        Naming the first code at fault.
    """
    kinds = sorted({kind for aspect, kind, _ in touched if aspect == FEATURE})
    for kind in kinds:
        if "code" in PERIODS[kind].c:
            _check_codes(connection, revision, kind)
        _check_left_links(connection, revision, kind)
    for kind in sorted({kind for aspect, kind, _ in touched if aspect == ASSIGNMENT}):
        _check_assignments(connection, revision, kind)
    if any(aspect == LINK for aspect, *_ in touched):
        _check_links(connection, revision)
    if actor.cities:
        _check_scope(connection, revision, actor)


def last_revision_of(kind: Any, feature_id: Any, before: int | None = None) -> Any:
    """Return, as a part of a query, the revision that had the last word on a feature."""
    inner = touches.alias()
    query = select(func.max(inner.c.revision)).where(
        inner.c.aspect == FEATURE, inner.c.kind == kind, inner.c.feature_id == feature_id
    )
    query = query if before is None else query.where(inner.c.revision < before)
    return query.correlate_except(inner).scalar_subquery()


def _check_codes(connection: Connection, revision: int, kind: str) -> None:
    new, old = PERIODS[kind].alias("new"), PERIODS[kind].alias("old")
    nameless = connection.execute(select(new.c.feature_id).where(new.c.revision == revision, new.c.code.is_(None)))
    if (row := nameless.first()) is not None:
        raise StoreError("S043", msg("Number {number} of {kind} has no code.", number=row[0], kind=KINDS[kind].label))
    overlap = and_(
        or_(old.c.valid_to.is_(None), old.c.valid_to > new.c.valid_from),
        or_(new.c.valid_to.is_(None), new.c.valid_to > old.c.valid_from),
    )
    shared = (
        select(new.c.code, new.c.name, old.c.name)
        .join_from(new, old, and_(new.c.code == old.c.code, new.c.feature_id != old.c.feature_id))
        .where(new.c.revision == revision, overlap, old.c.revision == last_revision_of(kind, old.c.feature_id))
        .order_by(new.c.code)
    )
    if (row := connection.execute(shared).first()) is not None:
        raise StoreError(
            "S044",
            msg(
                "Code {code} would belong to two of the {kind} at once: {one} and {other}.",
                code=row[0],
                kind=KINDS[kind].label,
                one=row[1],
                other=row[2],
            ),
        )


def _exists(kind: str, feature_id: Any) -> Any:
    """Return, as a part of a query, whether the registry now knows the feature."""
    table = PERIODS[kind].alias()
    return (
        select(literal(1))
        .where(table.c.feature_id == feature_id, table.c.revision == last_revision_of(kind, feature_id))
        .correlate_except(table)
        .exists()
    )


def _check_assignments(connection: Connection, revision: int, kind: str) -> None:
    written = select(assignments.c.feature_id).where(assignments.c.revision == revision, assignments.c.kind == kind)
    _refuse_missing(kind, connection.execute(written.where(~_exists(kind, assignments.c.feature_id))).first())


def _check_links(connection: Connection, revision: int) -> None:
    """Refuse links written now to features that are not there."""
    for kind_column, id_column in _LINK_ENDS:
        written = select(id_column).where(links.c.revision == revision)
        unknown = written.with_only_columns(kind_column).where(kind_column.not_in(PERIODS))
        if (row := connection.execute(unknown).first()) is not None:
            raise StoreError("S045", msg("A link names the unknown kind {kind}.", kind=row[0]))
        for kind in PERIODS:
            dangling = written.where(kind_column == kind, ~_exists(kind, id_column))
            _refuse_missing(kind, connection.execute(dangling).first())


def _check_left_links(connection: Connection, revision: int, kind: str) -> None:
    """Refuse to remove features that links still name."""
    last = queries.last_touches(LINK, LINKS, None)
    gone = (
        select(touches.c.feature_id)
        .where(touches.c.aspect == FEATURE, touches.c.kind == kind, touches.c.revision == revision)
        .where(~_exists(kind, touches.c.feature_id))
    )
    for kind_column, id_column in _LINK_ENDS:
        left = (
            select(id_column)
            .join_from(links, last, and_(links.c.link_id == last.c.feature_id, links.c.revision == last.c.revision))
            .where(kind_column == kind, id_column.in_(gone))
        )
        _refuse_missing(kind, connection.execute(left).first())


def _refuse_missing(kind: str, row: Row[Any] | None) -> None:
    if row is not None:
        raise StoreError(
            "S046",
            msg(
                "Number {number} of {kind} is referred to but is not in the registry.",
                number=row[0],
                kind=KINDS[kind].label,
            ),
        )


def _check_scope(connection: Connection, revision: int, actor: Actor) -> None:
    """Refuse what lies outside the actor's cities: every period of the feature, as known before and from now on."""
    for kind, table in PERIODS.items():
        for ids in _touched_ids(revision, kind):
            if "city" not in table.c:
                query = ids.add_columns(literal(None).label("city"))
            else:
                query = _outside(table, kind, ids, revision, actor)
            row = connection.execute(query).first()
            if row is not None:
                raise StoreError(
                    "S047",
                    msg(
                        "{name} may write only for {cities}; {feature} of {kind} is not theirs.",
                        name=actor.name,
                        cities=list(actor.cities),
                        feature=row[0],
                        kind=KINDS[kind].label,
                    ),
                )


def _touched_ids(revision: int, kind: str) -> tuple[Select[Any], Select[Any]]:
    """Return the features of a kind that a revision touches: themselves or their assignment, and by links from them."""
    direct = select(touches.c.feature_id).where(
        touches.c.revision == revision, touches.c.aspect.in_((FEATURE, ASSIGNMENT)), touches.c.kind == kind
    )
    touched_links = select(touches.c.feature_id).where(touches.c.revision == revision, touches.c.aspect == LINK)
    linked = select(links.c.from_id).where(links.c.from_kind == kind, links.c.link_id.in_(touched_links))
    return direct, linked


def _outside(table: Table, kind: str, ids: Select[Any], revision: int, actor: Actor) -> Select[Any]:
    now = last_revision_of(kind, table.c.feature_id)
    before = last_revision_of(kind, table.c.feature_id, revision)
    return select(table.c.code).where(
        table.c.feature_id.in_(ids),
        or_(table.c.revision == now, table.c.revision == before),
        or_(table.c.city.is_(None), table.c.city.not_in(queries.listed(list(actor.cities)))),
    )
