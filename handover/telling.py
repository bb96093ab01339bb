"""Telling the parent how her handover stands, in her language and in her chat."""

from sqlalchemy.orm import Session

from areas import Area
from handover.conversation import Conversation, Message, add_message
from handover.journey import REQUESTED, REQUESTED_TEAM, WITHDRAWN
from handover.models import Handover, Worker
from handover.working_time import LONDON
from locales import format_date, format_time, translate


def conversation_of(session: Session, handover: Handover) -> Conversation | None:
    """The chat the handover came from; None once it is deleted."""
    return session.get(Conversation, handover.conversation_id) if handover.conversation_id else None


def tell(
    session: Session,
    handover: Handover,
    text: str,
    *,
    by: Worker | None = None,
    old: Worker | None = None,
    area: Area | None = None,
) -> Message | None:
    """Put a system message into her chat, in the language she reads there now, with the English beside it.

    Args:
        text: English source text.
        by: whose `{name}` and `{role}` it is.
        old: who is `{old}`.
        area: whose number stands for `{contact}` and `{phone}`.

    Returns:
        The message; None when the chat is deleted.
    """
    conversation = conversation_of(session, handover)
    if conversation is None:
        return None
    language = conversation.language
    said, english = (translate(text, code, **_values(code, by, old, area)) for code in (language, "en"))
    return add_message(session, conversation, "system", said, english=None if language == "en" else english)


def _values(language: str, by: Worker | None, old: Worker | None, area: Area | None) -> dict[str, str]:
    values: dict[str, str] = {}
    if by is not None:
        values |= {"name": by.first_name, "role": translate(by.role, language)}
    if old is not None:
        values |= {"old": old.first_name}
    if area is not None:
        values |= {"contact": area.council_contact.name, "phone": translate(area.council_contact.number, language)}
    return values


def told_when_requested(handover: Handover, language: str) -> str:
    """What she reads when she has asked: who has it now, and by when somebody answers.

    Raises:
        ValueError: when it has not been requested.
    """
    if handover.promise_by is None:
        raise ValueError("the handover has not been requested, so there is no promise to tell")
    promise = handover.promise_by.astimezone(LONDON)
    when = {"day": format_date(promise.date(), language), "time": format_time(promise.time(), language)}
    if handover.worker is None:
        return translate(REQUESTED_TEAM, language, **when)
    return translate(REQUESTED, language, name=handover.worker.first_name, **when)


def told_when_withdrawn(language: str) -> str:
    """What she reads when she has taken it back."""
    return translate(WITHDRAWN, language)
