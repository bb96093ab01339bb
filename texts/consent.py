"""Who agreed to which texts, and who wants no more."""

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from texts.may_send import PURPOSES
from texts.models import Consent, Recipient, Text
from texts.outbox import cancel_waiting

Channel = Literal["chat", "phone", "in person", "text"]
StoppedBy = Literal["reply", "provider", "chat", "worker", "not safe"]


class NotVerifiedError(ValueError):
    """Nobody has shown yet that she holds this phone."""


def agree(
    session: Session,
    recipient_id: str,
    purpose: str,
    *,
    wording: str,
    wording_version: str,
    language: str,
    channel: Channel,
    now: datetime,
) -> Consent:
    """Record that a person agreed, with the exact words she was shown. Agreeing after a stop in the chat lifts nothing.

    Raises:
        NotVerifiedError: before the phone was confirmed by a code.
        ValueError: for a purpose that no text has.
    """
    if purpose not in PURPOSES.values():
        raise ValueError(f"no text is sent for {purpose!r}")
    if session.get_one(Recipient, recipient_id).verified_at is None:
        raise NotVerifiedError("the phone must be confirmed by a code first")
    made = Consent(
        recipient_id=recipient_id,
        purpose=purpose,
        wording=wording,
        wording_version=wording_version,
        language=language,
        channel=channel,
        at=now,
    )
    session.add(made)
    session.flush()
    return made


def withdraw(session: Session, consent_id: str, now: datetime) -> None:
    """Take a consent back; with the last one for its purpose, the texts that wait under it are cancelled."""
    consent = session.get_one(Consent, consent_id)
    consent.withdrawn_at = consent.withdrawn_at or now
    session.flush()
    if not consents(session, consent.recipient_id, consent.purpose):
        kinds = [kind for kind, purpose in PURPOSES.items() if purpose == consent.purpose]
        cancel_waiting(session, now, Text.recipient_id == consent.recipient_id, Text.kind.in_(kinds))


def consents(session: Session, recipient_id: str, purpose: str | None) -> bool:
    """Whether a consent for this purpose stands. No purpose needs none."""
    if purpose is None:
        return True
    standing = select(Consent.id).where(
        Consent.recipient_id == recipient_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
    return session.scalar(standing.limit(1)) is not None


def stop(session: Session, recipient_id: str, now: datetime, by: StoppedBy) -> None:
    """No more texts to this phone: every consent is withdrawn and every waiting text cancelled. Twice is as once."""
    recipient = session.get_one(Recipient, recipient_id, with_for_update=True)
    if recipient.stopped_at is None:
        recipient.stopped_at, recipient.stopped_by = now, by
    for consent in session.scalars(select(Consent).where(Consent.recipient_id == recipient_id)):
        consent.withdrawn_at = consent.withdrawn_at or now
    cancel_waiting(session, now, Text.recipient_id == recipient_id)


def start(session: Session, recipient_id: str) -> None:
    """The phone itself asked to be reachable again. What was cancelled stays so: it is asked for anew in the chat."""
    recipient = session.get_one(Recipient, recipient_id, with_for_update=True)
    recipient.stopped_at, recipient.stopped_by = None, None
