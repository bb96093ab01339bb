"""The directory as the desk lists it: every service but gone ones, by words and by how old its facts are."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from directory.filters import published
from directory.freshness import FRESH_DAYS, STALE_DAYS
from directory.indexes import matching, written
from directory.models import Service
from directory.words import stems

Shown = Literal["all", "fresh", "ageing", "stale", "unknown", "hidden"]
PER_PAGE = 30


@dataclass(frozen=True)
class Listing:
    """A page of services.

    Attributes:
        counts: how many services the words find, by what may be chosen of them.
    """

    services: list[Service]
    counts: dict[Shown, int]
    page: int
    pages: int


def list_services(session: Session, words: str, shown: Shown, page: int, today: date) -> Listing:
    """A page of the services with these words in their name or text, by name.

    Args:
        page: from 1; one too high is the last.
        today: Europe/London.
    """
    said = _said(session, words)
    kinds = _kinds(today)
    counted = (
        select(*(func.count().filter(condition) for condition in kinds.values())).select_from(Service).where(*said)
    )
    counts = dict(zip(kinds, session.execute(counted).one(), strict=True))
    pages = max(1, -(-counts[shown] // PER_PAGE))
    page = min(page, pages)
    found = select(Service).options(joinedload(Service.kept)).where(*said, kinds[shown])
    found = found.order_by(Service.name, Service.id).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return Listing(list(session.scalars(found)), counts, page, pages)


def _kinds(today: date) -> dict[Shown, ColumnElement[bool]]:
    checked, shown, here = Service.assured_date, published(), Service.gone_on.is_(None)
    fresh, stale = today - timedelta(days=FRESH_DAYS), today - timedelta(days=STALE_DAYS)
    return {
        "all": and_(here),
        "fresh": and_(shown, checked >= fresh),
        "ageing": and_(shown, checked < fresh, checked >= stale),
        "stale": and_(shown, checked < stale),
        "unknown": and_(shown, checked.is_(None)),
        "hidden": and_(here, Service.hidden),
    }


def _said(session: Session, words: str) -> list[ColumnElement[bool]]:
    if not words.strip():
        return []
    named = Service.name.icontains(words.strip(), autoescape=True)
    wanted = sorted(set(stems(words)))
    if not wanted:
        return [named]
    dialect = session.get_bind().dialect.name
    told = matching(dialect).bindparams(index=written([[(word,)] for word in wanted], dialect))
    return [or_(named, told)]
