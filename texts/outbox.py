"""Putting texts into the outbox, taking them out again, and showing it."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from texts.delivery_status import OURS, Status
from texts.may_send import PURPOSES
from texts.models import Text
from texts.phone_number import mask_phone
from texts.sanitise import sanitise
from texts.segments import count_segments

LONGEST_BODY = 1600
MOST_SEGMENTS = 6

IN_WORDS: dict[str, str] = {
    Status.WAITING: "waiting for its time",
    Status.WAITING_FOR_A_SENDER: "waiting for a sender: no SMS provider is set up, nothing was sent",
    Status.POSTING: "being handed to the SMS provider",
    Status.UNKNOWN: "not known yet whether the SMS provider took it",
    Status.ACCEPTED: "taken by the SMS provider",
    Status.QUEUED: "queued at the SMS provider",
    Status.SENDING: "on its way",
    Status.SENT: "sent, not yet confirmed by the phone",
    Status.DELIVERED: "delivered",
    Status.UNDELIVERED: "did not arrive",
    Status.FAILED: "could not be sent",
    Status.CANCELLED: "cancelled before it was sent",
    Status.EXPIRED: "too late to be of use, not sent",
}


class TextTooLongError(ValueError):
    """The text would be cut by the provider or cost too much."""


@dataclass(frozen=True)
class OutboxRow:
    """One line of the desk's outbox page.

    Attributes:
        to: the masked number.
        body: the text; a code's digits are hidden unless a worker must pass it on because nothing sends it.
        status: in words.
        when: UTC; when it goes out, or when its status last changed.
    """

    id: str
    to: str
    body: str
    kind: str
    status: str
    when: datetime
    segments: int
    error_code: int | None


def enqueue(
    session: Session,
    recipient_id: str,
    body: str,
    *,
    kind: str,
    dedupe_key: str,
    not_before: datetime,
    not_after: datetime,
) -> Text:
    """Put a text into the outbox, in the caller's transaction. The same key again gives back the text that is there.

    Args:
        kind: one of `may_send.PURPOSES`; consent for its purpose is asked for when it goes out.
        not_before, not_after: aware; after `not_after` it is useless and does not go out.

    Raises:
        ValueError: for an empty body, an unknown kind or times in the wrong order.
        TextTooLongError: over 1600 characters or 6 segments.
    """
    if kind not in PURPOSES:
        raise ValueError(f"unknown kind of text: {kind!r}")
    if not_after <= not_before:
        raise ValueError("a text must have time to go out: not_after is not later than not_before")
    plain = sanitise(body)
    counted = count_segments(plain)
    if not plain:
        raise ValueError("a text needs words")
    if len(plain) > LONGEST_BODY or counted.segments > MOST_SEGMENTS:
        raise TextTooLongError(f"a text may have {LONGEST_BODY} characters and {MOST_SEGMENTS} segments")
    made = Text(
        recipient_id=recipient_id,
        body=plain,
        kind=kind,
        dedupe_key=dedupe_key,
        not_before=not_before,
        not_after=not_after,
        segments=counted.segments,
    )
    return _insert_once(session, made)


def _insert_once(session: Session, made: Text) -> Text:
    same_key = select(Text).where(Text.dedupe_key == made.dedupe_key)
    there = session.scalar(same_key)
    if there is not None:
        return there
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # another process put it in at this moment
        return session.scalars(same_key).one()
    return made


def take_up_again(
    session: Session, text: Text, body: str, *, not_before: datetime, not_after: datetime, now: datetime
) -> None:
    """Let a text that was cancelled before it went anywhere wait again, since it was asked for anew. Others stay."""
    if text.status != Status.CANCELLED or text.attempts:
        return
    text.body = sanitise(body)
    text.segments = count_segments(text.body).segments
    text.not_before, text.not_after = not_before, not_after
    text.becomes(Status.WAITING, now)
    session.flush()


def cancel_waiting(session: Session, now: datetime, *which: ColumnElement[bool]) -> int:
    """Cancel those of these texts that have not been handed over yet; gives how many. A sent text is not called back."""
    waiting = select(Text).where(Text.status.in_(OURS), *which).with_for_update(of=Text)
    found = session.scalars(waiting).all()
    for text in found:
        text.becomes(Status.CANCELLED, now)
    session.flush()
    return len(found)


def cancel_by_key(session: Session, key_starts_with: str, recipient_id: str | None, now: datetime) -> int:
    """Cancel the waiting texts whose key starts like this, to one recipient or to all."""
    which = [Text.dedupe_key.startswith(key_starts_with, autoescape=True)]
    if recipient_id is not None:
        which.append(Text.recipient_id == recipient_id)
    return cancel_waiting(session, now, *which)


def list_outbox(session: Session, limit: int = 100) -> list[OutboxRow]:
    """The newest texts, for workers: masked numbers, states in words."""
    newest = select(Text).order_by(Text.created_at.desc(), Text.id).limit(limit)
    return [_row(text) for text in session.scalars(newest)]


def _row(text: Text) -> OutboxRow:
    return OutboxRow(
        id=text.id,
        to=mask_phone(text.recipient.phone),
        body=_shown(text),
        kind=text.kind,
        status=IN_WORDS[text.status],
        when=text.not_before if text.status in OURS else text.status_at,
        segments=text.segments,
        error_code=text.error_code,
    )


def _shown(text: Text) -> str:
    hidden = text.kind == "code" and text.status != Status.WAITING_FOR_A_SENDER
    return re.sub(r"\d{6}", "••••••", text.body) if hidden else text.body
