"""What must hold once a revision is in: asked of the written rows, before they are committed."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, and_, func, literal, or_, select

from registry.errors import StoreError
from registry.language import Label, msg
from registry.store import queries
from registry.store.changes import Actor
from registry.store.schema import BESIDE_FEATURES, CLOSING, FEATURE, LINK, LINKS, PERIODS, Touch, links, touches
from registry.vocabulary import STORED_KINDS

_word = touches.alias("word")
_there = {kind: table.alias("there") for kind, table in PERIODS.items()}
_others = {kind: table.alias("other") for kind, table in PERIODS.items()}
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
    parts = sorted({(aspect, kind) for aspect, kind, _ in touched})
    for aspect, kind in parts:
        if aspect == FEATURE:
            _check_codes(connection, revision, kind)
            _check_left_links(connection, revision, kind)
        elif aspect in BESIDE_FEATURES:
            _check_beside(connection, revision, kind, BESIDE_FEATURES[aspect])
        elif aspect == CLOSING:
            _check_closer(actor)
        else:
            _check_links(connection, revision)
        if actor.cities and aspect != CLOSING:
            _check_scope(connection, revision, actor, aspect, kind)


def _check_closer(actor: Actor) -> None:
    """Refuse that anybody but the office of the province closes a quarter."""
    if actor.role != "office" or actor.cities:
        raise StoreError(
            "S048", msg("{name} may not close a quarter; the office of the province does.", name=actor.name)
        )


def last_revision_of(kind: Any, feature_id: Any, before: int | None = None) -> Any:
    """Return, as a part of a query, the revision that had the last word on a feature."""
    query = select(func.max(_word.c.revision)).where(
        _word.c.aspect == FEATURE, _word.c.kind == kind, _word.c.feature_id == feature_id
    )
    query = query if before is None else query.where(_word.c.revision < before)
    return query.correlate_except(_word).scalar_subquery()


def _check_codes(connection: Connection, revision: int, kind: str) -> None:
    new, old = PERIODS[kind], _others[kind]
    if "code" not in new.c:
        return
    nameless = connection.execute(select(new.c.feature_id).where(new.c.revision == revision, new.c.code.is_(None)))
    if (row := nameless.first()) is not None:
        raise StoreError(
            "S043", msg("Number {number} of {kind} has no code.", number=row[0], kind=STORED_KINDS[kind].label)
        )
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
                kind=STORED_KINDS[kind].label,
                one=row[1],
                other=row[2],
            ),
        )


def _exists(kind: str, feature_id: Any) -> Any:
    """Return, as a part of a query, whether the registry now knows the feature."""
    table = _there[kind]
    return (
        select(literal(1))
        .where(table.c.feature_id == feature_id, table.c.revision == last_revision_of(kind, feature_id))
        .correlate_except(table)
        .exists()
    )


def _check_beside(connection: Connection, revision: int, kind: str, table: Table) -> None:
    """Refuse assignments and decisions written now about features that are not there."""
    written = select(table.c.feature_id).where(table.c.revision == revision, table.c.kind == kind)
    _refuse_missing(kind, connection.execute(written.where(~_exists(kind, table.c.feature_id))).first())


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
                kind=STORED_KINDS[kind].label,
            ),
        )


def _check_scope(connection: Connection, revision: int, actor: Actor, aspect: str, kind: str) -> None:
    """Refuse what lies outside the actor's cities: features touched, assigned, or linked to others."""
    mine = select(touches.c.feature_id).where(
        touches.c.revision == revision, touches.c.aspect == aspect, touches.c.kind == kind
    )
    if aspect != LINK:
        _refuse_outside(connection, revision, actor, kind, mine)
        return
    for end_kind in PERIODS:
        ends = select(links.c.from_id).where(links.c.from_kind == end_kind, links.c.link_id.in_(mine))
        _refuse_outside(connection, revision, actor, end_kind, ends)


def _refuse_outside(connection: Connection, revision: int, actor: Actor, kind: str, ids: Select[Any]) -> None:
    has_city = "city" in PERIODS[kind].c
    row = connection.execute(_outside(kind, ids, revision, actor) if has_city else ids).first()
    if row is not None:
        raise StoreError(
            "S047",
            msg(
                "{name} may write only for {cities}; {feature} of {kind} is not theirs.",
                name=actor.name,
                cities=list(actor.cities),
                feature=row[0],
                kind=STORED_KINDS[kind].label,
            ),
        )


def _outside(kind: str, ids: Select[Any], revision: int, actor: Actor) -> Select[Any]:
    """Return the codes among the features that lie elsewhere in any period, as known before or from now on."""
    table = PERIODS[kind]
    now = last_revision_of(kind, table.c.feature_id)
    before = last_revision_of(kind, table.c.feature_id, revision)
    return select(table.c.code).where(
        table.c.feature_id.in_(ids),
        or_(table.c.revision == now, table.c.revision == before),
        or_(table.c.city.is_(None), table.c.city.not_in(queries.listed(list(actor.cities)))),
    )
