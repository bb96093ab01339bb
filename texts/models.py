"""The tables of this room: who may be texted, what they agreed to, and the outbox."""

from datetime import datetime, time

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage import Base, EncryptedText, UTCDateTime, new_id, utc_now
from texts.delivery_status import Status
from texts.quiet_hours import Hours

ID = String(22)


class Recipient(Base):
    """A phone that texts may go to, once its owner has shown that she holds it.

    Attributes:
        phone: E.164.
        phone_index: blind index of `phone`, by which it is found.
        verified_at: when a code sent to it was last typed back.
        safe_from, safe_until, safe_days: hours she called safe, by the clock in England; days as "0 1 2", 0 for Monday.
        stopped_at, stopped_by: our own opt-out ledger; set means that no text goes out.
        bad_code: the provider's code when it found that the number takes no texts.
    """

    __tablename__ = "text_recipient"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    phone: Mapped[str] = mapped_column(EncryptedText)
    phone_index: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(8), default="en")
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    safe_from: Mapped[time | None]
    safe_until: Mapped[time | None]
    safe_days: Mapped[str | None] = mapped_column(String(13))
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    stopped_by: Mapped[str | None] = mapped_column(String(20))
    bad_code: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)

    @property
    def safe_hours(self) -> Hours | None:
        """The hours she called safe, or None when she named none."""
        if self.safe_from is None or self.safe_until is None:
            return None
        days = frozenset(range(7)) if self.safe_days is None else frozenset(map(int, self.safe_days.split()))
        return Hours(self.safe_from, self.safe_until, days)


class Consent(Base):
    """What a person agreed to, in the exact words she was shown.

    Attributes:
        purpose: what the texts are for, as "reminders".
        channel: where she agreed: chat, phone, in person, text.
        at, withdrawn_at: UTC.
    """

    __tablename__ = "text_consent"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("text_recipient.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(32))
    wording: Mapped[str]
    wording_version: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class VerificationCode(Base):
    """A code on its way to a phone. Only its keyed fingerprint is kept.

    Attributes:
        conversation_id: the conversation that asked for it; only there it can be typed back.
        tries: wrong answers so far.
    """

    __tablename__ = "text_code"
    __table_args__ = (Index("ix_text_code_conversation_id_created_at", "conversation_id", "created_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("text_recipient.id"), index=True)
    conversation_id: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    code_index: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)


class Text(Base):
    """One text in the outbox.

    Attributes:
        kind: one of `may_send.PURPOSES`.
        dedupe_key: whatever happens, one key is one text.
        not_before, not_after: UTC; outside them it does not go out.
        status: a `delivery_status.Status`.
        attempt_id: names one POST, so that late news of an earlier one changes nothing.
        attempts, requeues: POSTs so far; how often a text without trace at the provider was put back.
        lease_until: while posting, when to give up waiting for the process that posts.
        sid: the provider's name for it.
        checked_at: when reconciling last asked the provider about it.
    """

    __tablename__ = "text_outbox"
    __table_args__ = (Index("ix_text_outbox_status_not_before", "status", "not_before"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("text_recipient.id"), index=True)
    body: Mapped[str] = mapped_column(EncryptedText)
    kind: Mapped[str] = mapped_column(String(16))
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    not_before: Mapped[datetime] = mapped_column(UTCDateTime)
    not_after: Mapped[datetime] = mapped_column(UTCDateTime)
    status: Mapped[str] = mapped_column(String(20), default=Status.WAITING)
    segments: Mapped[int]
    attempt_id: Mapped[str | None] = mapped_column(ID)
    attempts: Mapped[int] = mapped_column(default=0)
    requeues: Mapped[int] = mapped_column(default=0)
    attempted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sid: Mapped[str | None] = mapped_column(String(64), index=True)
    error_code: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    status_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)

    recipient: Mapped[Recipient] = relationship(lazy="joined", innerjoin=True)

    def becomes(self, status: Status, at: datetime, error_code: int | None = None) -> None:
        """Move to a status at a moment (UTC), with the provider's code when there is one."""
        self.status, self.status_at = status, at
        self.error_code = error_code if error_code is not None else self.error_code


class StatusEvent(Base):
    """News from the provider about a text; parked without `text_id` until its text is known."""

    __tablename__ = "text_status_event"
    __table_args__ = (UniqueConstraint("sid", "status"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    text_id: Mapped[str | None] = mapped_column(ForeignKey("text_outbox.id"), index=True)
    sid: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(20))
    error_code: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class InboundText(Base):
    """That a reply came and what it asked for. Its words are not kept: nobody reads replies."""

    __tablename__ = "text_inbound"

    sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    phone_index: Mapped[str] = mapped_column(String(64), index=True)
    request: Mapped[str] = mapped_column(String(8))
    answered: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
