"""When to remind: a week before and the day before, at a decent hour, and not after the event.

Source of the days: hospital trusts' 7 days and 1 day practice; the Arkansas probation trial, in which the day before
worked and two days before alone did not.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from texts.quiet_hours import LONDON, Hours, latest_allowed, london, next_allowed

Offset = Literal["7d", "1d", "0d"]

MOST_TEXTS = 3
WEEK_BEFORE_AT = time(10)
DAY_BEFORE_AT = time(17)
SAME_DAY_LEAD = timedelta(hours=2)
USELESS_WITHOUT_A_TIME = time(18)
BOOKED_FOR_A_WEEK_TEXT = 8


@dataclass(frozen=True)
class Planned:
    """One reminder.

    Attributes:
        at, not_after: UTC.
    """

    offset: Offset
    at: datetime
    not_after: datetime


def plan_reminders(
    starts_on: date, start_time: time | None, now: datetime, safe: Hours | None = None, most: int = 2
) -> list[Planned]:
    """The reminders of an event, asked for at `now` (aware), in order; none when it is past.

    A week and a day before. Fewer than 8 days ahead the first is left out; with only the same day left there is one,
    two hours before. A moment in quiet or unsafe hours moves to the last good one before it.

    Args:
        start_time: by the clock in England; without one a reminder is of use until 18:00 on the day.
        safe: the hours the person called safe.
        most: leave out the earlier ones when there would be more.
    """
    ends_being_useful = london(starts_on, start_time or USELESS_WITHOUT_A_TIME)
    if now >= ends_being_useful or most < 1:
        return []
    days_ahead = (starts_on - now.astimezone(LONDON).date()).days
    wished: list[tuple[Offset, datetime]] = []
    if days_ahead >= BOOKED_FOR_A_WEEK_TEXT:
        wished.append(("7d", london(starts_on - timedelta(days=7), WEEK_BEFORE_AT)))
    if days_ahead >= 1:
        wished.append(("1d", london(starts_on - timedelta(days=1), DAY_BEFORE_AT)))
    else:
        wished.append(("0d", ends_being_useful - SAME_DAY_LEAD))
    planned = [Planned(offset, _good_moment(at, now, safe), ends_being_useful) for offset, at in wished]
    return [each for each in planned if each.at < ends_being_useful][-most:]


def _good_moment(wished: datetime, now: datetime, safe: Hours | None) -> datetime:
    good = latest_allowed(wished, safe)
    return good if good > now else next_allowed(now, safe)
