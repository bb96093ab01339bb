"""What the tests of texts and reminders share: a moment, a phone, a letter, and short ways to put and look up texts."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import storage
from tests.conftest import missing
from tests.twilio_messages import ACCOUNT_SID, AUTH_TOKEN, SENDER
from texts import Identity, TwilioProvider, enqueue, start_verification
from texts.models import Consent, Recipient, Text
from texts.receipts import News, note_status
from texts.recipients import recipient_for

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A Tuesday morning."""
PHONE = "+447700900123"
IDENTITY = Identity("Fennbrook Family Hubs", "01632 960100", can_reply=True)
VECTORS = Path(__file__).parents[2] / "shared/data/sms/sms_vectors.json"


def make_provider(api_url: str, public_url: str | None = None, timeout: float = 2) -> TwilioProvider:
    """The real SDK, pointed at a double."""
    return TwilioProvider(
        ACCOUNT_SID, AUTH_TOKEN, sender=SENDER, public_url=public_url, api_url=api_url, timeout=timeout
    )


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
        return enqueue(session, recipient_id, body, dedupe_key=key, **given).id  # type: ignore[arg-type]


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


def ask_for_code(phone: str = PHONE, conversation: str | None = "c1", at: timedelta = timedelta(0)) -> str:
    """Start a verification; gives the recipient's id."""
    with storage.writing() as session:
        started = start_verification(session, phone, "en", NOW + at, identity=IDENTITY, conversation_id=conversation)
        return started.recipient_id


def vectors(group: str) -> list[Any]:
    """A group of the reference vectors, which are not part of this repository."""
    if not VECTORS.exists():
        missing(f"the reference vectors are not here: {VECTORS.name}")
    groups = json.loads(VECTORS.read_text(encoding="utf-8"))["groups"]
    return next(each["vectors"] for each in groups if each["id"] == group)


def news(text_id: str | None, sid: str, word: str, code: int | None = None, at: timedelta = timedelta(0)) -> str:
    """Take in one status of a text."""
    with storage.writing() as session:
        return note_status(session, text_id, News(sid, word, code, NOW + at))


LETTER = {
    "title": "Year 2 class show",
    "status": "on",
    "date": "2026-12-11",
    "end_date": None,
    "start_time": "14:15",
    "end_time": "15:00",
    "place": "School hall",
    "audience": "Year 2",
    "action": "come and watch",
    "bring": "a camera",
    "deadline": "2026-12-04",
    "cost": "free",
    "recurrence": None,
    "words": "Friday 11th December at 2.15 pm",
}
