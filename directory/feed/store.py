"""Rows of the directory written in bulk."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session, joinedload

from directory import standard
from directory.facts import READING, Facts, facts_of, is_located
from directory.indexes import tidy
from directory.keeping import ServiceKeeping
from directory.models import (
    ALL_SERVICES,
    Organization,
    Service,
    ServiceAtLocation,
    ServiceRecord,
    ServiceTerm,
    ServiceTopic,
    TaxonomyTerm,
    Word,
)
from storage import Base, utc_now

if TYPE_CHECKING:
    from directory.feed.apply import Staged

Rows = list[dict[str, Any]]
_CHILDREN = (ServiceAtLocation, ServiceTopic, ServiceTerm)
_HERE = Service.gone_on.is_(None)
_STALE = (Service.read_as != READING, _HERE)


def insert_services(session: Session, staged: Sequence["Staged"], source: str) -> None:
    """Write services that were not there."""
    if not staged:
        return
    read = [(each.service, facts_of(each.service)) for each in staged]
    rows = [_row(each, facts, source) for each, (_, facts) in zip(staged, read, strict=True)]
    hidden = hidden_of(session, source)
    _insert(session, Service, [{**row, "hidden": row["feed_id"] in hidden} for row in rows])
    made = session.execute(select(Service.id, Service.key).where(Service.id.in_([row["id"] for row in rows])))
    keys = {row.id: row.key for row in made}
    records = [{"service_key": keys[each.service.id], "record": each.document} for each in staged]
    _insert(session, ServiceRecord, records)
    _insert_children(session, {keys[service.id]: (service, facts) for service, facts in read})


def hidden_of(session: Session, source: str) -> set[str]:
    """Which services of a feed are hidden, by its identifiers; also those that have left the feed and may come back."""
    rows = select(ServiceKeeping.feed_id).where(ServiceKeeping.source == source, ServiceKeeping.hidden_at.is_not(None))
    return set(session.scalars(rows))


def _insert(session: Session, table: type[Base], rows: Rows) -> None:
    """Insert rows past the ORM, which takes twice as long."""
    if rows:
        session.execute(insert(cast(Table, table.__table__)), rows)


def update_services(session: Session, staged: Mapping[int, "Staged"], source: str) -> None:
    """Write what changed of services that were there, by key; gone ones are back. Whether a worker hid them stays."""
    if not staged:
        return
    for table in _CHILDREN:
        session.execute(delete(table).where(table.service_key.in_(staged)))
    read = {key: (each.service, facts_of(each.service)) for key, each in staged.items()}
    session.execute(update(Service), [{"key": key, **_row(staged[key], read[key][1], source)} for key in staged])
    session.execute(
        update(ServiceRecord), [{"service_key": key, "record": each.document} for key, each in staged.items()]
    )
    _insert_children(session, read)


def take_out(session: Session, keys: Sequence[int], day: date) -> None:
    """Keep services that are not in their feed any more out of everything: nothing is left by which they are found."""
    for table in _CHILDREN:
        session.execute(delete(table).where(table.service_key.in_(keys)))
    emptied = dict.fromkeys(("title_words", "subject_words", "words", "marks"), "")
    gone = update(Service).where(Service.key.in_(keys)).values(gone_on=day, **emptied)
    session.execute(gone.execution_options(synchronize_session=False))


def _row(staged: "Staged", facts: Facts, source: str) -> dict[str, Any]:
    read = staged.service
    return {
        "id": read.id,
        "source": source,
        "feed_id": staged.feed_id,
        "organization_id": read.organization_id,
        "name": read.name,
        "status": read.status,
        "residents_only": read.residents_only,
        "minimum_age": read.minimum_age,
        "maximum_age": read.maximum_age,
        "assured_date": read.assured_date,
        "last_modified": read.last_modified or utc_now(),  # unsaid: it is new to us now
        "gone_on": None,
        "fingerprint": staged.fingerprint,
        **_read_off(facts),
    }


def _read_off(facts: Facts) -> dict[str, Any]:
    """The columns that are read off a document, with the rules they were read by."""
    return {
        "cost": facts.cost,
        "days": facts.days,
        "times": facts.times,
        "ends_on": facts.ends_on,
        "languages": facts.languages,
        "in_person": facts.in_person,
        "online": facts.online,
        "by_phone": facts.by_phone,
        "anywhere": facts.anywhere,
        "access": facts.access,
        "no_access": facts.no_access,
        "send": facts.send,
        "title_words": facts.title_words,
        "subject_words": facts.subject_words,
        "words": facts.words,
        "marks": facts.marks,
        "read_as": READING,
    }


def is_read_otherwise(session: Session) -> bool:
    """Whether any service's facts were read by other rules than today's."""
    return session.scalar(select(Service.key).where(*_STALE).limit(1)) is not None


def read_again(session: Session) -> int:
    """Read the facts off every service again that was read by other rules (an older release). Returns how many."""
    stale = list(session.scalars(select(Service.key).where(*_STALE)))
    for at in range(0, len(stale), 500):
        some = stale[at : at + 500]
        read = {
            row.key: (document := row.document(), facts_of(document))
            for row in session.scalars(select(Service).options(joinedload(Service.kept)).where(Service.key.in_(some)))
        }
        session.execute(delete(ServiceTopic).where(ServiceTopic.service_key.in_(some)))
        session.execute(update(Service), [{"key": key, **_read_off(facts)} for key, (_, facts) in read.items()])
        topics = [
            {"topic": topic, "service_key": key, "share": share}
            for key, (_, facts) in read.items()
            for topic, share in sorted(facts.topics.items())
        ]
        _insert(session, ServiceTopic, topics)
        session.expunge_all()
    if stale:
        count_words(session)
        tidy(session)
    return len(stale)


def _insert_children(session: Session, services: Mapping[int, tuple[standard.Service, Facts]]) -> None:
    places: Rows = []
    topics: Rows = []
    terms: Rows = []
    for key, (read, facts) in services.items():
        places += [_place(each, key) for each in read.service_at_locations]
        topics += [
            {"topic": topic, "service_key": key, "share": share} for topic, share in sorted(facts.topics.items())
        ]
        term_ids = {attribute.taxonomy_term.id for attribute in read.attributes}
        terms += [{"term_id": term_id, "service_key": key} for term_id in sorted(term_ids)]
    for table, rows in ((ServiceAtLocation, places), (ServiceTopic, topics), (ServiceTerm, terms)):
        _insert(session, table, rows)


def _place(at: standard.ServiceAtLocation, key: int) -> dict[str, Any]:
    address = at.location.addresses[0] if at.location.addresses else None
    located = is_located(at.location)
    return {
        "id": at.id,
        "service_key": key,
        "location_id": at.location.id,
        "latitude": at.location.latitude if located else None,
        "longitude": at.location.longitude if located else None,
        "postal_code": address.postal_code[:10] if address else "",
        "town": address.city if address else "",
        "masked": at.location.masked,
    }


def keep_providers_and_terms(session: Session, services: Iterable[standard.Service], source: str) -> None:
    """Write the organizations and taxonomy terms of services, the newest word on each."""
    providers: dict[str, dict[str, Any]] = {}
    terms: dict[str, dict[str, Any]] = {}
    for read in services:
        if read.organization:
            record = read.organization.document()
            providers[read.organization.id] = {
                "id": record["id"],
                "source": source,
                "name": record["name"],
                "record": record,
            }
        for attribute in read.attributes:
            term = attribute.taxonomy_term
            terms[term.id] = {name: getattr(term, name) for name in standard.TaxonomyTerm.model_fields}
    _put(session, Organization, providers)
    _put(session, TaxonomyTerm, terms)


def _put(session: Session, table: type[Organization] | type[TaxonomyTerm], rows: Mapping[str, dict[str, Any]]) -> None:
    held = set(session.scalars(select(table.id).where(table.id.in_(rows))))
    fresh = [row for own_id, row in rows.items() if own_id not in held]
    if fresh:
        session.execute(insert(table), fresh)
    if held:
        session.execute(update(table), [rows[own_id] for own_id in sorted(held)])


def forget_orphans(session: Session) -> None:
    """Delete organizations and terms that no service has any more but gone ones, which bring theirs with them."""
    providers = select(Service.organization_id).where(Service.organization_id.is_not(None), _HERE)
    session.execute(delete(Organization).where(Organization.id.not_in(providers)))
    parents = select(TaxonomyTerm.parent_id).where(TaxonomyTerm.parent_id.is_not(None))
    unused = TaxonomyTerm.id.not_in(select(ServiceTerm.term_id)) & TaxonomyTerm.id.not_in(parents)
    session.execute(delete(TaxonomyTerm).where(unused).execution_options(synchronize_session=False))


def count_words_again(session: Session, before: Iterable[str], after: Iterable[str], *, added: bool = False) -> None:
    """Correct the counts of words after one service has changed its stems, or was added."""
    gone, come = set(before) - set(after), set(after) - set(before) | ({ALL_SERVICES} if added else set())
    session.execute(update(Word).where(Word.word.in_(gone)).values(services=Word.services - 1))
    session.execute(delete(Word).where(Word.word.in_(gone), Word.services < 1))
    held = set(session.scalars(select(Word.word).where(Word.word.in_(come))))
    session.execute(update(Word).where(Word.word.in_(held)).values(services=Word.services + 1))
    _insert(session, Word, [{"word": word, "services": 1} for word in sorted(come - held)])


def count_words(session: Session) -> None:
    """Count anew how many services use each stem, and how many there are."""
    uses: Counter[str] = Counter()
    for words in session.scalars(select(Service.words).where(_HERE).execution_options(yield_per=1_000)):
        uses.update(words.split())
        uses[ALL_SERVICES] += 1
    session.execute(delete(Word))
    rows = [{"word": word, "services": services} for word, services in sorted(uses.items())]
    for at in range(0, len(rows), 5_000):
        _insert(session, Word, rows[at : at + 5_000])
