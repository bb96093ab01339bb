"""The daily round over services whose facts are old; see due.py for what is due when.

It reads once and writes a few services at a time, so that nobody waits for it long.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.orm import Session, joinedload

from directory.due import ASK_MONTHS, HIDE_MONTHS, TELL_MONTHS, Standing, Step, steps
from directory.edits import hide_service, keeping_of, note, show_service
from directory.filters import published
from directory.keeping import DirectoryRound, ServiceKeeping, ServiceLetter
from directory.letters import make_letter
from directory.models import Service
from directory.query import LONDON
from storage import reading, writing

AT_ONCE = 100  # services in one transaction
MOST_LETTERS = 100  # made on one day, so that a large old feed is not taken for spam
_ROUND_LOCK = 0x46504449  # any number of our own, for PostgreSQL's advisory lock
_SHORTEST_MONTH = 28
UNCHECKED = f"Nobody is known to have checked it for {TELL_MONTHS} months. In a month it is hidden."
TOO_OLD = f"Nobody is known to have checked it for {HIDE_MONTHS} months."


def begin_round(session: Session, day: date) -> bool:
    """Claim the round of a day (Europe/London); False when it was made already, or another process makes it."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time
        session.execute(select(func.pg_advisory_xact_lock(_ROUND_LOCK)))
    if session.scalar(select(DirectoryRound.day).where(DirectoryRound.day >= day)) is not None:
        return False
    session.execute(delete(DirectoryRound))
    session.execute(insert(DirectoryRound).values(day=day))
    return True


def freshness_round(now: datetime) -> Counter[Step]:
    """Do what is due for every service, the longest unchecked first. Returns how often each step was taken."""
    today = now.astimezone(LONDON).date()
    with writing() as session:
        session.execute(delete(ServiceLetter).where(ServiceLetter.sent_at.is_(None), ServiceLetter.expires_at < now))
    with reading() as session:
        keys = _old(session, today)
    taken: Counter[Step] = Counter()
    for at in range(0, len(keys), AT_ONCE):
        with writing() as session:
            _look_at(session, keys[at : at + AT_ONCE], now, taken)
    return taken


def _old(session: Session, today: date) -> list[int]:
    """The keys of services whose facts may be too old, and of those that were hidden for it."""
    border = today - timedelta(days=ASK_MONTHS * _SHORTEST_MONTH)
    shown = published() & or_(Service.assured_date <= border, Service.assured_date.is_(None))
    hidden = (
        Service.hidden
        & Service.gone_on.is_(None)
        & Service.feed_id.in_(
            select(ServiceKeeping.feed_id).where(
                ServiceKeeping.hidden_at.is_not(None), ServiceKeeping.hidden_by.is_(None)
            )
        )
    )
    found = select(Service.key).where(Service.status == "active", or_(shown, hidden))
    return list(session.scalars(found.order_by(Service.assured_date, Service.key)))


def _look_at(session: Session, keys: Sequence[int], now: datetime, taken: Counter[Step]) -> None:
    services = session.scalars(select(Service).options(joinedload(Service.kept)).where(Service.key.in_(keys))).all()
    letters = _last_letters(session, [service.feed_id for service in services])
    for service in sorted(services, key=lambda each: keys.index(each.key)):
        kept = session.get(ServiceKeeping, (service.source, service.feed_id)) or ServiceKeeping()
        standing = Standing(
            checked=service.assured_date,
            asked=_day(kept.asked_at),
            letter=_day(letters.get((service.source, service.feed_id))),
            told=_day(kept.told_at),
            hidden_by_age=service.hidden and kept.hidden_at is not None and kept.hidden_by is None,
        )
        if service.hidden and not standing.hidden_by_age:
            continue
        for step in steps(standing, now.astimezone(LONDON).date()):
            if step != "ask" or taken["ask"] < MOST_LETTERS:
                _take(session, service, step, now)
                taken[step] += 1


def _last_letters(session: Session, feed_ids: Sequence[str]) -> dict[tuple[str, str], datetime]:
    letter = ServiceLetter
    found = select(letter.source, letter.feed_id, letter.made_at).where(letter.feed_id.in_(feed_ids))
    return {(source, feed_id): made for source, feed_id, made in session.execute(found.order_by(letter.made_at))}


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(LONDON).date() if moment else None


def _take(session: Session, service: Service, step: Step, now: datetime) -> None:
    kept = keeping_of(session, service)
    if step == "show":
        show_service(session, service, None, now)
    elif step == "hide":
        hide_service(session, service, TOO_OLD, None, now, for_manager=True)
    elif step == "tell":
        kept.told_at = now
        note(session, service, "not checked", now, detail=UNCHECKED, for_manager=True)
    else:
        kept.asked_at = kept.asked_at or now
        if service.record.get("email"):
            session.add(make_letter(service, now))
