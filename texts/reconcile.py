"""Asking the provider about the texts of which we do not know what became."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage import reading, writing
from texts.delivery_status import AT_THE_PROVIDER, Status
from texts.models import StatusEvent, Text
from texts.provider import Found, Provider, ProviderUnreachableError
from texts.receipts import News, adopt_parked, advance
from texts.sanitise import sanitise

log = structlog.get_logger(__name__)

SETTLE = timedelta(seconds=20)
"""Twice the timeout of a request, after we gave up waiting: what has not reached the provider by then is taken to be lost."""
NO_NEWS_FOR = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=72)
ASKED_AT_ONCE = 50


@dataclass
class Reconciled:
    """What reconciling found, in texts."""

    found: int = 0
    put_back: int = 0
    given_up: int = 0
    moved: int = 0
    unreachable: bool = False


def reconcile(provider: Provider, now: datetime) -> Reconciled:
    """Settle the texts whose fate is unknown at `now` (UTC).

    A text that the provider has is marked so. One that it clearly has not is put back once, while it is still of use;
    after a second time without trace it is given up. When the provider does not answer, nothing changes. Texts without
    news for an hour are asked for by their SID, up to 72 hours.

    This is "at most once, reconciled": a request still in flight now could be accepted later, and Twilio has no look-up
    by the sender's own reference that would rule that out.
    """
    counts = Reconciled()
    if not provider.sends:
        return counts
    _end_leases(now)
    try:
        for text_id, attempt_id, to, attempted_at in _unknown(now):
            _settle(provider.find(to, attempted_at), text_id, attempt_id, now, counts)
        for text_id, sid in _without_news(now):
            _ask(provider.fetch(sid), text_id, now, counts)
    except ProviderUnreachableError as error:
        counts.unreachable = True
        log.warning("the SMS provider does not answer questions; asking again later", why=str(error))
    _match_parked(now)
    return counts


def _end_leases(now: datetime) -> None:
    """A process that was posting has not come back: what became of its text is unknown."""
    with writing() as session:
        late = select(Text).where(Text.status == Status.POSTING, Text.lease_until < now)
        for text in session.scalars(late.with_for_update(of=Text, skip_locked=True)):
            text.becomes(Status.UNKNOWN, now)
            text.lease_until = None


def _unknown(now: datetime) -> list[tuple[str, str, str, datetime]]:
    with reading() as session:
        query = select(Text).where(Text.status == Status.UNKNOWN, Text.status_at <= now - SETTLE)
        texts = session.scalars(query.order_by(Text.attempted_at).limit(ASKED_AT_ONCE))
        return [
            (text.id, text.attempt_id, text.recipient.phone, text.attempted_at)
            for text in texts
            if text.attempt_id is not None and text.attempted_at is not None
        ]


def _settle(listed: list[Found], text_id: str, attempt_id: str, now: datetime, counts: Reconciled) -> None:
    with writing() as session:
        text = session.get_one(Text, text_id, with_for_update={"of": Text})
        if text.status != Status.UNKNOWN or text.attempt_id != attempt_id:
            return  # a callback or another process has settled it since
        ours = _ours(session, listed, text)
        if ours is not None:
            counts.found += 1
            advance(session, text, _news(ours, now))
            adopt_parked(session, text, now)
        elif text.requeues == 0 and now < text.not_after:
            counts.put_back += 1
            text.requeues += 1
            text.becomes(Status.WAITING, now)
        else:
            counts.given_up += 1
            text.becomes(Status.FAILED, now)
            log.error("a text left no trace at the SMS provider", text=text.id)


def _ours(session: Session, listed: list[Found], text: Text) -> Found | None:
    """The listed message that is this text and no other: the same words, perhaps after a trial account's preamble.

    Where the account discards bodies, any message of that time that is nobody's.
    """
    sids = [each.sid for each in listed]
    taken = set(session.scalars(select(Text.sid).where(Text.sid.in_(sids), Text.id != text.id)))
    free = [each for each in listed if each.sid not in taken]
    same = [each for each in free if sanitise(each.body).endswith(text.body)]
    return next(iter(same or [each for each in free if not each.body]), None)


def _without_news(now: datetime) -> list[tuple[str, str]]:
    before = now - NO_NEWS_FOR
    with reading() as session:
        query = select(Text.id, Text.sid).where(
            Text.status.in_(AT_THE_PROVIDER),
            Text.sid.is_not(None),
            Text.status_at < before,
            Text.attempted_at > now - GIVE_UP_AFTER,
            or_(Text.checked_at.is_(None), Text.checked_at < before),
        )
        rows = session.execute(query.order_by(Text.status_at).limit(ASKED_AT_ONCE))
        return [(text_id, sid) for text_id, sid in rows if sid is not None]


def _ask(found: Found | None, text_id: str, now: datetime, counts: Reconciled) -> None:
    with writing() as session:
        text = session.get_one(Text, text_id, with_for_update={"of": Text})
        text.checked_at = now
        if found is not None and advance(session, text, _news(found, now)):
            counts.moved += 1


def _news(found: Found, now: datetime) -> News:
    return News(found.sid, found.status, found.error_code, now)


def _match_parked(now: datetime) -> None:
    with writing() as session:
        known = select(Text).join(StatusEvent, StatusEvent.sid == Text.sid).where(StatusEvent.text_id.is_(None))
        for text in session.scalars(known.with_for_update(of=Text)).unique().all():
            adopt_parked(session, text, now)
