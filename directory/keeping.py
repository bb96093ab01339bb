"""The tables of keeping the directory true: what workers changed, hid, were asked and decided.

They name a service by its feed and its identifier there, so what they say holds after the next import too, and when a
service leaves the feed and comes back. A worker stands here by her id only.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage import Base, UTCDateTime, new_id

DESK = "desk"  # the source of services that workers added themselves


class ServiceEdit(Base):
    """One property of a service's Open Referral document as a worker changed it. It wins over the feed (overlay.py).

    Attributes:
        property: its name at the top of the document, such as "schedules".
        value: what it is now, as JSON; None takes it away.
        said_by_feed: what the feed says instead, as of its last import; None when it says nothing.
        worker_id: None when the service itself confirmed it by a link.
    """

    __tablename__ = "service_edit"

    source: Mapped[str] = mapped_column(String(200), primary_key=True)
    feed_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    property: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    said_by_feed: Mapped[Any] = mapped_column(JSON)
    worker_id: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class ServiceKeeping(Base):
    """How a service stands with us.

    Attributes:
        hidden_reason, hidden_at: set while it is hidden; hidden_by: None when the freshness round hid it.
        asked_at: when it was first asked, since its last check, whether its facts are right.
        told_at: when the manager was told that they are not known to be.
    """

    __tablename__ = "service_keeping"

    source: Mapped[str] = mapped_column(String(200), primary_key=True)
    feed_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    hidden_by: Mapped[str | None] = mapped_column(String(32))
    hidden_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ServiceEntry(Base):
    """A line in a service's record at the desk.

    Attributes:
        what: such as "edited"; detail: such as the names of the properties, or a reason.
        worker_id: None when the service itself or the freshness round did it.
        for_manager: a notice to the manager; read_at: when she had it.
    """

    __tablename__ = "service_entry"
    __table_args__ = (Index("ix_service_entry_source_feed_id", "source", "feed_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    source: Mapped[str] = mapped_column(String(200))
    feed_id: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(Text, default="")
    worker_id: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    for_manager: Mapped[bool] = mapped_column(default=False, index=True)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ServiceLetter(Base):
    """A letter that asks a service whether its facts are still right. Its text and address are read off the service.

    Attributes:
        expires_at: until when its link works.
        tries, tried_at, error: of sending it by e-mail.
        sent_at: None while it waits; sent_by: the worker who sent it herself, None when our mail server took it.
    """

    __tablename__ = "service_letter"
    __table_args__ = (Index("ix_service_letter_source_feed_id", "source", "feed_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    source: Mapped[str] = mapped_column(String(200))
    feed_id: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    error: Mapped[str] = mapped_column(String(200), default="")
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    sent_by: Mapped[str | None] = mapped_column(String(32))


class DuplicatePair(Base):
    """Two services that may be one, the lesser (source, feed_id) first, and what a worker decided about them.

    Attributes:
        reasons: what they share, by kind: {"phone": "01632 960100"}.
        decision: "same", "different", or None while nobody has decided. It is kept for good.
        stays: "first" or "other", which one is shown when they are the same.
    """

    __tablename__ = "duplicate_pair"

    source: Mapped[str] = mapped_column(String(200), primary_key=True)
    feed_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    other_source: Mapped[str] = mapped_column(String(200), primary_key=True)
    other_feed_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), unique=True, default=new_id)
    reasons: Mapped[dict[str, str]] = mapped_column(JSON)
    likeness: Mapped[int]
    decision: Mapped[str | None] = mapped_column(String(10), index=True)
    stays: Mapped[str | None] = mapped_column(String(10))
    worker_id: Mapped[str | None] = mapped_column(String(32))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class DirectoryRound(Base):
    """A day (Europe/London) whose round was made, so that several senders make one."""

    __tablename__ = "directory_round"

    day: Mapped[date] = mapped_column(Date, primary_key=True)


class UnmetNeed(Base):
    """How often nothing was found, by month, topic, outcode and age band; nothing else of the question is kept.

    Attributes:
        month: its first day.
        outcode: "B98"; "" when no postcode was said.
        band: see unmet.BANDS.
    """

    __tablename__ = "unmet_need"

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    outcode: Mapped[str] = mapped_column(String(4), primary_key=True)
    band: Mapped[str] = mapped_column(String(10), primary_key=True)
    times: Mapped[int]
