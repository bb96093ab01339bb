"""What happens by itself as time passes, so that nobody is left in silence. Run both every minute."""

from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from areas import Area
from handover.holding import end_holding, is_held, live_messages
from handover.journey import FORGOTTEN, TAKEN, WAITING
from handover.levels import is_higher, level_due
from handover.models import Handover
from handover.passing_on import pass_up
from handover.record import write_entry
from handover.telling import tell
from handover.workers import is_worker_away

FORGOTTEN_AFTER = timedelta(minutes=20)


def pass_on_overdue(session: Session, area: Area, now: datetime) -> int:
    """Move every waiting handover of the area to whoever should have it by now, and tell the parent.

    Args:
        now: aware.

    Returns:
        How many moved.
    """
    asked = select(Handover).where(Handover.area == area.key, Handover.state.in_(WAITING))
    moved = 0
    for handover in session.scalars(_unlocked(asked).order_by(Handover.requested_at)).all():
        owner = handover.worker
        away = owner is not None and (not owner.active or is_worker_away(session, owner, now))
        asked_at = handover.requested_at or now
        due = level_due(asked_at, now, area, level=handover.owner_level, owner_away=away)
        if is_higher(due, handover.owner_level):
            pass_up(session, handover, due, area, now)
            moved += 1
    return moved


def hand_back_forgotten(session: Session, area: Area, now: datetime) -> int:
    """Let the assistant answer again where a worker holds a chat and has written nothing in it for 20 minutes.

    Args:
        now: aware.

    Returns:
        How many were handed back.
    """
    asked = select(Handover).where(Handover.area == area.key, Handover.state.in_(TAKEN))
    forgotten = [
        each for each in session.scalars(_unlocked(asked)) if is_held(each) and _quiet_since(session, each, now)
    ]
    for handover in forgotten:
        tell(session, handover, FORGOTTEN, by=handover.worker)
        end_holding(session, handover)
        write_entry(session, handover, "system", "handed back", now, worker=handover.worker)
    return len(forgotten)


def _unlocked(asked: Select[Handover]) -> Select[Handover]:
    """Only handovers that nobody is changing at this moment, locked; the others can wait for the next minute."""
    return asked.with_for_update(skip_locked=True).execution_options(populate_existing=True)


def _quiet_since(session: Session, handover: Handover, now: datetime) -> bool:
    ours = [message.at for message in live_messages(session, handover) if message.sender in ("worker", "system")]
    return bool(ours) and now - max(ours) >= FORGOTTEN_AFTER
