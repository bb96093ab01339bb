"""The services she saved in her chat. Kept with the conversation and gone with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from handover.conversation import Conversation
from storage import Base, EncryptedText, UTCDateTime, new_id

MOST_SAVED = 12


class SavedService(Base):
    """One service on her list.

    Attributes:
        kept: JSON {"service", "careful"}, encrypted, since a service can say why a family needs help.
    """

    __tablename__ = "saved_service"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    kept: Mapped[str] = mapped_column(EncryptedText)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


@dataclass(frozen=True)
class Saved:
    """A service on the list.

    Attributes:
        service_id: as the directory names it.
        careful: it was found for a need whose services may not be texted unless she says again that it is safe.
    """

    service_id: str
    careful: bool


class ListFullError(ValueError):
    """There are MOST_SAVED services on the list."""


def save_service(
    session: Session, conversation: Conversation, service_id: str, now: datetime, *, careful: bool
) -> bool:
    """Put a service on her list; False when it was there.

    Raises:
        ListFullError: when the list is full.
    """
    # One at a time: a button pressed twice saves once.
    session.execute(select(Conversation.id).where(Conversation.id == conversation.id).with_for_update())
    there = saved_services(session, conversation.id)
    if service_id in {each.service_id for each in there}:
        return False
    if len(there) >= MOST_SAVED:
        raise ListFullError("the list is full")
    kept = json.dumps({"service": service_id, "careful": careful})
    session.add(SavedService(conversation_id=conversation.id, kept=kept, at=now))
    session.flush()
    return True


def take_off(session: Session, conversation_id: str, service_id: str) -> None:
    """Take a service off her list, if it is on it."""
    for row in _rows(session, conversation_id):
        if _read(row).service_id == service_id:
            session.delete(row)
    session.flush()


def saved_services(session: Session, conversation_id: str) -> list[Saved]:
    """Her list, in the order in which she saved."""
    return [_read(row) for row in _rows(session, conversation_id)]


def all_saved(session: Session) -> set[str]:
    """The services that are on anybody's list; not on whose."""
    return {_read(row).service_id for row in session.scalars(select(SavedService))}


def _rows(session: Session, conversation_id: str) -> list[SavedService]:
    mine = select(SavedService).where(SavedService.conversation_id == conversation_id)
    return list(session.scalars(mine.order_by(SavedService.at, SavedService.id)))


def _read(row: SavedService) -> Saved:
    kept = json.loads(row.kept)
    return Saved(kept["service"], kept["careful"])
