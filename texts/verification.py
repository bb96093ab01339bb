"""Showing that a phone is hers: a code goes to it and is typed back in the chat."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from locales import language as known_language
from locales import translate
from storage import blind_index, new_id
from texts.identity import Identity
from texts.models import Recipient, VerificationCode
from texts.outbox import cancel_by_key, enqueue
from texts.phone_number import read_phone_number
from texts.recipients import recipient_for
from texts.wording import TOO_MANY_CODES, code_on_its_way, code_text

LASTS = timedelta(minutes=10)
MOST_TRIES = 5
PER_NUMBER_AN_HOUR = 3
PER_NUMBER_A_DAY = 6
PER_CONVERSATION_AN_HOUR = 5


class TooManyCodesError(ValueError):
    """This number or this conversation has asked for as many codes as may be sent for now."""

    def sentence(self, language: str) -> str:
        """What to say to the parent."""
        return translate(TOO_MANY_CODES, language)


@dataclass(frozen=True)
class Verification:
    """A code that is on its way.

    Attributes:
        recipient_id: what to hand to `confirm`.
        expires_at: UTC.
        sentence: what to say to the parent; the same for every number, so that it gives nothing away.
    """

    recipient_id: str
    expires_at: datetime
    sentence: str


def start_verification(
    session: Session,
    phone: str,
    language: str,
    now: datetime,
    *,
    identity: Identity,
    conversation_id: str | None = None,
) -> Verification:
    """Send a code to a number as the parent typed it.

    A phone that asked for no more texts gets none, and the answer is the same: it says how to be reachable again.

    Raises:
        PhoneProblemError: when no text can reach the number.
        TooManyCodesError: when too many codes were asked for.
    """
    language = known_language(language).code
    recipient = recipient_for(session, read_phone_number(phone), language, now)
    _refuse_too_many(session, recipient.id, conversation_id, now)
    code = f"{secrets.randbelow(1_000_000):06d}"
    made = VerificationCode(
        id=new_id(),
        recipient_id=recipient.id,
        conversation_id=conversation_id,
        language=language,
        code_index=_fingerprint(recipient.id, code),
        created_at=now,
        expires_at=now + LASTS,
    )
    session.add(made)
    if recipient.stopped_at is None:
        recipient.bad_code = None  # she has typed the number again: it gets another chance
        enqueue(
            session,
            recipient.id,
            code_text(identity, code, language),
            kind="code",
            dedupe_key=f"code:{recipient.id}:{made.id}",
            not_before=now,
            not_after=made.expires_at,
        )
    session.flush()
    return Verification(recipient.id, made.expires_at, code_on_its_way(identity, language))


def confirm(
    session: Session, recipient_id: str, code: str, now: datetime, *, conversation_id: str | None = None
) -> bool:
    """Whether this is a code sent to this phone for this conversation, still good, and not used before.

    Five wrong answers spend a code. Digits of any script and spaces between them are read.
    """
    live = select(VerificationCode).where(
        VerificationCode.recipient_id == recipient_id,
        VerificationCode.conversation_id == conversation_id,
        VerificationCode.used_at.is_(None),
        VerificationCode.expires_at > now,
        VerificationCode.tries < MOST_TRIES,
    )
    candidates = session.scalars(live.with_for_update()).all()
    typed = _fingerprint(recipient_id, "".join(_digits(code)))
    right = next((each for each in candidates if secrets.compare_digest(each.code_index, typed)), None)
    if right is None:
        for each in candidates:
            each.tries += 1
        return False
    for each in candidates:
        each.used_at = now
        cancel_by_key(session, f"code:{recipient_id}:{each.id}", recipient_id, now)
    recipient = session.get_one(Recipient, recipient_id)
    recipient.verified_at, recipient.language = now, right.language
    return True


def _refuse_too_many(session: Session, recipient_id: str, conversation_id: str | None, now: datetime) -> None:
    number = VerificationCode.recipient_id == recipient_id
    limits = [(number, timedelta(hours=1), PER_NUMBER_AN_HOUR), (number, timedelta(days=1), PER_NUMBER_A_DAY)]
    if conversation_id is not None:
        conversation = VerificationCode.conversation_id == conversation_id
        limits.append((conversation, timedelta(hours=1), PER_CONVERSATION_AN_HOUR))
    for whose, span, most in limits:
        asked = (
            select(func.count()).select_from(VerificationCode).where(whose, VerificationCode.created_at > now - span)
        )
        if session.scalars(asked).one() >= most:
            raise TooManyCodesError("too many codes were asked for")


def _fingerprint(recipient_id: str, code: str) -> str:
    return blind_index(f"code:{recipient_id}:{code}")


def _digits(typed: str) -> list[str]:
    return [str(int(char)) for char in typed[:40] if char.isdecimal()]
