"""The tables of a warm handover. `handover.conversation` has the tables of the chat itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from handover.journey import State
from storage import Base, EncryptedText, UTCDateTime, new_id, utc_now


class Worker(Base):
    """A person who takes handovers, or the manager of those who do.

    Attributes:
        email_index: blind index of the e-mail address in lower case; it is what makes the address unique.
        languages: ISO 639-1 codes of the languages she works in.
        hours: the hours she works by weekday, Europe/London: {"mon": ["08:30", "16:00"], …}; a missing day is free.
        area: key of the area's pack.
        manager: sees how handovers stand, and not what is in them.
        password_hash: as `handover.passwords` writes it; None until she has one.
    """

    __tablename__ = "worker"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(EncryptedText)
    role: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(EncryptedText)
    email_index: Mapped[str] = mapped_column(String(64), unique=True)
    phone: Mapped[str | None] = mapped_column(EncryptedText)
    languages: Mapped[list[str]] = mapped_column(JSON)
    schools: Mapped[list[str]] = mapped_column(JSON)
    hours: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    area: Mapped[str] = mapped_column(String(64), index=True)
    manager: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    deputy_id: Mapped[str | None] = mapped_column(ForeignKey("worker.id", ondelete="SET NULL"))

    @property
    def first_name(self) -> str:
        """What a parent calls her."""
        return self.name.split()[0]


class WorkerSession(Base):
    """A worker signed in at the desk. The token itself is only in her browser."""

    __tablename__ = "worker_session"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    worker_id: Mapped[str] = mapped_column(ForeignKey("worker.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SignInFailure(Base):
    """A failed sign-in, kept for as long as it counts. `key` is a blind index of the address, the network or both."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_key_at", "key", "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Absence(Base):
    """Days on which a worker is away, first and last included. Why is not kept."""

    __tablename__ = "absence"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    worker_id: Mapped[str] = mapped_column(ForeignKey("worker.id", ondelete="CASCADE"), index=True)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)


class Handover(Base):
    """What a parent agreed to tell a named worker, and how far it has come.

    Attributes:
        reference: what people say on the phone; random.
        conversation_id: the chat it came from; None once that chat is deleted.
        language: ISO 639-1, the parent's.
        interpreter_needed: the worker does not work in that language.
        worker_id: who owns it; None while it belongs to the whole team of the area.
        owner_level: worker, deputy, team or manager: how far the clock has moved it (`handover.clock`).
        state: see `handover.journey`.
        consent_wording: the words she agreed to, exactly as shown.
        promise_by: by when she was told that somebody answers. It stays what it was when the owner changes.
    """

    __tablename__ = "handover"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id", ondelete="SET NULL"), index=True)
    area: Mapped[str] = mapped_column(String(64), index=True)
    language: Mapped[str] = mapped_column(String(8))
    interpreter_needed: Mapped[bool] = mapped_column(default=False)
    parent_name: Mapped[str | None] = mapped_column(EncryptedText)
    school: Mapped[str | None] = mapped_column(EncryptedText)
    worker_id: Mapped[str | None] = mapped_column(ForeignKey("worker.id", ondelete="SET NULL"), index=True)
    owner_level: Mapped[str] = mapped_column(String(16), default="worker")
    state: Mapped[str] = mapped_column(String(16), default=State.DRAFT)
    consent_wording: Mapped[str | None] = mapped_column(EncryptedText)
    consent_language: Mapped[str | None] = mapped_column(String(8))
    consent_version: Mapped[str | None] = mapped_column(String(32))
    consent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    drafted_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    requested_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    promise_by: Mapped[datetime | None] = mapped_column(UTCDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    in_contact_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decline_reason: Mapped[str | None] = mapped_column(EncryptedText)

    worker: Mapped[Worker | None] = relationship()
    lines: Mapped[list[SummaryLine]] = relationship(order_by="SummaryLine.number", cascade="all, delete-orphan")
    safe_contact: Mapped[SafeContact | None] = relationship(cascade="all, delete-orphan")
    holdings: Mapped[list[Holding]] = relationship(order_by="Holding.first_number", cascade="all, delete-orphan")

    @property
    def shared_lines(self) -> list[SummaryLine]:
        """The lines she agreed to share: the only ones that may leave this room."""
        return [line for line in self.lines if line.share]


class SummaryLine(Base):
    """One line of what the worker will be told.

    Attributes:
        kind: one of `handover.lines.KINDS`.
        text: in the parent's language.
        english: what the worker sees beside it; None when nobody has put it into English yet.
        about_third_person: it says something of somebody else, and is therefore not shared unless she says so.
    """

    __tablename__ = "summary_line"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    handover_id: Mapped[str] = mapped_column(ForeignKey("handover.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(EncryptedText)
    english: Mapped[str | None] = mapped_column(EncryptedText)
    share: Mapped[bool] = mapped_column(default=False)
    about_third_person: Mapped[bool] = mapped_column(default=False)


class SafeContact(Base):
    """How and when it is safe to reach her. Outside these terms nobody contacts her.

    Attributes:
        channel: one of `handover.safe_times.CHANNELS`.
        times: keys of `handover.safe_times.TIMES`; empty means she did not say, so ask in the chat first.
        note: anything else about when, in her words.
        words: what to say if somebody else answers; None: say nothing and ring off.
        expires_at: 30 days on; then she must be asked again.
    """

    __tablename__ = "safe_contact"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    handover_id: Mapped[str] = mapped_column(ForeignKey("handover.id", ondelete="CASCADE"), unique=True)
    channel: Mapped[str] = mapped_column(String(16))
    phone: Mapped[str | None] = mapped_column(EncryptedText)
    email: Mapped[str | None] = mapped_column(EncryptedText)
    times: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str | None] = mapped_column(EncryptedText)
    may_leave_message: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str | None] = mapped_column(EncryptedText)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Holding(Base):
    """A stretch of the conversation in which a worker answered. She reads these messages of the chat and no others.

    Attributes:
        first_number: number of the first message in it.
        last_number: number of the last; None while it lasts.
    """

    __tablename__ = "holding"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    handover_id: Mapped[str] = mapped_column(ForeignKey("handover.id", ondelete="CASCADE"), index=True)
    worker_id: Mapped[str | None] = mapped_column(ForeignKey("worker.id", ondelete="SET NULL"))
    first_number: Mapped[int]
    last_number: Mapped[int | None]


class Entry(Base):
    """One line of the record: who did what to a handover, and when, reading included. It is only ever added to.

    Attributes:
        who: parent, worker or system.
        what: a word such as requested, read, accepted; no text of the chat.
        to_worker_id: whom it went to, when it changed hands.
    """

    __tablename__ = "handover_entry"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    handover_id: Mapped[str] = mapped_column(ForeignKey("handover.id"), index=True)
    who: Mapped[str] = mapped_column(String(16))
    worker_id: Mapped[str | None] = mapped_column(ForeignKey("worker.id"))
    what: Mapped[str] = mapped_column(String(40))
    to_worker_id: Mapped[str | None] = mapped_column(ForeignKey("worker.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


def _refuse_change(_mapper: Mapper[Any], _connection: Any, entry: Entry) -> None:
    raise RuntimeError(f"the record is only added to; entry {entry.number} stays as it is")


event.listen(Entry, "before_update", _refuse_change)
event.listen(Entry, "before_delete", _refuse_change)
