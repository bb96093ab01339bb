"""The tables of this room: events, and who wants to be told of them."""

from datetime import date, datetime, time
from typing import Literal

from sqlalchemy import Date, ForeignKey, String, Time
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage import Base, EncryptedText, UTCDateTime, new_id, utc_now
from texts.asked_in_chat import AskedInChat

Sensitivity = Literal["open", "discreet", "never-text"]
State = Literal["drafted", "awaiting code", "awaiting consent", "active", "cancelled"]
Status = Literal["on", "rescheduled", "postponed", "tentative", "conditional", "at risk", "cancelled"]


class Event(Base):
    """Something that happens on a day, as a school or a service announced it.

    Attributes:
        conversation_id: where it was read; None for an event of everybody.
        starts_on, ends_on: the first day, and the last where it is another one.
        start_time, end_time: by the clock in England.
        cost: as stated, in words.
        rev: counts the changes; texts of an older rev do not go out.
        source: what it was read from: "message" or "service".
    """

    __tablename__ = "reminder_event"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    title: Mapped[str] = mapped_column(EncryptedText)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    start_time: Mapped[time | None] = mapped_column(Time)
    end_time: Mapped[time | None] = mapped_column(Time)
    place: Mapped[str | None] = mapped_column(EncryptedText)
    bring: Mapped[str | None] = mapped_column(EncryptedText)
    cost: Mapped[str | None] = mapped_column(EncryptedText)
    deadline: Mapped[date | None] = mapped_column(Date)
    status: Mapped[Status] = mapped_column(String(16), default="on")
    rev: Mapped[int] = mapped_column(default=1)
    sensitivity: Mapped[Sensitivity] = mapped_column(String(12), default="open")
    source: Mapped[str] = mapped_column(String(16), default="message")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)


class Subscription(AskedInChat, Base):
    """One family's wish to be reminded of one event. Its state is a State."""

    __tablename__ = "reminder_subscription"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    event_id: Mapped[str] = mapped_column(ForeignKey("reminder_event.id"), index=True)

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)
