"""When an area works: its hours, without England's bank holidays, Europe/London."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from areas import Area
from areas.pack import WEEKDAYS, Hours

LONDON = ZoneInfo("Europe/London")
LOOK_AHEAD_DAYS = 60


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of a year, substitute days included (the `holidays` library, GB-ENG)."""
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def hours_on(day: date, area: Area) -> Hours | None:
    """The area's hours on this day; None on a day off or a bank holiday."""
    if day in bank_holidays(day.year):
        return None
    return area.working_hours.get(WEEKDAYS[day.weekday()])


def add_working_hours(start: datetime, hours: float, area: Area) -> datetime:
    """The moment when `hours` working hours of the area have passed since `start`.

    Args:
        start: aware, any zone.
        hours: zero or more; zero gives the next moment at which somebody works.

    Returns:
        Aware, Europe/London.

    Raises:
        ValueError: when `start` is naive, `hours` is negative, or the area works too little ever to get there.
    """
    if start.tzinfo is None or hours < 0:
        raise ValueError("working hours are counted on from an aware time, forwards")
    left = timedelta(hours=hours)
    first = start.astimezone(LONDON).date()
    for day in (first + timedelta(days=ahead) for ahead in range(LOOK_AHEAD_DAYS)):
        worked = hours_on(day, area)
        if worked is None:
            continue
        opens, closes = _moment(day, worked.opens), _moment(day, worked.closes)
        begins = max(start.astimezone(UTC), opens)
        if begins >= closes:
            continue
        if begins + left <= closes:
            return (begins + left).astimezone(LONDON)
        left -= closes - begins
    raise ValueError(f"{area.name} has too few working hours to count {hours} of them in {LOOK_AHEAD_DAYS} days")


def is_working_time(at: datetime, area: Area) -> bool:
    """Whether somebody in the area works at this moment (aware)."""
    local = at.astimezone(LONDON)
    worked = hours_on(local.date(), area)
    return worked is not None and worked.opens <= local.time() < worked.closes


def _moment(day: date, at: time) -> datetime:
    """In UTC, so that the hour the clocks change is counted as it passes."""
    return datetime.combine(day, at, LONDON).astimezone(UTC)
