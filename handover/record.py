"""The record of a handover: who did what, and when. It holds no text of the chat and is only added to."""

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from handover.models import Entry, Handover, Worker

Who = Literal["parent", "worker", "system"]
What = Literal[
    "requested",
    "read",
    "accepted",
    "declined",
    "passed on",
    "took hold",
    "said",
    "handed back",
    "in contact",
    "closed",
    "withdrawn",
    "given to",
]


def write_entry(
    session: Session,
    handover: Handover,
    who: Who,
    what: What,
    at: datetime,
    *,
    worker: Worker | None = None,
    to: Worker | None = None,
) -> Entry:
    """Add a line to the record."""
    entry = Entry(
        handover_id=handover.id,
        who=who,
        worker_id=worker.id if worker else None,
        what=what,
        to_worker_id=to.id if to else None,
        at=at,
    )
    session.add(entry)
    session.flush()
    return entry


def entries(session: Session, handover_id: str) -> list[Entry]:
    """The record of a handover, oldest first."""
    return list(session.scalars(select(Entry).where(Entry.handover_id == handover_id).order_by(Entry.number)))
