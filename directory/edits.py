"""What a worker does to a service at the desk: change it, add one, hide and show it, say that it is still right.

Everything holds at once and after the next import. The caller is in a writing session.
"""

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from directory import standard
from directory.feed import store
from directory.feed.apply import staged
from directory.keeping import DESK, ServiceEdit, ServiceEntry, ServiceKeeping, ServiceLetter
from directory.models import Service
from directory.overlay import CHECKED
from directory.query import LONDON

# What a worker may change of a document; the rest is the feed's.
EDITABLE = (
    "name",
    "description",
    "url",
    "email",
    "status",
    "fees",
    "eligibility_description",
    "application_process",
    "minimum_age",
    "maximum_age",
    "delivery",
    "residents_only",
    "schedules",
    "service_at_locations",
    "languages",
    "cost_options",
    "contacts",
    "attributes",
)


def edit_service(
    session: Session, service: Service, changed: standard.Service, worker_id: str | None, now: datetime
) -> list[str]:
    """Change what differs in `changed`; a value that is the feed's own again is no edit any more. Returns what changed."""
    before, after = service.record, changed.document()
    names = [name for name in EDITABLE if before.get(name) != after.get(name)]
    if not names:
        return []
    for name in names:
        _lay_over(session, service, name, after.get(name), worker_id=worker_id, now=now)
    _write(session, service, changed.model_copy(update={"last_modified": now}))
    note(session, service, "changed", now, worker_id, detail=", ".join(names))
    return names


def add_service(session: Session, service: standard.Service, worker_id: str, now: datetime) -> Service:
    """Add a service that no feed has; its facts count as checked today (Europe/London)."""
    feed_id = service.id
    read = service.model_copy(update={CHECKED: now.astimezone(LONDON).date(), "last_modified": now})
    store.keep_providers_and_terms(session, [read], DESK)
    store.insert_services(session, [staged(feed_id, read)], DESK)
    made = session.scalars(select(Service).where(Service.source == DESK, Service.feed_id == feed_id)).one()
    store.count_words_again(session, (), made.words.split(), added=True)
    note(session, made, "added", now, worker_id)
    return made


def take_back(session: Session, service: Service, name: str, worker_id: str, now: datetime) -> None:
    """Let the feed's word on a property hold again; nothing happens where no worker changed it."""
    edit = session.get(ServiceEdit, (service.source, service.feed_id, name))
    if edit is None:
        return
    document = {**service.record, name: edit.said_by_feed}
    session.delete(edit)
    read = standard.Service.model_validate({key: value for key, value in document.items() if value is not None})
    _write(session, service, read.model_copy(update={"last_modified": now}))
    note(session, service, "given back to the feed", now, worker_id, detail=name)


def hide_service(
    session: Session,
    service: Service,
    reason: str,
    worker_id: str | None,
    now: datetime,
    *,
    for_manager: bool = False,
) -> None:
    """Take a service out of every search and out of the public API, until it is shown again.

    Args:
        worker_id: None when the freshness round does it.

    Raises:
        ValueError: without a reason.
    """
    if not reason.strip():
        raise ValueError("Say why it is hidden, so that a colleague knows.")
    kept = keeping_of(session, service)
    kept.hidden_reason, kept.hidden_by, kept.hidden_at = reason.strip(), worker_id, now
    service.hidden = True
    note(session, service, "hidden", now, worker_id, detail=reason.strip(), for_manager=for_manager)


def show_service(session: Session, service: Service, worker_id: str | None, now: datetime) -> None:
    """Show a hidden service again. One that was hidden unasked for too long is asked about anew."""
    kept = keeping_of(session, service)
    kept.hidden_reason, kept.hidden_by, kept.hidden_at = "", None, None
    kept.asked_at = kept.told_at = None
    service.hidden = False
    note(session, service, "shown again", now, worker_id)


def still_right(session: Session, service: Service, today: date, worker_id: str | None, now: datetime) -> None:
    """Note that its facts were found right today; it is shown again where only their age had hidden it.

    Args:
        today: Europe/London.
        worker_id: None when the service itself said so.
    """
    _lay_over(session, service, CHECKED, today.isoformat(), worker_id=worker_id, now=now)
    _write(session, service, service.document().model_copy(update={CHECKED: today, "last_modified": now}))
    waiting = delete(ServiceLetter).where(_is_of(ServiceLetter, service), ServiceLetter.sent_at.is_(None))
    session.execute(waiting)
    note(session, service, "still right", now, worker_id)
    kept = keeping_of(session, service)
    kept.asked_at = kept.told_at = None
    if kept.hidden_at is not None and kept.hidden_by is None:
        show_service(session, service, worker_id, now)


def note(
    session: Session,
    service: Service,
    what: str,
    now: datetime,
    worker_id: str | None = None,
    *,
    detail: str = "",
    for_manager: bool = False,
) -> None:
    """Write a line in the service's record."""
    session.add(
        ServiceEntry(
            source=service.source,
            feed_id=service.feed_id,
            what=what,
            detail=detail,
            worker_id=worker_id,
            at=now,
            for_manager=for_manager,
        )
    )


def keeping_of(session: Session, service: Service) -> ServiceKeeping:
    """How a service stands with us; made when it is first asked for."""
    kept = session.get(ServiceKeeping, (service.source, service.feed_id))
    if kept is None:
        kept = ServiceKeeping(source=service.source, feed_id=service.feed_id, hidden_reason="")
        session.add(kept)
    return kept


def edits_on(session: Session, service: Service) -> dict[str, ServiceEdit]:
    """The edits that hold on a service, by property."""
    found = session.scalars(select(ServiceEdit).where(_is_of(ServiceEdit, service)))
    return {edit.property: edit for edit in found}


def entries_of(session: Session, service: Service) -> list[ServiceEntry]:
    """The service's record, newest first."""
    found = select(ServiceEntry).where(_is_of(ServiceEntry, service)).order_by(ServiceEntry.at.desc(), ServiceEntry.id)
    return list(session.scalars(found))


def _is_of(
    table: type[ServiceEdit] | type[ServiceEntry] | type[ServiceLetter], service: Service
) -> ColumnElement[bool]:
    return and_(table.source == service.source, table.feed_id == service.feed_id)


def _lay_over(
    session: Session, service: Service, name: str, value: object, *, worker_id: str | None, now: datetime
) -> None:
    """Keep an edit of one property. A service of our own has no feed to lay it over: its document is all there is."""
    if service.source == DESK:
        return
    edit = session.get(ServiceEdit, (service.source, service.feed_id, name))
    if edit is None:
        edit = ServiceEdit(source=service.source, feed_id=service.feed_id, property=name)
        edit.said_by_feed = service.record.get(name)
        session.add(edit)
    elif edit.said_by_feed == value:
        session.delete(edit)
        return
    edit.value, edit.worker_id, edit.at = value, worker_id, now


def _write(session: Session, service: Service, read: standard.Service) -> None:
    """Bring the stored service to this document: its record, facts, marks, places, topics and terms."""
    session.flush()
    before = service.words.split()
    store.keep_providers_and_terms(session, [read], service.source)
    store.update_services(session, {service.key: staged(service.feed_id, read)}, service.source)
    session.expire(service.kept)
    session.expire(service)
    store.count_words_again(session, before, service.words.split())
