"""What several rooms' tests stand on: an empty database of either kind, and loud skips that CI does not allow."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet

import storage
from app import rooms  # noqa: F401 - makes every table known

POSTGRES = os.environ.get("FINGERPOST_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
POSTGRES_DATABASE = f"fingerpost_test_{os.getpid()}"


def missing(what: str) -> None:
    """Skip a test loudly because something is not on this machine; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}; CI does not allow this skip")
    pytest.skip(f"SKIPPED: {what}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL database of this test run's own."""
    try:
        connection = psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        missing(f"PostgreSQL does not answer at {POSTGRES}")
        return
    with connection:
        connection.execute(f'CREATE DATABASE "{POSTGRES_DATABASE}"')
    yield f"{POSTGRES}/{POSTGRES_DATABASE}"
    storage.dispose()
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{POSTGRES_DATABASE}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A configured database with nothing in it, on SQLite and on PostgreSQL; gives its address."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/test.db"
    else:
        address = request.getfixturevalue("postgres")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        url = address.replace("postgresql://", "postgresql+psycopg://")
    storage.configure(url, [Fernet.generate_key().decode()])
    yield url
    storage.dispose()


@pytest.fixture
def database(empty_database: str) -> str:
    """A configured database with every table, on SQLite and on PostgreSQL; gives its address."""
    storage.Base.metadata.create_all(storage.engine().execution_options(writing=True))
    return empty_database
