"""A conversation's life: begun with a token that only her browser holds, deleted when she says so, purged by machine."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from areas import Area
from bot import wording
from handover.conversation import Conversation, add_message
from handover.erasing import erase
from handover.models import Handover
from locales import language
from storage import new_id

# An anonymous chat is gone after a day; one with a handover lasts as long as its worker may need it (docs/privacy.md).
KEEP_ANONYMOUS = timedelta(hours=24)
KEEP_WITH_HANDOVER = timedelta(days=30)


class Begun(NamedTuple):
    """A new conversation and the token that opens it, which is kept nowhere else."""

    conversation: Conversation
    token: str


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(session: Session, code: str, area: Area) -> Begun:
    """Begin a conversation in a language and greet."""
    token = secrets.token_urlsafe(32)
    conversation = Conversation(
        id=new_id(),
        token_hash=_hash(token),
        language=language(code).code,
        area=area.key,
        held_by_worker_id=None,
        awaiting=None,
    )
    session.add(conversation)
    session.flush()
    greet(session, conversation, area)
    return Begun(conversation, token)


def greet(session: Session, conversation: Conversation, area: Area) -> None:
    """Say who is here and what it can do."""
    said = wording.say("utter_greet", conversation.language, area)
    speak(session, conversation, said)


def speak(session: Session, conversation: Conversation, said: wording.Said) -> None:
    """Let the assistant say something in the conversation."""
    add_message(
        session,
        conversation,
        "assistant",
        said.text,
        language=said.language,
        choices=[dict(choice) for choice in said.choices],  # type: ignore[arg-type]
        card=said.card,
        english=said.english,
        topic=said.topic,
    )


def find(session: Session, conversation_id: str, token: str) -> Conversation | None:
    """The conversation, if the token is its own."""
    conversation = session.get(Conversation, conversation_id)
    if conversation and hmac.compare_digest(conversation.token_hash, _hash(token)):
        return conversation
    return None


def purge(session: Session, now: datetime, *, dry_run: bool = False) -> list[str]:
    """Delete conversations whose time is over; returns their ids."""
    with_handover = select(Handover.conversation_id).where(Handover.conversation_id.is_not(None))
    over = list(
        session.scalars(
            select(Conversation).where(
                (Conversation.last_at < now - KEEP_WITH_HANDOVER)
                | ((Conversation.last_at < now - KEEP_ANONYMOUS) & Conversation.id.not_in(with_handover))
            )
        )
    )
    if not dry_run:
        for conversation in over:
            erase(session, conversation)
    return [conversation.id for conversation in over]
