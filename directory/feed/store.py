"""Rows of the directory written in bulk."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from directory import standard
from directory.facts import Facts, facts_of, is_located
from directory.models import Organization, Service, ServiceAtLocation, ServiceTerm, ServiceTopic, TaxonomyTerm, Word
from storage import utc_now

if TYPE_CHECKING:
    from directory.feed.apply import Staged

Rows = list[dict[str, Any]]
_CHILDREN = (ServiceAtLocation, ServiceTopic, ServiceTerm)


def insert_services(session: Session, staged: Sequence["Staged"], source: str) -> None:
    """Write services that were not there."""
    if not staged:
        return
    read = [(each.service, facts_of(each.service)) for each in staged]
    rows = [_row(each, facts, source) for each, (_, facts) in zip(staged, read, strict=True)]
    made = session.execute(insert(Service).returning(Service.id, Service.key), rows)
    keys = {row.id: row.key for row in made}
    _insert_children(session, {keys[service.id]: (service, facts) for service, facts in read})


def update_services(session: Session, staged: Mapping[int, "Staged"], source: str) -> None:
    """Write what changed of services that were there, by key; whether a worker hid them stays."""
    if not staged:
        return
    for table in _CHILDREN:
        session.execute(delete(table).where(table.service_key.in_(staged)))
    read = {key: (each.service, facts_of(each.service)) for key, each in staged.items()}
    session.execute(update(Service), [{"key": key, **_row(staged[key], read[key][1], source)} for key in staged])
    _insert_children(session, read)


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
        "cost": facts.cost,
        "days": facts.days,
        "ends_on": facts.ends_on,
        "languages": facts.languages,
        "in_person": facts.in_person,
        "online": facts.online,
        "by_phone": facts.by_phone,
        "anywhere": facts.anywhere,
        "assured_date": read.assured_date,
        "last_modified": read.last_modified or utc_now(),  # unsaid: it is new to us now
        "title_words": facts.title_words,
        "subject_words": facts.subject_words,
        "words": facts.words,
        "fingerprint": staged.fingerprint,
        "record": staged.document,
        "raw": staged.raw,
    }


def _insert_children(session: Session, services: Mapping[int, tuple[standard.Service, Facts]]) -> None:
    places: Rows = []
    topics: Rows = []
    terms: Rows = []
    for key, (read, facts) in services.items():
        places += [_place(each, key) for each in read.service_at_locations]
        topics += [{"topic": topic, "service_key": key} for topic in sorted(facts.topics)]
        term_ids = {attribute.taxonomy_term.id for attribute in read.attributes}
        terms += [{"term_id": term_id, "service_key": key} for term_id in sorted(term_ids)]
    for table, rows in ((ServiceAtLocation, places), (ServiceTopic, topics), (ServiceTerm, terms)):
        if rows:
            session.execute(insert(table), rows)


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
    """Delete organizations and terms that no service has any more."""
    providers = select(Service.organization_id).where(Service.organization_id.is_not(None))
    session.execute(delete(Organization).where(Organization.id.not_in(providers)))
    parents = select(TaxonomyTerm.parent_id).where(TaxonomyTerm.parent_id.is_not(None))
    unused = TaxonomyTerm.id.not_in(select(ServiceTerm.term_id)) & TaxonomyTerm.id.not_in(parents)
    session.execute(delete(TaxonomyTerm).where(unused).execution_options(synchronize_session=False))


def count_words(session: Session) -> None:
    """Count anew how many services use each stem."""
    uses: Counter[str] = Counter()
    for words in session.scalars(select(Service.words).execution_options(yield_per=1_000)):
        uses.update(words.split())
    session.execute(delete(Word))
    rows = [{"word": word, "services": services} for word, services in sorted(uses.items())]
    for at in range(0, len(rows), 5_000):
        session.execute(insert(Word), rows[at : at + 5_000])
