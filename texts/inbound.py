"""Replies to our texts: stop, start, help, or words that nobody would read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage import blind_index
from texts.consent import start, stop
from texts.identity import Identity
from texts.models import InboundText
from texts.recipients import find_recipient, recipient_for
from texts.stop_words import provider_answers, read_request
from texts.wording import HELP, NOT_READ, STARTED, STOPPED, reply

log = structlog.get_logger(__name__)

NOT_READ_AGAIN_AFTER = timedelta(hours=12)


@dataclass(frozen=True)
class Reply:
    """A reply as the provider hands it over.

    Attributes:
        sid: the provider's name for it; the same reply twice counts once.
        sender: E.164.
        opt_out_type: "STOP", "START" or "HELP" where the provider's own opt-out handling has acted, else empty.
        at: UTC.
    """

    sid: str
    sender: str
    body: str
    opt_out_type: str
    at: datetime


def answer_reply(session: Session, came: Reply, identity: Identity) -> str | None:
    """Do what a reply asks for and give the text to answer with, or None for silence.

    The answer is the same whether we know the number or not. Silence: for a reply seen before; where the provider has
    answered already; and for a second unread reply within 12 hours, so that two machines do not talk for ever.
    """
    provider_acted = came.opt_out_type in ("STOP", "START", "HELP")
    request = came.opt_out_type.lower() if provider_acted else read_request(came.body)
    kept = InboundText(sid=came.sid, phone_index=blind_index(came.sender), request=request, at=came.at)
    if session.get(InboundText, came.sid) is not None or not _insert(session, kept):
        return None
    log.info("reply received", request=request)
    known = find_recipient(session, came.sender)
    language = known.language if known is not None else "en"
    silent = provider_acted or provider_answers(came.body)
    match request:
        case "stop":
            stop(session, recipient_for(session, came.sender, language, came.at).id, came.at, "reply")
            wording = STOPPED
        case "start":
            if known is not None:
                start(session, known.id)
            wording = STARTED
        case "help":
            wording = HELP
        case _:
            silent = _answered_lately(session, kept)
            wording = NOT_READ
    kept.answered = not silent
    return None if silent else reply(wording, identity, language)


def _insert(session: Session, came: InboundText) -> bool:
    try:
        with session.begin_nested():
            session.add(came)
    except IntegrityError:  # the same reply, delivered twice at once
        return False
    return True


def _answered_lately(session: Session, came: InboundText) -> bool:
    lately = select(InboundText.sid).where(
        InboundText.phone_index == came.phone_index,
        InboundText.request == "other",
        InboundText.answered,
        InboundText.at > came.at - NOT_READ_AGAIN_AFTER,
        InboundText.sid != came.sid,
    )
    return session.scalar(lately.limit(1)) is not None
