"""Texts that somebody asks for herself, once, in the chat: the number, the code, her yes, then they go.

What they say is the caller's; that the phone is hers and that she agreed is made sure of here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from locales import language as known_language
from locales import translate
from storage import Base, EncryptedText, UTCDateTime, new_id, utc_now
from texts.consent import agree as record_consent
from texts.identity import Identity
from texts.models import Consent, Recipient, Text, VerificationCode
from texts.outbox import cancel_by_key, enqueue
from texts.verification import Verification, confirm, start_verification
from texts.wording import NO_MORE_TEXTS_CALL, NO_MORE_TEXTS_START

KIND, PURPOSE = "list", "services"
USEFUL_FOR = timedelta(hours=36)  # asked for at night, it goes in the morning
State = Literal["drafted", "awaiting code", "awaiting consent", "sent"]


class WrongStepError(ValueError):
    """This step does not follow from where the texts are."""


class StoppedError(ValueError):
    """The phone asked for no more texts."""

    def __init__(self, identity: Identity) -> None:
        super().__init__("the phone asked for no more texts")
        self._identity = identity

    def sentence(self, language: str) -> str:
        """What to say to her."""
        if self._identity.can_reply:
            return translate(NO_MORE_TEXTS_START, language)
        return translate(NO_MORE_TEXTS_CALL, language, phone=translate(self._identity.phone, language))


class OwnTexts(Base):
    """Texts that she asked for in a conversation, until she has said yes to them.

    Attributes:
        bodies: JSON list of what they say; emptied once they are in the outbox, which forgets them in its own time.
    """

    __tablename__ = "text_to_herself"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(String(64), index=True)
    recipient_id: Mapped[str | None] = mapped_column(ForeignKey("text_recipient.id"), index=True)
    consent_id: Mapped[str | None] = mapped_column(ForeignKey("text_consent.id"))
    language: Mapped[str] = mapped_column(String(8))
    bodies: Mapped[str] = mapped_column(EncryptedText)
    state: Mapped[State] = mapped_column(String(20), default="drafted")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)


def draft_texts(
    session: Session, conversation_id: str, bodies: Sequence[str], language: str, now: datetime
) -> OwnTexts:
    """Begin. "awaiting consent" where she has shown in this conversation that a phone is hers, else "drafted"."""
    known = _proven(session, conversation_id)
    made = OwnTexts(
        conversation_id=conversation_id,
        recipient_id=known.id if known else None,
        language=known_language(language).code,
        bodies=json.dumps(list(bodies), ensure_ascii=False),
        state="awaiting consent" if known else "drafted",
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made


def give_phone(session: Session, texts_id: str, phone: str, now: datetime, *, identity: Identity) -> Verification:
    """Take the number as typed and send a code to it.

    Raises:
        PhoneProblemError, TooManyCodesError: as `texts.start_verification`; both have a `.sentence(language)`.
        WrongStepError: once they are sent.
    """
    texts = _in_state(session, texts_id, "drafted", "awaiting code", "awaiting consent")
    conversation = texts.conversation_id
    started = start_verification(session, phone, texts.language, now, identity=identity, conversation_id=conversation)
    texts.recipient_id, texts.state = started.recipient_id, "awaiting code"
    return started


def give_code(session: Session, texts_id: str, code: str, now: datetime) -> bool:
    """Whether the code shows that the phone is hers. If not, she may try again.

    Raises:
        WrongStepError: when no code was asked for.
    """
    texts = _in_state(session, texts_id, "awaiting code")
    if texts.recipient_id is None:
        raise WrongStepError("no number was given")
    right = confirm(session, texts.recipient_id, code, now, conversation_id=texts.conversation_id)
    if right:
        texts.state = "awaiting consent"
    return right


def agree(
    session: Session, texts_id: str, now: datetime, *, wording: str, version: str, identity: Identity
) -> list[Text]:
    """Record her yes to these words and put the texts into the outbox.

    Raises:
        StoppedError: when the phone wants no more texts.
        WrongStepError: before the phone was confirmed, or once they are sent.
    """
    texts = _in_state(session, texts_id, "awaiting consent")
    if texts.recipient_id is None:
        raise WrongStepError("no number was given")
    if session.get_one(Recipient, texts.recipient_id).stopped_at is not None:
        raise StoppedError(identity)
    agreed = record_consent(
        session,
        texts.recipient_id,
        PURPOSE,
        wording=wording,
        wording_version=version,
        language=texts.language,
        channel="chat",
        now=now,
    )
    waiting = [
        enqueue(
            session,
            texts.recipient_id,
            body,
            kind=KIND,
            dedupe_key=f"{KIND}:{texts.id}:{number}",
            not_before=now,
            not_after=now + USEFUL_FOR,
        )
        for number, body in enumerate(json.loads(texts.bodies))
    ]
    texts.consent_id, texts.state, texts.bodies = agreed.id, "sent", "[]"
    session.flush()
    return waiting


def drop(session: Session, texts_id: str | None) -> None:
    """She does not want them after all. What is sent is not called back."""
    texts = session.get(OwnTexts, texts_id) if texts_id else None
    if texts is not None and texts.state != "sent":
        session.delete(texts)
        session.flush()


def proven_phones(session: Session, conversation_id: str) -> set[str]:
    """The recipients that were shown to be hers here and that such texts went or may go to."""
    mine = select(OwnTexts.recipient_id).where(
        OwnTexts.conversation_id == conversation_id, OwnTexts.state.in_(("awaiting consent", "sent"))
    )
    return {each for each in session.scalars(mine) if each is not None}


def forget_texts_to_herself(session: Session, conversation_id: str, now: datetime) -> set[str]:
    """Cancel what waits, delete what was drafted and its consents. Returns the recipients that were pointed at."""
    every = session.scalars(select(OwnTexts).where(OwnTexts.conversation_id == conversation_id)).all()
    for each in every:
        cancel_by_key(session, f"{KIND}:{each.id}:", each.recipient_id, now)
    consents = [each.consent_id for each in every if each.consent_id is not None]
    phones = {each.recipient_id for each in every if each.recipient_id is not None}
    session.execute(delete(OwnTexts).where(OwnTexts.conversation_id == conversation_id))
    session.execute(delete(Consent).where(Consent.id.in_(consents)))
    return phones


def points_at(session: Session, recipient_id: str) -> bool:
    """Whether texts of any conversation are for this phone."""
    return session.scalar(select(OwnTexts.id).where(OwnTexts.recipient_id == recipient_id).limit(1)) is not None


def _proven(session: Session, conversation_id: str) -> Recipient | None:
    """The phone that a code was last typed back from in this conversation, unless it wants no more texts."""
    used = (
        select(Recipient)
        .join(VerificationCode, VerificationCode.recipient_id == Recipient.id)
        .where(VerificationCode.conversation_id == conversation_id, VerificationCode.used_at.is_not(None))
        .where(Recipient.stopped_at.is_(None))
    )
    return session.scalars(used.order_by(VerificationCode.used_at.desc()).limit(1)).first()


def _in_state(session: Session, texts_id: str, *states: State) -> OwnTexts:
    texts = session.get(OwnTexts, texts_id, with_for_update=True)
    if texts is None or texts.state not in states:
        raise WrongStepError("the texts are gone" if texts is None else f"the texts are {texts.state}")
    return texts
