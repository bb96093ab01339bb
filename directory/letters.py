"""Letters to services: are your facts still right? Made by the round, sent by e-mail or by a worker herself."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from directory.edits import note
from directory.filters import published
from directory.keeping import ServiceKeeping, ServiceLetter
from directory.letter_text import letter_text
from directory.mail import Mail, MailError
from directory.models import Service
from directory.query import LONDON
from storage import reading, writing
from storage.signing import read_signed, sign

log = structlog.get_logger(__name__)

LINK_DAYS = 60
TOGETHER = 10  # services of one address in one letter
TRIES = 3
TRY_AGAIN_AFTER = timedelta(hours=4)
_PURPOSE = "still right"


@dataclass(frozen=True)
class Letter:
    """A letter as it is read: about one service, or about several of one address.

    Attributes:
        ids: of what is asked in it, one for each service.
        to: the services' own address.
    """

    ids: tuple[str, ...]
    services: tuple[Service, ...]
    to: str
    subject: str
    body: str
    tries: int
    error: str


def make_letter(service: Service, now: datetime) -> ServiceLetter:
    """A letter to this service that waits to be sent."""
    return ServiceLetter(
        source=service.source, feed_id=service.feed_id, made_at=now, expires_at=now + timedelta(days=LINK_DAYS)
    )


def waiting_letters(session: Session, council: str, public_url: str) -> list[Letter]:
    """The letters that are not sent, oldest first; those to services that have gone or lost their address are left out."""
    letter = ServiceLetter
    rows = session.execute(
        select(letter, Service)
        .join(Service, (Service.source == letter.source) & (Service.feed_id == letter.feed_id))
        .options(joinedload(Service.kept))
        .where(letter.sent_at.is_(None), published())
        .order_by(letter.made_at, letter.id)
    )
    together: dict[tuple[object, ...], list[tuple[ServiceLetter, Service]]] = defaultdict(list)
    for each, service in rows:
        if service.record.get("email"):
            together[service.record["email"].lower(), each.tries, each.tried_at].append((each, service))
    return [
        _written(some[at : at + TOGETHER], council, public_url)
        for some in together.values()
        for at in range(0, len(some), TOGETHER)
    ]


def _written(asked: Sequence[tuple[ServiceLetter, Service]], council: str, public_url: str) -> Letter:
    services = tuple(service for _, service in asked)
    first = asked[0][0]
    ends = min(each.expires_at for each, _ in asked)
    links = [f"{public_url}/still-right/{link_token(service, each.expires_at)}" for each, service in asked]
    subject, body = letter_text(services, links, council, first.made_at.astimezone(LONDON).date(), ends)
    return Letter(
        ids=tuple(each.id for each, _ in asked),
        services=services,
        to=services[0].record["email"],
        subject=subject,
        body=body,
        tries=first.tries,
        error=first.error,
    )


def to_ring(session: Session) -> Sequence[Service]:
    """Services that should be asked and have no e-mail address, the longest unasked first; at most a hundred."""
    kept, letter = ServiceKeeping, ServiceLetter
    written = select(letter.id).where(letter.source == kept.source, letter.feed_id == kept.feed_id)
    found = (
        select(Service)
        .join(kept, (kept.source == Service.source) & (kept.feed_id == Service.feed_id))
        .options(joinedload(Service.kept))
        .where(kept.asked_at.is_not(None), published(), ~written.exists())
        .order_by(kept.asked_at, Service.name)
        .limit(100)
    )
    return session.scalars(found).all()


def mark_sent(session: Session, letter_id: str, worker_id: str | None, now: datetime) -> None:
    """Note that a letter was sent, by a worker or by our mail server; a second time changes nothing."""
    letter = session.get(ServiceLetter, letter_id)
    if letter is None or letter.sent_at is not None:
        return
    letter.sent_at, letter.sent_by, letter.error = now, worker_id, ""
    service = session.scalar(select(Service).where(Service.source == letter.source, Service.feed_id == letter.feed_id))
    if service is not None:
        note(session, service, "asked by e-mail", now, worker_id)


def send_letters(mail: Mail, council: str, public_url: str, now: datetime) -> int:
    """Send the letters that wait, each tried at most three times with hours between. Returns how many were sent."""
    with reading() as session:
        letters = waiting_letters(session, council, public_url)
    sent = 0
    for letter in letters:
        if not _claimed(letter, now):
            continue
        try:
            mail.send(letter.to, letter.subject, letter.body)
        except MailError as error:
            log.warning("letter_not_sent", letter=letter.ids[0], error=str(error))
            with writing() as session:
                failed = update(ServiceLetter).where(ServiceLetter.id.in_(letter.ids))
                session.execute(failed.values(error=str(error)))
            continue
        with writing() as session:
            for each in letter.ids:
                mark_sent(session, each, None, now)
        sent += 1
    return sent


def _claimed(letter: Letter, now: datetime) -> bool:
    """Count a try before it is made; False when it is too soon, or another process does it."""
    table = ServiceLetter
    free = or_(table.tried_at.is_(None), table.tried_at < now - TRY_AGAIN_AFTER)
    with writing() as session:
        claim = update(table).where(table.id.in_(letter.ids), table.sent_at.is_(None), table.tries < TRIES, free)
        done = session.execute(claim.values(tries=table.tries + 1, tried_at=now).returning(table.id))
        return len(done.all()) == len(letter.ids)


def link_token(service: Service, until: datetime) -> str:
    """What the link of a letter carries: the service's public identifier and until when, signed."""
    return sign(_PURPOSE, service.id, until)


def service_of_token(session: Session, token: str, now: datetime) -> Service | None:
    """The service that a link is for; None when the link is not ours or over, or the service has gone."""
    service_id = read_signed(_PURPOSE, token, now)
    if service_id is None:
        return None
    found = select(Service).options(joinedload(Service.kept)).where(Service.id == service_id, Service.gone_on.is_(None))
    return session.scalars(found).one_or_none()
