"""The search index over services' stems and marks: FTS5 on SQLite, GIN over a tsvector on PostgreSQL.

Both hold exactly the words that words.py and marks.py made, so both find the same services; ranking is ours (ranking.py).
A migration makes the index; tables made straight from the models get it with them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, TextClause, event, text
from sqlalchemy.orm import Session

from directory.models import Service
from directory.words import Phrase

_VECTOR = "array_to_tsvector(string_to_array(trim(words || ' ' || marks), ' '))"

_SQLITE = (
    # The words are in `service` already: an external-content table keeps no second copy of them.
    """CREATE VIRTUAL TABLE service_words USING fts5(
        words, marks, content='service', content_rowid='key', detail=none, columnsize=0,
        tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'")""",
    """CREATE TRIGGER service_words_insert AFTER INSERT ON service BEGIN
        INSERT INTO service_words(rowid, words, marks) VALUES (new.key, new.words, new.marks); END""",
    """CREATE TRIGGER service_words_delete AFTER DELETE ON service BEGIN
        INSERT INTO service_words(service_words, rowid, words, marks)
        VALUES ('delete', old.key, old.words, old.marks); END""",
    """CREATE TRIGGER service_words_update AFTER UPDATE OF words, marks ON service BEGIN
        INSERT INTO service_words(service_words, rowid, words, marks)
        VALUES ('delete', old.key, old.words, old.marks);
        INSERT INTO service_words(rowid, words, marks) VALUES (new.key, new.words, new.marks); END""",
    "INSERT INTO service_words(service_words) VALUES ('rebuild')",
)
_SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS service_words_insert",
    "DROP TRIGGER IF EXISTS service_words_delete",
    "DROP TRIGGER IF EXISTS service_words_update",
    "DROP TABLE IF EXISTS service_words",
)
_MATCHING_SQLITE = "service.key IN (SELECT rowid FROM service_words WHERE service_words MATCH :index)"
_MATCHING_POSTGRESQL = (
    _VECTOR.replace("words", "service.words").replace("marks", "service.marks") + " @@ CAST(:index AS tsquery)"
)


def create_search_indexes(connection: Connection) -> None:
    """Make the search index; the table `service` exists."""
    if connection.dialect.name == "sqlite":
        for statement in _SQLITE:
            connection.exec_driver_sql(statement)
    else:
        connection.exec_driver_sql(f"CREATE INDEX ix_service_words ON service USING gin ({_VECTOR})")


def drop_search_indexes(connection: Connection) -> None:
    """Drop the search index, if it is there."""
    if connection.dialect.name == "sqlite":
        for statement in _SQLITE_DROP:
            connection.exec_driver_sql(statement)
    else:
        connection.exec_driver_sql("DROP INDEX IF EXISTS ix_service_words")


def tidy(session: Session) -> None:
    """Merge what an import added to the index in many pieces, so that a question reads one. Call it after a large change."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO service_words(service_words) VALUES ('optimize')"))


def matching(dialect: str) -> TextClause:
    """The condition on `service` that the index finds it; its parameter `index` takes what `written` gives."""
    return text(_MATCHING_SQLITE if dialect == "sqlite" else _MATCHING_POSTGRESQL)


def written(all_of: Sequence[Iterable[Phrase]], dialect: str) -> str:
    """A question to the index: of each of these groups at least one phrase, with all its words in any order.

    Words are stems or marks.
    """
    quote, both, either = (_quoted, " AND ", " OR ") if dialect == "sqlite" else (_literal, " & ", " | ")
    return both.join(
        f"({either.join(f'({both.join(map(quote, phrase))})' for phrase in sorted(set(group)))})" for group in all_of
    )


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _literal(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _made(_: Table, connection: Connection, **__: Any) -> None:
    create_search_indexes(connection)


def _dropping(_: Table, connection: Connection, **__: Any) -> None:
    drop_search_indexes(connection)


event.listen(Service.__table__, "after_create", _made)
event.listen(Service.__table__, "before_drop", _dropping)
