"""Which worker a parent is offered by name, and what she is shown of her."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from areas.pack import WEEKDAYS
from handover.models import Absence, Worker
from handover.working_time import LONDON, bank_holidays
from locales import N_

# The roles there are by default, marked so that they are translated; an area may name others.
ROLES = (N_("link worker"), N_("family hub worker"), N_("lead professional"), N_("early help manager"))
LOOK_AHEAD_DAYS = 28


@dataclass(frozen=True)
class NamedWorker:
    """A worker as a parent sees her. There is no photo: initials stand in for it.

    Attributes:
        role: English; `translate` renders it.
        weekdays: the days she works, Monday is 0.
        languages: ISO 639-1 codes.
        speaks_your_language: otherwise an interpreter is asked for.
        next_day: the next day on which she works, today included.
        promise_by: by when somebody answers (aware, Europe/London), if it were asked for now.
    """

    id: str
    name: str
    first_name: str
    initials: str
    role: str
    schools: tuple[str, ...]
    languages: tuple[str, ...]
    weekdays: tuple[int, ...]
    speaks_your_language: bool
    next_day: date | None
    promise_by: datetime


def initials(name: str) -> str:
    """First letters of the first and the last part of a name: "Sofia Marsh" is "SM", "Cher" is "C"."""
    parts = [part for part in name.replace("-", " ").split() if part[0].isalnum()]
    ends = parts[:1] + parts[-1:] if len(parts) > 1 else parts
    return "".join(part[0] for part in ends).upper()


def is_away(worker: Worker, day: date, absences: Iterable[Absence]) -> bool:
    """Whether the worker is on leave, ill or otherwise away on this day."""
    return any(each.worker_id == worker.id and each.first_day <= day <= each.last_day for each in absences)


def next_working_day(worker: Worker, today: date, absences: Sequence[Absence]) -> date | None:
    """The next day on which she works, today included; None when there is none in four weeks."""
    for day in (today + timedelta(days=ahead) for ahead in range(LOOK_AHEAD_DAYS)):
        works = WEEKDAYS[day.weekday()] in worker.hours and day not in bank_holidays(day.year)
        if works and not is_away(worker, day, absences):
            return day
    return None


def choose_worker(
    workers: Sequence[Worker], absences: Sequence[Absence], language: str, school: str | None, now: datetime
) -> Worker | None:
    """The worker to offer: one who works in her language, then one at her child's school, then one whom somebody covers
    for, then the one back soonest.

    Being understood comes first: an interpreter is a third person in the room. Managers do not take handovers.

    Args:
        now: aware.
    """
    today = now.astimezone(LONDON).date()
    able = [each for each in workers if each.active and not each.manager]
    days = {each.id: next_working_day(each, today, absences) for each in able}
    present = [each for each in able if days[each.id] is not None and not is_away(each, today, absences)]

    def rank(worker: Worker) -> tuple[bool, bool, bool, date, str]:
        at_school = school is not None and school.casefold() in (name.casefold() for name in worker.schools)
        back = days[worker.id] or date.max
        return language not in worker.languages, not at_school, worker.deputy_id is None, back, worker.name

    return min(present, key=rank, default=None)
