"""The tables of a registry file: one of periods per kind, assignments, links, and the revisions that wrote them.

Every row belongs to a revision and is never updated or deleted; triggers see to it whatever program writes.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy.schema import SchemaItem

from registry.vocabulary import STORED_KINDS, Field, FieldType, Kind

APPLICATION_ID = 0x52534F52
"""What `PRAGMA application_id` of a registry says: "RSOR", registry of sewage outlets into rivers."""

FEATURE, ASSIGNMENT, DECISION, LINK, CLOSING = "feature", "assignment", "decision", "link", "closing"
"""The aspects under which a revision can touch something."""
LINKS, LISTS = "links", "lists"
"""What `touches.kind` says of links and of closed lists, which have numbers of their own."""

Touch = tuple[str, str, int]
"""An aspect, a kind and the number of a feature, link or quarter."""

_SQL_TYPES = {
    FieldType.CODE: Text,
    FieldType.TEXT: Text,
    FieldType.CHOICE: Text,
    FieldType.DATE: Text,
    FieldType.TIME: Text,
    FieldType.NUMBER: Float,
    FieldType.FLAG: Integer,
}

metadata = MetaData()

revisions = Table(
    "revisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("file_name", Text),
    Column("file_sha256", Text),
    Column("base_sha256", Text),
    Column("undoes", Integer, ForeignKey("revisions.number")),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

touches = Table(
    "touches",
    metadata,
    Column("aspect", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("feature_id", Integer, nullable=False),
    Column("revision", Integer, ForeignKey("revisions.number", deferrable=True, initially="DEFERRED"), nullable=False),
    PrimaryKeyConstraint("aspect", "kind", "feature_id", "revision"),
    sqlite_with_rowid=False,
)
Index("touches_by_revision", touches.c.revision)


def _dated(name: str, key: tuple[str, ...], *items: SchemaItem) -> Table:
    """Make a table of dated rows; its key starts with the revision, so that a revision lies together on disk."""
    return Table(
        name,
        metadata,
        Column(
            "revision", Integer, ForeignKey("revisions.number", deferrable=True, initially="DEFERRED"), nullable=False
        ),
        *items,
        Column("valid_from", Text, nullable=False),
        Column("valid_to", Text),
        PrimaryKeyConstraint("revision", *key, "valid_from"),
        CheckConstraint("valid_to > valid_from"),
        sqlite_with_rowid=False,
    )


def _field_column(field: Field) -> Column[object]:
    return Column(field.name, _SQL_TYPES[field.type])


def _period_table(kind: Kind) -> Table:
    table = _dated(
        f"{kind.name}_periods",
        ("feature_id",),
        Column("feature_id", Integer, nullable=False),
        *map(_field_column, kind.stored_fields),
    )
    if "code" in table.c:
        Index(f"{table.name}_by_code", table.c.code)
    return table


PERIODS: dict[str, Table] = {kind.name: _period_table(kind) for kind in STORED_KINDS.values()}
"""The table of each kind: one row per feature, revision that touched it, and period of its life as then known."""

assignments = _dated(
    "assignments",
    ("kind", "feature_id"),
    Column("kind", Text, nullable=False),
    Column("feature_id", Integer, nullable=False),
    Column("section_code", Text),
    Column("grade", Text),
    Column("method", Text),
    Column("unit_section", Text),
    Column("water_section", Text),
    Column("runner_up", Text),
    Column("reach_id", Integer),
    Column("offset_m", Float),
    Column("measure_m", Float),
    Column("path_to_section_m", Float),
    Column("flip_m", Float),
    Column("reasons", Text, nullable=False),
    Column("county_code", Text),
)

decisions = _dated(
    "decisions",
    ("kind", "feature_id"),
    Column("kind", Text, nullable=False),
    Column("feature_id", Integer, nullable=False),
    Column("section_code", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("evidence", Text, nullable=False),
)
"""What people decided, beside what is computed; `evidence` is the digest of what lay before them."""

BESIDE_FEATURES: dict[str, Table] = {ASSIGNMENT: assignments, DECISION: decisions}
"""Tables that say something about features of any kind, by the aspect they are touched under."""

links = _dated(
    LINKS,
    ("link_id",),
    Column("link_id", Integer, nullable=False),
    Column("role", Text, nullable=False),
    Column("from_kind", Text, nullable=False),
    Column("from_id", Integer, nullable=False),
    Column("to_kind", Text, nullable=False),
    Column("to_id", Integer, nullable=False),
    Column("share", Float),
)
Index("links_by_from", links.c.from_kind, links.c.from_id)
Index("links_by_to", links.c.to_kind, links.c.to_id)

closings = Table(
    "closings",
    metadata,
    Column(
        "revision",
        Integer,
        ForeignKey("revisions.number", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("quarter", Text, nullable=False, unique=True),
    Column("known_at", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("parts_sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""Closed quarters; a quarter is closed once."""

DATED_TABLES: tuple[Table, ...] = (*PERIODS.values(), assignments, decisions, links)


def create_schema(connection: Connection) -> None:
    """Write the tables, their guards and the number that says what the file is."""
    metadata.create_all(connection)
    for table in metadata.sorted_tables:
        guard(connection, table)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def guard(connection: Connection, table: Table) -> None:
    """Add the triggers that refuse to change or delete a row, or to add one to a revision that is closed."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'history is never changed'); END"
    for verb in ("UPDATE", "DELETE"):
        trigger = f"CREATE TRIGGER {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name}"
        connection.exec_driver_sql(f"{trigger} {refuse}")
    if table is not revisions:
        trigger = f"CREATE TRIGGER {table.name}_no_late_insert BEFORE INSERT ON {table.name}"
        late = "WHEN NEW.revision <= (SELECT max(number) FROM revisions)"
        connection.exec_driver_sql(f"{trigger} {late} {refuse}")
