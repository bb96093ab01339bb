"""Whether the directory keeps what the chat promises: every topic finds a service, and how old the facts are."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.filters import published
from directory.freshness import Freshness, freshness
from directory.models import Service, ServiceTopic
from directory.query import Place, Query, Relaxation
from directory.search import search
from directory.topics import NEED_TOPICS

_EVERY = 10_000  # more than a search of one topic gives


@dataclass(frozen=True)
class Check:
    """What was found.

    Attributes:
        place: where the topics were asked from; None when it was everywhere.
        topics: how many services the chat's own search finds for each need topic, as its button asks.
        relaxed: what had to be given up to find them, where something had to.
        empty: the topics that nothing answers, however far is looked: their buttons lead to other things at best.
        freshness: published services by how long ago they were checked.
        untagged: services that only their words can find.
    """

    place: str | None
    services: int
    topics: dict[str, int]
    relaxed: dict[str, list[Relaxation]]
    empty: list[str]
    freshness: dict[Freshness, int]
    cost_not_stated: int
    untagged: int

    def as_dict(self) -> dict[str, Any]:
        """The check as JSON values."""
        return asdict(self)


def check_services(session: Session, today: date, place: Place | None = None) -> Check:
    """Ask for every topic as the chat does, from the area's place, and count the active services that are shown.

    A topic whose search had to give up the need itself is empty: what it finds is something else.
    """
    shown = (Service.status == "active", published())
    rows = session.execute(select(Service.key, Service.assured_date, Service.cost).where(*shown)).all()
    tagged = set(session.scalars(select(ServiceTopic.service_key).join(Service).where(*shown)))
    found: dict[str, int] = {}
    relaxed: dict[str, list[Relaxation]] = {}
    for topic in NEED_TOPICS:
        results = search(session, Query(words="", topic=topic, place=place, limit=_EVERY, today=today))
        found[topic] = 0 if "need" in results.relaxed else len(results.services)
        if results.relaxed:
            relaxed[topic] = results.relaxed
    ages = Counter(freshness(checked, today) for _, checked, _ in rows)
    return Check(
        place=place.label if place else None,
        services=len(rows),
        topics=found,
        relaxed=relaxed,
        empty=[topic for topic in NEED_TOPICS if not found[topic]],
        freshness={age: ages[age] for age in ("fresh", "ageing", "stale", "unknown")},
        cost_not_stated=sum(cost == "not stated" for _, _, cost in rows),
        untagged=len(rows) - len({key for key, _, _ in rows} & tagged),
    )
