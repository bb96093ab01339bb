"""How and when a parent says it is safe to reach her, and whether that is now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from handover.working_time import LONDON
from locales import N_

Channel = Literal["chat", "text", "call", "email"]
CHANNELS: dict[str, str] = {
    "chat": N_("Here in this chat only"),
    "text": N_("By text message"),
    "call": N_("By phone call"),
    "email": N_("By e-mail"),
}
TERMS_LAST = timedelta(days=30)


@dataclass(frozen=True)
class SafeTime:
    """A part of the week. `starts` and `ends` are Europe/London, `weekdays` counts Monday as 0."""

    label: str
    starts: time
    ends: time
    weekdays: tuple[int, ...]


SCHOOL_DAYS = (0, 1, 2, 3, 4)
TIMES: dict[str, SafeTime] = {
    "school_hours": SafeTime(N_("Monday to Friday, in school hours (9 to 3)"), time(9), time(15), SCHOOL_DAYS),
    "mornings": SafeTime(N_("Monday to Friday, in the morning (9 to 12)"), time(9), time(12), SCHOOL_DAYS),
    "afternoons": SafeTime(N_("Monday to Friday, in the afternoon (12 to 5)"), time(12), time(17), SCHOOL_DAYS),
    "evenings": SafeTime(N_("Monday to Friday, in the evening (5 to 8)"), time(17), time(20), SCHOOL_DAYS),
    "weekends": SafeTime(N_("Saturday and Sunday, in the day (9 to 5)"), time(9), time(17), (5, 6)),
    "any_day": SafeTime(N_("Any day, in the day or evening (9 to 8)"), time(9), time(20), (0, 1, 2, 3, 4, 5, 6)),
}


def is_safe_time(times: Sequence[str], at: datetime) -> bool:
    """Whether `at` (aware) lies in one of the times she named. None named: no time is known to be safe."""
    local = at.astimezone(LONDON)
    named = (TIMES[key] for key in times if key in TIMES)
    return any(local.weekday() in each.weekdays and each.starts <= local.time() < each.ends for each in named)
