"""Workers: adding one, her days away, and which of them a parent is offered."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from areas import Area
from areas.pack import WEEKDAYS
from handover.errors import HandoverError
from handover.models import Absence, Worker
from handover.named_worker import NamedWorker, choose_worker, initials, is_away, next_working_day
from handover.passwords import hash_password
from handover.working_time import LONDON, add_working_hours
from locales import LANGUAGES
from storage import blind_index, new_id

SCHOOL_WEEK = {day: ["08:30", "16:00"] for day in WEEKDAYS[:5]}


def email_index(email: str) -> str:
    """What an e-mail address is found by: a blind index of it in lower case."""
    return blind_index(f"worker e-mail:{email.strip().casefold()}")


def add_worker(
    session: Session,
    *,
    name: str,
    role: str,
    email: str,
    area: Area,
    languages: Sequence[str] = ("en",),
    schools: Sequence[str] = (),
    hours: dict[str, list[str]] | None = None,
    phone: str | None = None,
    manager: bool = False,
    deputy: Worker | None = None,
    password: str | None = None,
) -> Worker:
    """Add a worker to an area. Without `hours` she works Monday to Friday.

    Raises:
        HandoverError: when the name is empty, the address is not one or is taken, or a language or weekday is unknown.
        ValueError: when the password is too short or too long.
    """
    if not name.strip():
        raise HandoverError("A worker needs a name: it is what the parent is told.")
    local, _, host = email.strip().partition("@")
    if not local or "." not in host or any(letter.isspace() for letter in email.strip()):
        raise HandoverError(f"{email!r} is not an e-mail address.")
    if unknown := [code for code in languages if code not in LANGUAGES]:
        raise HandoverError(f"These are not languages of Fingerpost: {', '.join(unknown)}. There are {_known()}.")
    if unknown := [day for day in hours or {} if day not in WEEKDAYS]:
        raise HandoverError(f"These are not weekdays: {', '.join(unknown)}. Use {', '.join(WEEKDAYS)}.")
    if worker_by_email(session, email):
        raise HandoverError(f"There is already a worker with the address {email}.")
    worker = Worker(
        id=new_id(),
        name=" ".join(name.split()),
        role=role.strip(),
        email=email.strip(),
        email_index=email_index(email),
        phone=phone,
        languages=list(languages),
        schools=list(schools),
        hours=SCHOOL_WEEK if hours is None else hours,
        area=area.key,
        manager=manager,
        active=True,
        password_hash=hash_password(password) if password else None,
        deputy_id=deputy.id if deputy else None,
    )
    session.add(worker)
    session.flush()
    return worker


def worker_by_email(session: Session, email: str) -> Worker | None:
    """The worker with this address, whatever its capitals."""
    return session.scalar(select(Worker).where(Worker.email_index == email_index(email)))


def workers_of(session: Session, area: str) -> list[Worker]:
    """The area's active workers, managers included, by name."""
    found = session.scalars(select(Worker).where(Worker.area == area, Worker.active))
    return sorted(found, key=lambda worker: worker.name)


def absences_of(session: Session, area: str, since: date) -> list[Absence]:
    """Absences in the area that end on `since` or later."""
    asked = select(Absence).join(Worker, Worker.id == Absence.worker_id)
    return list(session.scalars(asked.where(Worker.area == area, Absence.last_day >= since)))


def set_away(session: Session, worker: Worker, first_day: date, last_day: date) -> Absence:
    """Note days on which the worker is away, first and last included. `pass_on_overdue` gives her waiting handovers on.

    Raises:
        HandoverError: when the last day is before the first.
    """
    if last_day < first_day:
        raise HandoverError(f"The last day away, {last_day}, is before the first, {first_day}.")
    absence = Absence(id=new_id(), worker_id=worker.id, first_day=first_day, last_day=last_day)
    session.add(absence)
    session.flush()
    return absence


def named_worker_for(
    session: Session, area: Area, language: str, school: str | None, now: datetime
) -> NamedWorker | None:
    """The worker to offer this parent by name; None when the area has nobody, and then the whole team is asked.

    Args:
        now: aware.
    """
    absences = absences_of(session, area.key, now.astimezone(LONDON).date())
    worker = choose_worker(workers_of(session, area.key), absences, language, school, now)
    return None if worker is None else as_shown(worker, absences, area, language, now)


def as_shown(worker: Worker, absences: Sequence[Absence], area: Area, language: str, now: datetime) -> NamedWorker:
    """The worker as a parent sees her."""
    return NamedWorker(
        id=worker.id,
        name=worker.name,
        first_name=worker.first_name,
        initials=initials(worker.name),
        role=worker.role,
        schools=tuple(worker.schools),
        languages=tuple(worker.languages),
        weekdays=tuple(number for number, day in enumerate(WEEKDAYS) if day in worker.hours),
        speaks_your_language=language in worker.languages,
        next_day=next_working_day(worker, now.astimezone(LONDON).date(), absences),
        promise_by=add_working_hours(now, area.answer_within_hours, area),
    )


def is_worker_away(session: Session, worker: Worker, now: datetime) -> bool:
    """Whether she is noted as away today (Europe/London)."""
    today = now.astimezone(LONDON).date()
    return is_away(worker, today, absences_of(session, worker.area, today))


def _known() -> str:
    return ", ".join(LANGUAGES)
