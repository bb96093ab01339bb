"""Ending reminders: all of a conversation's at once, and forgetting what was noted from its letters."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from reminders.models import Event, Subscription
from reminders.subscriptions import PROVEN, cancel_reminder
from texts.consent import stop
from texts.forget import forget_recipient
from texts.models import Consent
from texts.to_herself import forget_texts_to_herself, points_at, proven_phones


def reminders_of(session: Session, conversation_id: str) -> Sequence[Subscription]:
    """The reminders of a conversation that are not cancelled, newest last."""
    going = select(Subscription).where(
        Subscription.conversation_id == conversation_id, Subscription.state != "cancelled"
    )
    return session.scalars(going.order_by(Subscription.created_at)).all()


def stop_texts_of(session: Session, conversation_id: str, now: datetime) -> int:
    """She wants no more texts: cancel every reminder of the conversation and stop its phones. Returns how many phones.

    Only a phone that was shown to be hers is stopped: nobody stops another's texts by typing her number.
    """
    phones = set()
    for subscription in reminders_of(session, conversation_id):
        if subscription.recipient_id is not None and subscription.state in PROVEN:
            phones.add(subscription.recipient_id)
        cancel_reminder(session, subscription.id, now)
    phones |= proven_phones(session, conversation_id)
    for recipient_id in phones:
        stop(session, recipient_id, now, "chat")
    return len(phones)


def forget_conversation(session: Session, conversation_id: str, now: datetime) -> None:
    """Cancel and delete what is kept of a conversation's texts, and its phones where nothing else needs them.

    Texts that were sent cannot be called back.
    """
    every = session.scalars(select(Subscription).where(Subscription.conversation_id == conversation_id)).all()
    phones = {each.recipient_id for each in every if each.recipient_id is not None}
    for subscription in every:
        cancel_reminder(session, subscription.id, now)
    session.flush()
    phones |= forget_texts_to_herself(session, conversation_id, now)
    session.execute(delete(Subscription).where(Subscription.conversation_id == conversation_id))
    session.execute(delete(Event).where(Event.conversation_id == conversation_id))
    for recipient_id in phones:
        if not _needed(session, recipient_id):
            forget_recipient(session, recipient_id)


def _needed(session: Session, recipient_id: str) -> bool:
    """Whether another conversation's reminders, or texts for another purpose, go to this phone."""
    reminded = select(Subscription.id).where(Subscription.recipient_id == recipient_id).limit(1)
    agreed = select(Consent.id).where(Consent.recipient_id == recipient_id, Consent.purpose != "reminders").limit(1)
    found = (session.scalar(reminded), session.scalar(agreed))
    return any(each is not None for each in found) or points_at(session, recipient_id)
