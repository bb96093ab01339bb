"""How handovers go, in counts that name nobody."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from handover.journey import STATE_WORDS, WAITING, State
from handover.models import Handover
from locales import language

FEWEST = 5


@dataclass(frozen=True)
class Figures:
    """Counts over the area's handovers.

    Attributes:
        total: sent, whatever became of them.
        overdue: waiting, and the promise has passed.
        by_state: words for the state and the count.
        by_language: English name of the parent's language and the count; counts below five are "fewer than 5".
        kept_promise: share of those accepted that were accepted in time, 0 to 1; None below five.
        hours_to_accept: median hours (by the clock on the wall) from request to acceptance; None below five.
    """

    total: int
    overdue: int
    by_state: list[tuple[str, int]]
    by_language: list[tuple[str, str]]
    kept_promise: float | None
    hours_to_accept: float | None


def figures_of(session: Session, area: str, now: datetime) -> Figures:
    """The area's figures at this moment (aware)."""
    asked = select(Handover).where(Handover.area == area, Handover.state != State.DRAFT)
    handovers = list(session.scalars(asked))
    states = Counter(State(each.state) for each in handovers)
    languages = Counter(language(each.language).english for each in handovers)
    accepted = [each for each in handovers if each.accepted_at and each.requested_at and each.promise_by]
    waits = [_hours(each) for each in accepted]
    return Figures(
        total=len(handovers),
        overdue=sum(is_overdue(each, now) for each in handovers),
        by_state=[(STATE_WORDS[state], states[state]) for state in State if states[state]],
        by_language=[(name, _small(count)) for name, count in sorted(languages.items())],
        kept_promise=_share(
            [each.accepted_at <= each.promise_by for each in accepted if each.accepted_at and each.promise_by]
        ),
        hours_to_accept=round(median(waits), 1) if len(waits) >= FEWEST else None,
    )


def is_overdue(handover: Handover, now: datetime) -> bool:
    """Whether it waits still although the promise has passed."""
    return handover.state in WAITING and handover.promise_by is not None and now > handover.promise_by


def _hours(handover: Handover) -> float:
    if handover.accepted_at is None or handover.requested_at is None:
        raise ValueError("only an accepted handover has a time to acceptance")
    return (handover.accepted_at - handover.requested_at).total_seconds() / 3600


def _share(kept: Sequence[bool]) -> float | None:
    return round(sum(kept) / len(kept), 2) if len(kept) >= FEWEST else None


def _small(count: int) -> str:
    return str(count) if count >= FEWEST else f"fewer than {FEWEST}"
