"""News from the provider about texts: applied once, in whatever order and however often it comes."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from texts.consent import stop
from texts.delivery_status import NOT_DELIVERED, Status, from_provider, moves
from texts.errors import NOT_A_NUMBER, Action, action_on_failure, retries_on_failure
from texts.models import StatusEvent, Text
from texts.outbox import enqueue

log = structlog.get_logger(__name__)

LONGEST_WORD = 20
RETRY_AFTER = timedelta(minutes=30)
Noted = Literal["moved", "nothing new", "parked"]


@dataclass(frozen=True)
class News:
    """One status of a text in the provider's words, at a moment (UTC)."""

    sid: str
    word: str
    error_code: int | None
    at: datetime


def note_status(session: Session, text_id: str | None, news: News) -> Noted:
    """Take in one status of a text, by our own id or the provider's SID.

    News about a text nobody knows yet is parked: a callback can be faster than the answer that names the SID.
    """
    text = _lock(session, text_id, news.sid)
    if not _first_time(session, text, news):
        return "nothing new"
    if text is None:
        log.info("status of a text not known yet", sid=news.sid, status=news.word)
        return "parked"
    return "moved" if advance(session, text, news) else "nothing new"


def advance(session: Session, text: Text, news: News) -> bool:
    """Move a text (locked by the caller) by the provider's word for its status; whether it moved."""
    text.sid = text.sid or news.sid
    status = from_provider(news.word)
    if status is None or not moves(Status(text.status), status):
        return False
    text.becomes(status, news.at, news.error_code)
    text.lease_until = None
    log.info("text moved", text=text.id, status=status, error_code=news.error_code)
    if status in NOT_DELIVERED:
        _after_failure(session, text, news.error_code, news.at)
    return True


def adopt_parked(session: Session, text: Text, now: datetime) -> None:
    """Apply the news that came under a text's SID before the text was known to have it."""
    parked = select(StatusEvent).where(StatusEvent.sid == text.sid, StatusEvent.text_id.is_(None))
    for event in session.scalars(parked).all():
        event.text_id = text.id
        advance(session, text, News(event.sid, event.status, event.error_code, now))


def _lock(session: Session, text_id: str | None, sid: str) -> Text | None:
    for which in ((Text.id == text_id) if text_id else None, Text.sid == sid):
        if which is not None:
            found = session.scalar(select(Text).where(which).with_for_update(of=Text))
            if found is not None:
                return found
    return None


def _first_time(session: Session, text: Text | None, news: News) -> bool:
    word = news.word[:LONGEST_WORD]
    if (
        session.scalar(select(StatusEvent.id).where(StatusEvent.sid == news.sid, StatusEvent.status == word))
        is not None
    ):
        return False
    made = StatusEvent(
        text_id=text.id if text else None, sid=news.sid, status=word, error_code=news.error_code, at=news.at
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # the same callback, twice at once
        return False
    return True


def _after_failure(session: Session, text: Text, error_code: int | None, now: datetime) -> None:
    if error_code in NOT_A_NUMBER:
        text.recipient.bad_code = error_code
    match action_on_failure(error_code):
        case Action.OPTED_OUT:
            stop(session, text.recipient_id, now, "provider")
        case Action.RETRY:
            _send_again(session, text, error_code, now)


def _send_again(session: Session, text: Text, error_code: int | None, now: datetime) -> None:
    """A new text with a numbered key: the old one's late callbacks cannot touch it, and a repeat makes no third."""
    key, number = re.fullmatch(r"(.*?)(?:#(\d+))?", text.dedupe_key, re.DOTALL).groups()  # type: ignore[union-attr]
    times = int(number or 1)
    if text.kind == "code" or times > retries_on_failure(error_code) or now + RETRY_AFTER >= text.not_after:
        return
    enqueue(
        session,
        text.recipient_id,
        text.body,
        kind=text.kind,
        dedupe_key=f"{key}#{times + 1}",
        not_before=now + RETRY_AFTER,
        not_after=text.not_after,
    )
