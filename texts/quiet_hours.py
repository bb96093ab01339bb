"""When a text may go out: decent hours by the clock in England, and within them the hours a person called safe."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
ALL_DAYS = frozenset(range(7))
_DAYS_LOOKED_AT = 15
Window = tuple[datetime, datetime]


@dataclass(frozen=True)
class Hours:
    """A daily window by the clock in England, from `opens` up to but not including `closes`.

    Attributes:
        closes: at or before `opens` means the window runs over midnight.
        days: weekdays on which it opens, 0 for Monday.
    """

    opens: time
    closes: time
    days: frozenset[int] = ALL_DAYS


DECENT = Hours(time(8), time(20))


def may_text(at: datetime, safe: Hours | None = None) -> bool:
    """Whether a text may go out at this moment (aware)."""
    return next_allowed(at, safe) == at


def next_allowed(at: datetime, safe: Hours | None = None) -> datetime:
    """The first allowed moment at or after `at` (aware); UTC, or `at` itself.

    Raises:
        ValueError: for safe hours without a day.
    """
    for opens, closes in _windows(at.astimezone(LONDON).date() - timedelta(days=1), safe):
        if at < opens:
            return opens
        if at < closes:
            return at
    raise ValueError("safe hours need at least one weekday")


def latest_allowed(by: datetime, safe: Hours | None = None) -> datetime:
    """The last allowed moment at or before `by` (aware), to the minute; UTC, or `by` itself.

    Raises:
        ValueError: for safe hours without a day.
    """
    for opens, closes in reversed(_windows(by.astimezone(LONDON).date() - timedelta(days=_DAYS_LOOKED_AT), safe)):
        if by >= closes:
            return closes - timedelta(minutes=1)
        if by >= opens:
            return by
    raise ValueError("safe hours need at least one weekday")


def london(day: date, at: time) -> datetime:
    """This time by the clock in England, in UTC. In the hour that spring skips, the moment after it."""
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def _windows(first: date, safe: Hours | None) -> list[Window]:
    """The windows of about a fortnight from a day on: what she called safe, within decent hours.

    Where the two do not meet (she said that only late evening is safe) her own hours hold: they are about her safety,
    the decent hours only about manners.
    """
    days = [first + timedelta(days=n) for n in range(_DAYS_LOOKED_AT + 1)]
    decent = [_window(day, DECENT) for day in (*days, days[-1] + timedelta(days=1))]
    if safe is None:
        return decent
    hers = [_window(day, safe) for day in days if day.weekday() in safe.days]
    both = [
        (max(opens, from_), min(closes, until))
        for opens, closes in hers
        for from_, until in decent
        if max(opens, from_) < min(closes, until)
    ]
    return both or hers


def _window(day: date, hours: Hours) -> Window:
    last = day if hours.closes > hours.opens else day + timedelta(days=1)
    return london(day, hours.opens), london(last, hours.closes)
