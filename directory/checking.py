"""Whether the directory keeps what the chat promises: every topic finds a service, and how old the facts are."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.freshness import Freshness, freshness
from directory.models import Service, ServiceTopic
from directory.topics import LABELS


@dataclass(frozen=True)
class Check:
    """What was found.

    Attributes:
        topics: published services of each need topic.
        empty: the topics without any: their buttons lead nowhere.
        freshness: published services by how long ago they were checked.
        untagged: services that only their words can find.
    """

    services: int
    topics: dict[str, int]
    empty: list[str]
    freshness: dict[Freshness, int]
    cost_not_stated: int
    untagged: int

    def as_dict(self) -> dict[str, Any]:
        """The check as JSON values."""
        return asdict(self)


def check_services(session: Session, today: date) -> Check:
    """Count the active services that are shown."""
    shown = (Service.status == "active", ~Service.hidden)
    rows = session.execute(select(Service.key, Service.assured_date, Service.cost).where(*shown)).all()
    tagged = session.execute(
        select(ServiceTopic.topic, ServiceTopic.service_key)
        .join(Service, Service.key == ServiceTopic.service_key)
        .where(*shown)
    ).all()
    counted = Counter(topic for topic, _ in tagged)
    ages = Counter(freshness(checked, today) for _, checked, _ in rows)
    return Check(
        services=len(rows),
        topics={topic: counted[topic] for topic in LABELS},
        empty=[topic for topic in LABELS if not counted[topic]],
        freshness={age: ages[age] for age in ("fresh", "ageing", "stale", "unknown")},
        cost_not_stated=sum(cost == "not stated" for _, _, cost in rows),
        untagged=len(rows) - len({key for _, key in tagged}),
    )
