"""Texts that somebody asks for herself, once, in the chat: the number, the code, her yes, then they go.

What they say is the caller's; that the phone is hers and that she agreed, asked_in_chat.py makes sure of.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from locales import language as known_language
from storage import Base, EncryptedText, new_id
from texts.asked_in_chat import AskedInChat, WrongStepError, take_code, take_phone, take_yes
from texts.identity import Identity
from texts.models import Consent, Recipient, Text, VerificationCode
from texts.outbox import cancel_by_key, enqueue
from texts.verification import Verification

KIND, PURPOSE = "list", "services"
USEFUL_FOR = timedelta(hours=36)  # asked for at night, it goes in the morning


class OwnTexts(AskedInChat, Base):
    """Texts that she asked for in a conversation, until she has said yes to them.

    Attributes:
        bodies: JSON list of what they say; emptied once they are in the outbox, which forgets them in its own time.
        state: "sent" after her yes.
    """

    __tablename__ = "text_to_herself"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    bodies: Mapped[str] = mapped_column(EncryptedText)


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
    """Take the number as typed and send a code to it; see `take_phone`."""
    return take_phone(session, _held(session, texts_id), phone, now, identity)


def give_code(session: Session, texts_id: str, code: str, now: datetime) -> bool:
    """Whether the code shows that the phone is hers; see `take_code`."""
    return take_code(session, _held(session, texts_id), code, now)


def agree(
    session: Session, texts_id: str, now: datetime, *, wording: str, version: str, identity: Identity
) -> list[Text]:
    """Record her yes to these words, as `take_yes`, and put the texts into the outbox."""
    texts = _held(session, texts_id)
    agreed = take_yes(session, texts, now, purpose=PURPOSE, wording=wording, version=version, identity=identity)
    waiting = [
        enqueue(
            session,
            agreed.recipient_id,
            body,
            kind=KIND,
            dedupe_key=f"{KIND}:{texts.id}:{number}",
            not_before=now,
            not_after=now + USEFUL_FOR,
        )
        for number, body in enumerate(json.loads(texts.bodies))
    ]
    texts.state, texts.bodies = "sent", "[]"
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


def _held(session: Session, texts_id: str) -> OwnTexts:
    texts = session.get(OwnTexts, texts_id, with_for_update=True)
    if texts is None:
        raise WrongStepError("the texts are gone")
    return texts
