"""What comes back from a search."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from directory import standard
from directory.facts import Cost, weekdays
from directory.freshness import Freshness, freshness
from directory.models import Service
from directory.query import Query, Reason, Relaxation
from directory.ranking import WordsMet
from directory.why import reasons


@dataclass(frozen=True)
class Match:
    """A service that was found. What is told of it is read off its document when it is asked for.

    Attributes:
        distance_miles: straight line to its nearest open address; None when it has none or no place was given.
        query: what was asked on the rung that found it.
        met: her words that it has; topics: those asked for.
    """

    service: Service
    distance_miles: float | None
    query: Query
    met: WordsMet
    topics: frozenset[str]

    @cached_property
    def document(self) -> standard.Service:
        """The service in the standard's shape."""
        return self.service.document()

    @property
    def when(self) -> tuple[standard.Schedule, ...]:
        """Its stated times, those on the asked days first."""
        asked = set(self.query.days)
        return tuple(sorted(self.document.schedules, key=lambda schedule: not asked & set(weekdays(schedule))))

    @property
    def cost(self) -> Cost:
        """Free or paid, as it states it."""
        return self.service.cost

    @cached_property
    def why(self) -> tuple[Reason, ...]:
        """Why it was found, the surest reason first."""
        return reasons(self.document, self.query, self.met, on_topic=self.topics)

    @property
    def checked(self) -> date | None:
        """The day on which its facts were last checked, if stated."""
        return self.service.assured_date

    @property
    def freshness(self) -> Freshness:
        """How far its facts can be trusted by that day."""
        return freshness(self.service.assured_date, self.query.today)


@dataclass(frozen=True)
class Results:
    """What was found.

    Attributes:
        relaxed: what had to be given up to find it, in order: see ladder.py.
        unmet: nothing was found on any rung; a named person is the next step.
        within_miles: how far was looked in the end.
    """

    services: list[Match]
    relaxed: list[Relaxation]
    unmet: bool
    within_miles: float
