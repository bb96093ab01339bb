"""What the tests of handovers and of the desk stand on: three workers and a parent's chat."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from cryptography.fernet import Fernet
from sqlalchemy.orm import Session

import handover as room
from areas import Area, load_area
from handover import Line
from handover.conversation import Conversation, add_message, messages_after
from handover.demo import SOFIAS_EMAIL, add_demo_workers
from handover.models import Handover, Worker
from handover.workers import worker_by_email
from handover.working_time import LONDON
from storage import configure, new_id, writing

DANIELS_EMAIL = "daniel.hughes@example.org"
MONDAY_NINE = datetime(2026, 11, 23, 9, tzinfo=LONDON)
SENTENCE = "Hello, I am Sofia. I have read what you wrote and I am here now."
AGREED = "Sofia may read the lines above."
LINES = [
    Line("asked", "کیا وہ میرے بچے لے جائیں گے؟", "She asked whether her children may be taken."),
    Line("need", "a baby group", "A free baby group on Tuesdays."),
    Line("words", "my neighbour Tariq shouts", None, about_third_person=True),
]


@pytest.fixture
def encryption_key(database: str) -> str:
    """The key that another process needs too. Ask for it before anything is written."""
    key = Fernet.generate_key().decode()
    configure(database, [key])
    return key


@pytest.fixture(scope="session")
def area() -> Area:
    return load_area("demo")


@pytest.fixture
def session(database: str, area: Area) -> Iterator[Session]:
    """A session that writes, with the demo area's workers."""
    with writing() as session:
        add_demo_workers(session, area, None)
        yield session


def london(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=LONDON)


def a_conversation(session: Session, language: str = "ur") -> Conversation:
    conversation = Conversation(id=new_id(), token_hash=new_id(), language=language, area="demo")
    session.add(conversation)
    session.flush()
    add_message(session, conversation, "parent", "will they take my kids off me?")
    add_message(session, conversation, "assistant", "An honest answer.")
    return conversation


def a_draft(session: Session, area: Area, language: str = "ur", now: datetime = MONDAY_NINE) -> Handover:
    return room.draft_handover(session, a_conversation(session, language), LINES, area, now)


def a_request(session: Session, area: Area, language: str = "ur", now: datetime = MONDAY_NINE) -> Handover:
    handover = a_draft(session, area, language, now)
    room.set_safe_contact(session, handover, "chat", now, times=["school_hours"])
    return room.request_handover(session, handover, AGREED, room.CONSENT_VERSION, now)


def worker(session: Session, email: str = SOFIAS_EMAIL) -> Worker:
    found = worker_by_email(session, email)
    assert found is not None
    return found


def daniel(session: Session) -> Worker:
    return worker(session, DANIELS_EMAIL)


def chat(session: Session, handover: Handover) -> list[tuple[str, str]]:
    """Who said what in the chat since the handover began."""
    return [(message.sender, message.text) for message in messages_after(session, handover.conversation_id or "", 2)]
