"""The full-text index over services' stems: FTS5 on SQLite, GIN over a tsvector on PostgreSQL.

Both hold exactly the stems that words.py made, so both find the same services; ranking is ours (ranking.py). A migration
calls `create_search_indexes`; tables made straight from the models get the index with them.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, event, text

from directory.models import Service

_VECTOR = "array_to_tsvector(string_to_array(words, ' '))"

_SQLITE = (
    # The stems are in `service` already: an external-content table keeps no second copy of them.
    """CREATE VIRTUAL TABLE service_words USING fts5(
        words, content='service', content_rowid='key', detail=none, columnsize=0,
        tokenize="unicode61 remove_diacritics 0 categories 'L* N* M*'")""",
    """CREATE TRIGGER service_words_insert AFTER INSERT ON service BEGIN
        INSERT INTO service_words(rowid, words) VALUES (new.key, new.words); END""",
    """CREATE TRIGGER service_words_delete AFTER DELETE ON service BEGIN
        INSERT INTO service_words(service_words, rowid, words) VALUES ('delete', old.key, old.words); END""",
    """CREATE TRIGGER service_words_update AFTER UPDATE OF words ON service BEGIN
        INSERT INTO service_words(service_words, rowid, words) VALUES ('delete', old.key, old.words);
        INSERT INTO service_words(rowid, words) VALUES (new.key, new.words); END""",
    "INSERT INTO service_words(service_words) VALUES ('rebuild')",
)
_SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS service_words_insert",
    "DROP TRIGGER IF EXISTS service_words_delete",
    "DROP TRIGGER IF EXISTS service_words_update",
    "DROP TABLE IF EXISTS service_words",
)


def create_search_indexes(connection: Connection) -> None:
    """Make the full-text index; the table `service` exists."""
    if connection.dialect.name == "sqlite":
        for statement in _SQLITE:
            connection.exec_driver_sql(statement)
    else:
        connection.exec_driver_sql(f"CREATE INDEX ix_service_words ON service USING gin ({_VECTOR})")


def drop_search_indexes(connection: Connection) -> None:
    """Drop the full-text index, if it is there."""
    if connection.dialect.name == "sqlite":
        for statement in _SQLITE_DROP:
            connection.exec_driver_sql(statement)
    else:
        connection.exec_driver_sql("DROP INDEX IF EXISTS ix_service_words")


def has_any_word(stems: Iterable[str], dialect: str) -> ColumnElement[bool]:
    """The condition on `service` that it uses at least one of the stems."""
    if dialect == "sqlite":
        wanted = " OR ".join(f'"{stem}"' for stem in sorted(set(stems)))
        condition = text("service.key IN (SELECT rowid FROM service_words WHERE service_words MATCH :wanted)")
    else:
        wanted = " | ".join(f"'{stem}'" for stem in sorted(set(stems)))
        condition = text(f"{_VECTOR.replace('words', 'service.words')} @@ CAST(:wanted AS tsquery)")
    bound: Any = condition.bindparams(bindparam("wanted", wanted, unique=True))
    return bound  # type: ignore[no-any-return]  # a text clause stands for a condition


def _made(_: Table, connection: Connection, **__: Any) -> None:
    create_search_indexes(connection)


def _dropping(_: Table, connection: Connection, **__: Any) -> None:
    drop_search_indexes(connection)


event.listen(Service.__table__, "after_create", _made)
event.listen(Service.__table__, "before_drop", _dropping)
