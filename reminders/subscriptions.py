"""From "remind me" to the texts in the outbox, step by step as the chat goes."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from locales import language as known_language
from locales import translate
from reminders.models import Event, State, Subscription
from reminders.plan import MOST_TEXTS, plan_reminders
from reminders.wording import (
    NO_DAY_LEFT,
    NOT_BY_TEXT,
    NOT_GOING_AHEAD,
    STOPPED_CALL,
    STOPPED_START,
    consent_wording,
    reminder_text,
)
from texts.asked_in_chat import StoppedError, check_step, take_code, take_phone, take_yes
from texts.delivery_status import Status
from texts.identity import Identity
from texts.models import Consent, Recipient, Text
from texts.outbox import cancel_by_key, enqueue, take_up_again
from texts.verification import Verification

NO_FIXED_DATE = ("postponed", "cancelled")
PROVEN: tuple[State, ...] = ("awaiting consent", "active")
"""The states in which a code has shown that the phone is hers."""


class NoReminderError(ValueError):
    """There can be no reminder of this event."""

    def __init__(self, why: str, **values: str) -> None:
        super().__init__(why)
        self.why, self.values = why, values

    def sentence(self, language: str) -> str:
        """What to say to the parent."""
        return translate(self.why, language, **{key: translate(value, language) for key, value in self.values.items()})


def draft_reminder(session: Session, event_id: str, conversation_id: str, language: str, now: datetime) -> Subscription:
    """Begin a reminder of an event.

    The state says what is asked next: "drafted" the number; "awaiting consent" only whether she agrees, because she has
    shown in this conversation that a phone is hers. Asked again for the same event, it gives the reminder there is.

    Raises:
        NoReminderError: when the event is past, has no fixed date, or is one that is not put in a text.
        sqlalchemy.exc.NoResultFound: when there is no such event, or it belongs to another conversation.
    """
    event = session.scalars(
        select(Event).where(
            Event.id == event_id, Event.conversation_id.is_(None) | (Event.conversation_id == conversation_id)
        )
    ).one()
    _refuse_impossible(event, now)
    there = _of_conversation(session, conversation_id, Subscription.event_id == event_id)
    if there is not None and not _taken_back(session, there):
        return there
    if there is not None:
        there.state = "cancelled"
    proven = _of_conversation(session, conversation_id, Subscription.state.in_(PROVEN))
    recipient = session.get(Recipient, proven.recipient_id) if proven is not None else None
    known = recipient if recipient is not None and recipient.stopped_at is None else None
    made = Subscription(
        event=event,
        conversation_id=conversation_id,
        recipient_id=known.id if known is not None else None,
        language=known_language(language).code,
        state="awaiting consent" if known is not None else "drafted",
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made


def give_phone(
    session: Session, subscription_id: str, phone: str, now: datetime, *, identity: Identity
) -> Verification:
    """Take the number as typed and send a code to it; see `take_phone`."""
    return take_phone(session, _held(session, subscription_id), phone, now, identity)


def give_code(session: Session, subscription_id: str, code: str, now: datetime) -> bool:
    """Whether the code shows that the phone is hers; see `take_code`."""
    return take_code(session, _held(session, subscription_id), code, now)


def agree(
    session: Session, subscription_id: str, now: datetime, *, identity: Identity, shown: str | None = None
) -> list[Text]:
    """Record the consent and plan the texts; gives those in the outbox, at most 3.

    Args:
        shown: the exact words she agreed to, `consent_wording` of the reminder's language if not given.

    Raises:
        NoReminderError: when the event has passed meanwhile, or the phone wants no more texts.
        WrongStepError: before the phone was confirmed.
    """
    subscription = _held(session, subscription_id)
    check_step(subscription, "awaiting consent")
    _refuse_impossible(subscription.event, now)
    wording, version = consent_wording(subscription.language)
    try:
        take_yes(
            session,
            subscription,
            now,
            purpose="reminders",
            wording=shown or wording,
            version=version,
            identity=identity,
        )
    except StoppedError as stopped:
        if identity.can_reply:
            raise NoReminderError(STOPPED_START) from stopped
        raise NoReminderError(STOPPED_CALL, phone=identity.phone) from stopped
    subscription.state = "active"
    return plan_texts(session, subscription, now, identity)


def cancel_reminder(session: Session, subscription_id: str, now: datetime) -> None:
    """She no longer wants to be reminded of this event. Twice is as once."""
    subscription = session.get_one(Subscription, subscription_id, with_for_update={"of": Subscription})
    subscription.state = "cancelled"
    if subscription.recipient_id is not None:
        cancel_by_key(session, f"{subscription.event_id}:", subscription.recipient_id, now)


def plan_texts(session: Session, subscription: Subscription, now: datetime, identity: Identity) -> list[Text]:
    """Put the reminders of an active subscription into the outbox: what is left of the 3 an event may take."""
    event, recipient = subscription.event, session.get_one(Recipient, subscription.recipient_id)
    left = MOST_TEXTS - _texts_so_far(session, event.id, recipient.id)
    body = reminder_text(event, subscription.language, identity)
    planned = plan_reminders(event.starts_on, event.start_time, now, recipient.safe_hours, min(left, 2))
    texts = []
    for each in planned:
        key = dedupe_key(event, recipient.id, each.offset)
        text = enqueue(
            session,
            recipient.id,
            body,
            kind="reminder",
            dedupe_key=key,
            not_before=each.at,
            not_after=each.not_after,
        )
        take_up_again(session, text, body, not_before=each.at, not_after=each.not_after, now=now)
        texts.append(text)
    return texts


def dedupe_key(event: Event, recipient_id: str, offset: str) -> str:
    """`event:occurrence:person:offset:rev`: whatever runs twice, one of these is one text."""
    return f"{event.id}:{event.starts_on.isoformat()}:{recipient_id}:{offset}:{event.rev}"


def _texts_so_far(session: Session, event_id: str, recipient_id: str) -> int:
    going = (
        select(func.count())
        .select_from(Text)
        .where(
            Text.recipient_id == recipient_id,
            Text.dedupe_key.startswith(f"{event_id}:", autoescape=True),
            Text.status.not_in((Status.CANCELLED, Status.EXPIRED, Status.FAILED)),
        )
    )
    return session.scalars(going).one()


def _taken_back(session: Session, subscription: Subscription) -> bool:
    consent = session.get(Consent, subscription.consent_id) if subscription.consent_id is not None else None
    return consent is not None and consent.withdrawn_at is not None


def _refuse_impossible(event: Event, now: datetime) -> None:
    if event.sensitivity == "never-text":
        raise NoReminderError(NOT_BY_TEXT)
    if event.status in NO_FIXED_DATE:
        raise NoReminderError(NOT_GOING_AHEAD)
    if not plan_reminders(event.starts_on, event.start_time, now):
        raise NoReminderError(NO_DAY_LEFT)


def _of_conversation(session: Session, conversation_id: str, which: ColumnElement[bool]) -> Subscription | None:
    query = select(Subscription).where(
        Subscription.conversation_id == conversation_id, Subscription.state != "cancelled", which
    )
    return session.scalar(query.order_by(Subscription.created_at.desc()).limit(1))


def _held(session: Session, subscription_id: str) -> Subscription:
    return session.get_one(Subscription, subscription_id, with_for_update={"of": Subscription})
