"""Sending what is due: the intent is committed before the request, so a crash never sends a text twice.

The protocol: claim one text and commit (`posting`, an attempt id, a lease) after checking at that moment that it may go;
POST; record the answer. No answer, or a crash in between, leaves it `unknown` for `reconcile`, which asks the provider.
"""

import random
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from storage import new_id, writing
from texts.consent import consents, stop
from texts.delivery_status import OURS, Status
from texts.errors import NOT_A_NUMBER, Action, action_on_refusal, is_account_problem
from texts.may_send import PURPOSES, Standing, may_send
from texts.models import Text
from texts.provider import Accepted, NoAnswer, NotSent, Outcome, Provider, Refused
from texts.receipts import News, adopt_parked, advance
from texts.reconcile import reconcile

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
FIRST_BACKOFF = timedelta(seconds=15)
LONGEST_BACKOFF = timedelta(minutes=10)
CONFIG_BACKOFF = timedelta(minutes=10)


@dataclass
class Sent:
    """What one round did, in texts."""

    accepted: int = 0
    refused: int = 0
    put_back: int = 0
    unknown: int = 0
    waiting_for_a_sender: int = 0


@dataclass(frozen=True)
class _Claim:
    text_id: str
    attempt_id: str
    to: str
    body: str
    valid_for: timedelta


def send_due(provider: Provider, now: datetime, limit: int = 100) -> Sent:
    """Send up to `limit` texts that are due at `now` (UTC), oldest first. Any number of processes may do so at once."""
    if not provider.sends:
        return Sent(waiting_for_a_sender=_mark_waiting_for_a_sender(now))
    counts, started = Sent(), time.monotonic()
    for _ in range(limit):
        moment = now + timedelta(seconds=time.monotonic() - started)
        claim = _claim(moment)
        if claim is None:
            break
        outcome = provider.send(claim.to, claim.body, claim.text_id, claim.valid_for)
        if not _record(claim, outcome, counts, now + timedelta(seconds=time.monotonic() - started)):
            break
    return counts


def run_sender(provider: Provider, stop_event: threading.Event, every_seconds: float = 5.0) -> None:
    """Send and reconcile until told to stop. A database that is away for a while does not end it."""
    while not stop_event.is_set():
        try:
            send_due(provider, datetime.now(UTC))
            reconcile(provider, datetime.now(UTC))
        except OperationalError as error:
            log.error("the sender cannot reach the database; trying again", error=type(error.orig).__name__)
        stop_event.wait(every_seconds)


def _mark_waiting_for_a_sender(now: datetime) -> int:
    due = (Text.status == Status.WAITING, Text.not_before <= now)
    too_late = (Text.status.in_(OURS), Text.not_after <= now)
    with writing() as session:
        session.execute(update(Text).where(*too_late).values(status=Status.EXPIRED, status_at=now))
        marked = session.scalars(select(func.count()).select_from(Text).where(*due)).one()
        session.execute(update(Text).where(*due).values(status=Status.WAITING_FOR_A_SENDER, status_at=now))
    if marked:
        log.warning("no SMS provider is set up: texts wait in the outbox", texts=marked)
    return marked


def _claim(moment: datetime) -> _Claim | None:
    """Commit the intent to send the oldest due text, passing over those that may not go; None when nothing is due."""
    with writing() as session:
        while (text := _next_due(session, moment)) is not None:
            decision = may_send(text.kind, _standing(session, text), moment, text.not_after)
            match decision.what:
                case "send":
                    return _intend(text, moment)
                case "later":
                    text.not_before = decision.later or moment
                case "expire":
                    text.becomes(Status.EXPIRED, moment)
                case "cancel":
                    text.becomes(Status.CANCELLED, moment)
            session.flush()
    return None


def _next_due(session: Session, moment: datetime) -> Text | None:
    due = (
        select(Text)
        .where(Text.status.in_(OURS), Text.not_before <= moment)
        .order_by(Text.not_before, Text.created_at)
        .limit(1)
        .with_for_update(of=Text, skip_locked=True)
    )
    return session.scalar(due)


def _standing(session: Session, text: Text) -> Standing:
    recipient = text.recipient
    return Standing(
        stopped=recipient.stopped_at is not None,
        bad_number=recipient.bad_code is not None,
        consents=consents(session, recipient.id, PURPOSES[text.kind]),
        safe_hours=recipient.safe_hours,
    )


def _intend(text: Text, moment: datetime) -> _Claim:
    text.becomes(Status.POSTING, moment)
    text.attempt_id, text.attempted_at, text.lease_until = (new_id(), moment, moment + LEASE)
    text.attempts += 1
    return _Claim(text.id, text.attempt_id, text.recipient.phone, text.body, text.not_after - moment)


def _record(claim: _Claim, outcome: Outcome, counts: Sent, moment: datetime) -> bool:
    """Record the provider's answer; whether to go on with the next text."""
    with writing() as session:
        text = session.get_one(Text, claim.text_id, with_for_update={"of": Text})
        if isinstance(outcome, Accepted):
            counts.accepted += 1
            text.sid = text.sid or outcome.sid
            advance(session, text, News(outcome.sid, outcome.status, None, moment))
            adopt_parked(session, text, moment)
            return True
        if text.attempt_id != claim.attempt_id or text.status != Status.POSTING:
            return True  # a callback, or reconciling, knew more than this answer does
        text.lease_until = None
        match outcome:
            case NoAnswer(why):
                counts.unknown += 1
                text.becomes(Status.UNKNOWN, moment)
                log.warning("no answer from the SMS provider", text=text.id, why=why)
                return True
            case NotSent(why):
                counts.put_back += 1
                _put_back(text, moment, _backoff(text.attempts))
                log.warning("the SMS provider cannot be reached", why=why)
                return False
            case Refused():
                return _refused(session, text, outcome, counts, moment)


def _refused(session: Session, text: Text, refusal: Refused, counts: Sent, moment: datetime) -> bool:
    code, action = refusal.code, action_on_refusal(refusal.code, refusal.http_status)
    text.error_code = code
    if action is Action.RETRY:
        counts.put_back += 1
        _put_back(text, moment, _backoff(text.attempts))
        return False
    if action is Action.CONFIG:
        counts.put_back += 1
        _put_back(text, moment, CONFIG_BACKOFF)
        log.error("the SMS provider's settings need mending", code=code, http_status=refusal.http_status)
        return not is_account_problem(code, refusal.http_status)
    counts.refused += 1
    text.becomes(Status.FAILED, moment, code)
    log.warning("text refused", text=text.id, code=code)
    if action is Action.OPTED_OUT:
        stop(session, text.recipient_id, moment, "provider")
    elif code in NOT_A_NUMBER:
        text.recipient.bad_code = code
    return True


def _put_back(text: Text, moment: datetime, after: timedelta) -> None:
    text.becomes(Status.WAITING, moment)
    text.not_before = moment + after


def _backoff(attempts: int) -> timedelta:
    """Doubling from 15 seconds to 10 minutes, up to a quarter more by chance so that processes do not march in step."""
    seconds = min(FIRST_BACKOFF * 2.0 ** min(attempts - 1, 10), LONGEST_BACKOFF).total_seconds()
    return timedelta(seconds=seconds * random.uniform(1, 1.25))  # noqa: S311 - jitter, not a secret
