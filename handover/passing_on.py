"""Passing a waiting handover on: to the deputy, to the team, to the manager, so that nobody is left in silence."""

from datetime import datetime

from sqlalchemy.orm import Session

from areas import Area
from handover.errors import NotAllowedError
from handover.journey import (
    CANNOT_TAKE,
    CANNOT_TAKE_TEAM,
    GIVEN,
    PASSED_ON,
    PASSED_TO_MANAGER,
    PASSED_TO_TEAM,
    WAITING,
    State,
)
from handover.levels import Level
from handover.models import Handover, Worker
from handover.record import write_entry
from handover.telling import tell
from handover.workers import is_worker_away


def pass_to_next(session: Session, handover: Handover, now: datetime, *, declined_by: Worker) -> None:
    """Give a handover that its owner cannot take to her deputy if there is one at work, else to the team."""
    deputy = _deputy(session, declined_by, now) if handover.owner_level == "worker" else None
    if deputy is not None:
        _give(session, handover, deputy, "deputy", now)
        tell(session, handover, CANNOT_TAKE, old=declined_by, by=deputy)
    else:
        _give(session, handover, None, "team", now)
        tell(session, handover, CANNOT_TAKE_TEAM, old=declined_by)


def pass_up(session: Session, handover: Handover, due: Level, area: Area, now: datetime) -> None:
    """Give a handover that nobody has answered to the level that is due, and tell the parent."""
    before = handover.worker
    deputy = _deputy(session, before, now) if before and due == "deputy" else None
    if deputy is not None and before is not None:
        _give(session, handover, deputy, "deputy", now)
        tell(session, handover, PASSED_ON, old=before, by=deputy)
    elif due == "manager":
        _give(session, handover, None, "manager", now)
        tell(session, handover, PASSED_TO_MANAGER, area=area)
    else:
        _give(session, handover, None, "team", now)
        tell(session, handover, PASSED_TO_TEAM)


def give_to(session: Session, handover: Handover, manager: Worker, worker: Worker, now: datetime) -> None:
    """A manager gives a waiting handover to a worker of her area; the parent is told the name.

    Raises:
        NotAllowedError: when she is not its manager, it is not waiting, or that worker cannot take it.
    """
    if not manager.manager or manager.area != handover.area or handover.state not in WAITING:
        raise NotAllowedError("Only the area's manager can give a handover to somebody, and only while it waits.")
    if worker.area != handover.area or worker.manager or not worker.active:
        raise NotAllowedError(f"{worker.name} cannot take handovers in this area.")
    before = handover.worker
    _give(session, handover, worker, handover.owner_level, now, by=manager)
    if before is None:
        tell(session, handover, GIVEN, by=worker)
    elif before.id != worker.id:
        tell(session, handover, CANNOT_TAKE, old=before, by=worker)


def _give(
    session: Session, handover: Handover, worker: Worker | None, level: str, now: datetime, *, by: Worker | None = None
) -> None:
    handover.worker = worker
    handover.owner_level = level
    handover.state = State.REQUESTED
    if worker is not None:
        handover.interpreter_needed = handover.language not in worker.languages
    write_entry(
        session, handover, "worker" if by else "system", "given to" if by else "passed on", now, worker=by, to=worker
    )


def _deputy(session: Session, worker: Worker, now: datetime) -> Worker | None:
    deputy = session.get(Worker, worker.deputy_id) if worker.deputy_id else None
    if deputy is None or not deputy.active or deputy.manager or is_worker_away(session, deputy, now):
        return None
    return deputy
