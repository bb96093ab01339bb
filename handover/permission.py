"""Which worker may know of a handover, read it, and act on it. Decided for every single handover, not by role alone."""

from handover.journey import OPEN, WAITING, State
from handover.models import Handover, Worker


def may_see(worker: Worker, handover: Handover) -> bool:
    """Whether she may know that it exists and how it stands: her own, her area's unowned ones, or as its manager."""
    if not worker.active or worker.area != handover.area or handover.state == State.DRAFT:
        return False
    if worker.manager or handover.worker_id == worker.id:
        return True
    return handover.worker_id is None and handover.state in WAITING


def may_read(worker: Worker, handover: Handover) -> bool:
    """Whether she may read what the parent shared. A manager may not; nobody may once it has ended."""
    return may_see(worker, handover) and not worker.manager and handover.state in OPEN


def may_take(worker: Worker, handover: Handover) -> bool:
    """Whether she may accept it."""
    return may_read(worker, handover) and handover.state in WAITING


def may_talk(worker: Worker, handover: Handover) -> bool:
    """Whether she may read and write in the chat: she has accepted it and it is still hers."""
    return may_read(worker, handover) and handover.worker_id == worker.id and handover.state not in WAITING
