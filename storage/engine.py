"""One engine for the process, and the two ways to use it: reading and writing."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from storage.encryption import set_keys
from storage.signing import set_signing_keys

READ_IN_PLACE_BYTES = 1 << 28
BUSY_TIMEOUT_MS = 5_000


class _Current:
    engine: Engine | None = None


def configure(url: str, keys: Sequence[str]) -> None:
    """Open the database at `url` (sqlite:///… or postgresql+psycopg://…) with these Fernet keys, newest first.

    Raises:
        ValueError: when a key is malformed.
        sqlalchemy.exc.ArgumentError: when the URL is.
    """
    set_keys(keys)
    set_signing_keys(keys)
    dispose()
    _Current.engine = _make_engine(url)


def engine() -> Engine:
    """The engine in use.

    Raises:
        RuntimeError: before `configure`.
    """
    if _Current.engine is None:
        raise RuntimeError("no database is open; call storage.configure first")
    return _Current.engine


def dispose() -> None:
    """Close every connection."""
    if _Current.engine is not None:
        _Current.engine.dispose()
        _Current.engine = None


@contextmanager
def writing() -> Iterator[Session]:
    """A session that commits when the block ends and rolls back when it raises.

    On SQLite it takes the write lock at its start (BEGIN IMMEDIATE): a deferred transaction that turns into a write
    fails at once when another process has written in between, and `busy_timeout` does not cover that.
    """
    with Session(engine().execution_options(writing=True), expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """A session that sees one moment of the database.

    Raises:
        RuntimeError: when something tries to write through it.
    """
    with Session(engine(), expire_on_commit=False) as session:
        event.listen(session, "before_flush", _refuse)
        yield session


def _refuse(session: Session, *_: Any) -> None:
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("this session reads only; use storage.writing() to change anything")


def _make_engine(url: str) -> Engine:
    # hide_parameters: an error message must not carry a number or a name into a log.
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    # A queue of open connections: closing the last one would checkpoint the WAL at every commit.
    made = create_engine(url, poolclass=QueuePool, pool_size=20, max_overflow=20, hide_parameters=True)
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _prepare_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the "begin" event below opens transactions, not the driver
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",  # what is purged is overwritten in the file too
        f"mmap_size={READ_IN_PLACE_BYTES}",  # a search reads a tenth faster
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
