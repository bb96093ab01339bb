"""What the tests of texts and reminders stand on: an empty database, the double of Twilio, and a real webhook server."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import uvicorn
from cryptography.fernet import Fernet
from fastapi import FastAPI

import reminders.models
import storage
import texts.models
from tests.twilio_double import ACCOUNT_SID, AUTH_TOKEN, SENDER, Messages, running
from texts import Identity, TwilioProvider, make_router
from texts.models import Consent, Recipient, Text
from texts.recipients import recipient_for

assert reminders.models and texts.models

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A Tuesday morning."""
PHONE = "+447700900123"
IDENTITY = Identity("Fennbrook Family Hubs", "01632 960100", can_reply=True)
POSTGRES = "postgresql://postgres@127.0.0.1:5432"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database with every table, on SQLite and on PostgreSQL."""
    url = f"sqlite:///{tmp_path}/test.sqlite" if request.param == "sqlite" else _empty_postgres()
    storage.configure(url, [Fernet.generate_key().decode()])
    storage.Base.metadata.create_all(storage.engine())
    yield url
    storage.dispose()


def _empty_postgres(name: str = "fp_texts") -> str:
    try:
        with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=2) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(f"CREATE DATABASE {name}")
    except psycopg.OperationalError:
        if os.environ.get("CI"):
            raise
        pytest.skip("PostgreSQL does not answer at 127.0.0.1:5432: the tests on it are skipped")
    with psycopg.connect(f"{POSTGRES}/{name}", autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return f"postgresql+psycopg://postgres@127.0.0.1:5432/{name}"


@pytest.fixture
def double() -> Iterator[tuple[str, Messages]]:
    """The double of Twilio: its address and what it holds."""
    with running() as served:
        yield served


@pytest.fixture
def provider(double: tuple[str, Messages]) -> TwilioProvider:
    """The real SDK, pointed at the double; no callbacks."""
    return make_provider(double[0])


def make_provider(api_url: str, public_url: str | None = None, timeout: float = 0.5) -> TwilioProvider:
    """The real SDK, pointed at a double."""
    return TwilioProvider(
        ACCOUNT_SID, AUTH_TOKEN, sender=SENDER, public_url=public_url, api_url=api_url, timeout=timeout
    )


@pytest.fixture
def webhooks(database: str) -> Iterator[str]:
    """The webhooks served by uvicorn on loopback; gives their public address."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = FastAPI()
    app.include_router(make_router(AUTH_TOKEN, address, IDENTITY))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield address
    server.should_exit = True
    thread.join(10)
    listening.close()


def verified(phone: str = PHONE, language: str = "en", purpose: str | None = "reminders") -> str:
    """A confirmed phone with a consent; gives the recipient's id."""
    with storage.writing() as session:
        recipient = recipient_for(session, phone, language, NOW)
        recipient.verified_at = NOW
        session.flush()
        if purpose is not None:
            session.add(
                Consent(
                    recipient_id=recipient.id,
                    purpose=purpose,
                    wording="Do you agree?",
                    wording_version="test-1",
                    language=language,
                    channel="chat",
                    at=NOW,
                )
            )
        return recipient.id


def put(recipient_id: str, key: str = "k", body: str = "Bring a coat.", **more: object) -> str:
    """A reminder in the outbox, due at NOW for two days; gives its id."""
    given: dict[str, object] = {"kind": "reminder", "not_before": NOW, "not_after": NOW + timedelta(days=2), **more}
    with storage.writing() as session:
        return texts.enqueue(session, recipient_id, body, dedupe_key=key, **given).id  # type: ignore[arg-type]


def the_text(text_id: str) -> Text:
    """A text as it stands."""
    with storage.reading() as session:
        return session.get_one(Text, text_id)


def the_recipient(recipient_id: str) -> Recipient:
    """A recipient as it stands."""
    with storage.reading() as session:
        return session.get_one(Recipient, recipient_id)


def eventually(holds: Callable[[], bool], seconds: float = 5) -> None:
    """Wait until something holds.

    Raises:
        AssertionError: when it does not within the time.
    """
    end = datetime.now(UTC) + timedelta(seconds=seconds)
    while not holds():
        assert datetime.now(UTC) < end, "did not happen in time"
        threading.Event().wait(0.02)
