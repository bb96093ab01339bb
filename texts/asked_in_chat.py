"""Number, code, yes: what comes before any text that somebody asks for in the chat, the same for every kind.

That the phone is hers and that she agreed is made sure of here; what she is texted, and when, is the caller's.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from locales import translate
from storage import UTCDateTime, utc_now
from texts.consent import agree as record_consent
from texts.identity import Identity
from texts.models import Consent, Recipient
from texts.verification import Verification, confirm, start_verification
from texts.wording import NO_MORE_TEXTS_CALL, NO_MORE_TEXTS_START


class WrongStepError(ValueError):
    """This step does not follow from where she is."""


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


class AskedInChat:
    """What a table of such texts keeps of the three steps.

    Attributes:
        recipient_id: set when a number was given; proven to be hers from "awaiting consent" on.
        consent_id: her yes, once she has said it.
        language: of the texts.
        state: "drafted", "awaiting code", "awaiting consent", then the caller's own.
    """

    conversation_id: Mapped[str] = mapped_column(String(64), index=True)
    recipient_id: Mapped[str | None] = mapped_column(ForeignKey("text_recipient.id"), index=True)
    consent_id: Mapped[str | None] = mapped_column(ForeignKey("text_consent.id"))
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(20), default="drafted")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)


def take_phone(session: Session, asked: AskedInChat, phone: str, now: datetime, identity: Identity) -> Verification:
    """Take the number as typed and send a code to it. Another number, or the same again, may follow.

    Raises:
        PhoneProblemError, TooManyCodesError: as `texts.verification.start_verification`; both have a `.sentence(language)`.
        WrongStepError: once she has said yes.
    """
    check_step(asked, "drafted", "awaiting code", "awaiting consent")
    conversation = asked.conversation_id
    started = start_verification(session, phone, asked.language, now, identity=identity, conversation_id=conversation)
    asked.recipient_id, asked.state = started.recipient_id, "awaiting code"
    return started


def take_code(session: Session, asked: AskedInChat, code: str, now: datetime) -> bool:
    """Whether the code shows that the phone is hers. If not, she may try again, or ask for another.

    Raises:
        WrongStepError: when no code was asked for.
    """
    check_step(asked, "awaiting code")
    right = confirm(session, _phone_of(asked), code, now, conversation_id=asked.conversation_id)
    if right:
        asked.state = "awaiting consent"
    return right


def take_yes(
    session: Session,
    asked: AskedInChat,
    now: datetime,
    *,
    purpose: str,
    wording: str,
    version: str,
    identity: Identity,
) -> Consent:
    """Record her yes to these words. The caller moves the state on.

    Raises:
        StoppedError: when the phone wants no more texts.
        WrongStepError: before the phone was confirmed, or after her yes.
    """
    check_step(asked, "awaiting consent")
    phone = _phone_of(asked)
    if session.get_one(Recipient, phone).stopped_at is not None:
        raise StoppedError(identity)
    agreed = record_consent(
        session,
        phone,
        purpose,
        wording=wording,
        wording_version=version,
        language=asked.language,
        channel="chat",
        now=now,
    )
    asked.consent_id = agreed.id
    return agreed


def check_step(asked: AskedInChat, *states: str) -> None:
    """Let only these states pass.

    Raises:
        WrongStepError: in any other.
    """
    if asked.state not in states:
        raise WrongStepError(f"it is {asked.state}")


def _phone_of(asked: AskedInChat) -> str:
    if asked.recipient_id is None:
        raise WrongStepError("no number was given")
    return asked.recipient_id
