"""The parent's side of a handover: what is drafted for her, what she keeps, how she may be reached, and her yes or no.

Nothing here posts into the chat: she is in it, and the assistant answers her (`handover.telling` has the words).
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

import phonenumbers
from sqlalchemy import select
from sqlalchemy.orm import Session

from areas import Area, load_area
from handover.conversation import Conversation
from handover.errors import HandoverError, NotAllowedError
from handover.holding import end_holding
from handover.journey import MOVES, OPEN, State, check_move
from handover.lines import Line, checked_lines, checked_text
from handover.models import Handover, SafeContact, SummaryLine
from handover.record import write_entry
from handover.safe_times import CHANNELS, TERMS_LAST, TIMES, Channel
from handover.workers import named_worker_for
from handover.working_time import add_working_hours
from locales import N_
from storage import new_id
from texts.phone_number import PhoneProblemError, read_phone_number

REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
ALREADY_OPEN = N_("You have already asked to talk to a person. That is still open.")
OVER = N_("That is over already. You can ask to talk to a person again at any time.")
NO_SAFE_CONTACT = N_("First say how it is safe to reach you.")
NOT_A_NUMBER = N_("That does not look like a UK phone number. Please check it and type it again.")
NOT_AN_EMAIL = N_("That does not look like an e-mail address. Please check it and type it again.")


def open_handover(session: Session, conversation: Conversation) -> Handover | None:
    """The handover of this chat that is waiting or under way."""
    return _newest(session, conversation, OPEN)


def draft_of(session: Session, conversation: Conversation) -> Handover | None:
    """The handover of this chat that she is still preparing."""
    return _newest(session, conversation, {State.DRAFT})


def draft_handover(
    session: Session,
    conversation: Conversation,
    lines: Sequence[Line],
    area: Area,
    now: datetime,
    *,
    school: str | None = None,
    parent_name: str | None = None,
) -> Handover:
    """Prepare what a named worker would be told. An earlier draft of the same chat is replaced; nobody sees a draft.

    A line about somebody else starts as not shared, the others as shared; `keep_lines` has the last word.

    Args:
        now: aware.

    Raises:
        HandoverError: when this chat already has an open handover, or a line is empty or too long.
    """
    if open_handover(session, conversation):
        raise HandoverError(ALREADY_OPEN)
    checked = checked_lines(lines)
    if earlier := draft_of(session, conversation):
        session.delete(earlier)
        session.flush()
    offered = named_worker_for(session, area, conversation.language, school, now)
    handover = Handover(
        id=new_id(),
        reference="".join(secrets.choice(REFERENCE_LETTERS) for _ in range(7)),
        conversation_id=conversation.id,
        area=area.key,
        language=conversation.language,
        interpreter_needed=offered is None or not offered.speaks_your_language,
        parent_name=parent_name,
        school=school,
        worker_id=offered.id if offered else None,
        owner_level="worker" if offered else "team",
        state=State.DRAFT,
        drafted_at=now,
    )
    handover.lines = [
        SummaryLine(
            id=new_id(),
            number=number,
            kind=line.kind,
            text=line.text,
            english=line.english,
            about_third_person=line.about_third_person,
            share=not line.about_third_person,
        )
        for number, line in enumerate(checked, start=1)
    ]
    session.add(handover)
    session.flush()
    return handover


def keep_lines(session: Session, handover: Handover, ids: Collection[str]) -> None:
    """Share exactly the lines with these ids, and no others.

    Raises:
        NotAllowedError: once she has agreed: then she takes it back and asks anew.
    """
    _must_be_draft(handover)
    for line in handover.lines:
        line.share = line.id in ids
    session.flush()


def set_safe_contact(
    session: Session,
    handover: Handover,
    channel: Channel,
    now: datetime,
    *,
    phone: str | None = None,
    email: str | None = None,
    times: Sequence[str] = (),
    note: str | None = None,
    may_leave_message: bool = False,
    words: str | None = None,
) -> SafeContact:
    """Keep how and when it is safe to reach her, for 30 days; what she said before is replaced.

    Args:
        now: aware.
        phone: needed for a call or a text; kept as E.164.
        email: needed for e-mail.
        times: keys of `handover.safe_times.TIMES`.
        words: what to say if somebody else answers.

    Raises:
        HandoverError: when the number or address does not fit the channel.
        NotAllowedError: when the handover is over.
    """
    if handover.state != State.DRAFT and handover.state not in OPEN:
        raise NotAllowedError(OVER)
    if channel not in CHANNELS or (unknown := [each for each in times if each not in TIMES]):
        raise ValueError(f"unknown channel or times: {channel!r}, {unknown if channel in CHANNELS else times!r}")
    terms = handover.safe_contact or SafeContact(id=new_id())
    terms.channel = channel
    terms.phone = _phone_for(channel, phone or "")
    terms.email = checked_email(email or "") if channel == "email" else None
    terms.times = list(times)
    terms.note = checked_text(note) if note else None
    terms.may_leave_message = may_leave_message
    terms.words = checked_text(words) if words else None
    terms.expires_at = now + TERMS_LAST
    handover.safe_contact = terms
    session.flush()
    return terms


def request_handover(session: Session, handover: Handover, wording: str, version: str, now: datetime) -> Handover:
    """Send it, as she has just agreed. Lines that she did not agree to share are deleted here, before anybody can look.

    Args:
        wording: the words she agreed to, as she saw them.
        version: `handover.consent.CONSENT_VERSION`.
        now: aware.

    Raises:
        HandoverError: when she has not said how she can safely be reached, or another handover of the chat is open.
        NotAllowedError: when it was sent before.
        areas.AreaError: when its area's pack is gone.
    """
    _lock(session, handover)
    _must_be_draft(handover)
    if handover.safe_contact is None:
        raise HandoverError(NO_SAFE_CONTACT)
    area = load_area(handover.area)
    check_move(handover.state, State.REQUESTED)
    handover.lines = handover.shared_lines
    handover.consent_wording = checked_text(wording)
    handover.consent_language = handover.language
    handover.consent_version = version
    handover.consent_at = handover.requested_at = now
    handover.promise_by = add_working_hours(now, area.answer_within_hours, area)
    handover.state = State.REQUESTED
    write_entry(session, handover, "parent", "requested", now)
    return handover


def withdraw(session: Session, handover: Handover, now: datetime) -> Handover:
    """Take it back: from this moment no worker can read it, and what she shared is deleted. The record stays.

    Args:
        now: aware.

    Raises:
        NotAllowedError: when it is over already.
    """
    _lock(session, handover)
    if State.WITHDRAWN not in MOVES[State(handover.state)]:
        raise NotAllowedError(OVER)
    end_holding(session, handover)
    handover.state = State.WITHDRAWN
    handover.ended_at = now
    handover.lines = []
    handover.safe_contact = None
    handover.parent_name = handover.school = None
    write_entry(session, handover, "parent", "withdrawn", now)
    return handover


def checked_mobile(typed: str) -> str:
    """A UK mobile number as E.164.

    Raises:
        HandoverError: when no text can reach it; the sentence says why.
    """
    try:
        return read_phone_number(typed)
    except PhoneProblemError as error:
        raise HandoverError(str(error)) from error


def checked_phone(typed: str) -> str:
    """A UK phone number, mobile or landline, as E.164.

    Raises:
        HandoverError: when it is not one.
    """
    try:
        number = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException as error:
        raise HandoverError(NOT_A_NUMBER) from error
    # "Possible", not "valid": Ofcom's drama numbers, which the demo area uses, belong to nobody.
    if number.country_code != 44 or not phonenumbers.is_possible_number(number):
        raise HandoverError(NOT_A_NUMBER)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def checked_email(typed: str) -> str:
    """An e-mail address without space around it.

    Raises:
        HandoverError: when it cannot be one.
    """
    address = typed.strip()
    local, _, host = address.rpartition("@")
    if not local or "." not in host.strip(".") or len(address) > 254 or any(letter.isspace() for letter in address):
        raise HandoverError(NOT_AN_EMAIL)
    return address


def _phone_for(channel: Channel, typed: str) -> str | None:
    if channel == "text":
        return checked_mobile(typed)
    return checked_phone(typed) if channel == "call" else None


def _lock(session: Session, handover: Handover) -> None:
    """See the handover as it is now and let nobody else change it meanwhile: a worker may be accepting it."""
    session.refresh(handover, with_for_update=True)


def _must_be_draft(handover: Handover) -> None:
    if handover.state != State.DRAFT:
        raise NotAllowedError(ALREADY_OPEN)


def _newest(session: Session, conversation: Conversation, states: Collection[State]) -> Handover | None:
    asked = select(Handover).where(Handover.conversation_id == conversation.id, Handover.state.in_(states))
    return session.scalars(asked.order_by(Handover.drafted_at.desc())).first()
