"""Ending reminders: all of a conversation's at once, and forgetting what was noted from its letters."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from reminders.models import Event, Subscription
from reminders.subscriptions import cancel_reminder
from texts.consent import stop


def reminders_of(session: Session, conversation_id: str) -> Sequence[Subscription]:
    """The reminders of a conversation that are not cancelled, newest last."""
    going = select(Subscription).where(
        Subscription.conversation_id == conversation_id, Subscription.state != "cancelled"
    )
    return session.scalars(going.order_by(Subscription.created_at)).all()


def stop_texts_of(session: Session, conversation_id: str, now: datetime) -> int:
    """She wants no more texts: cancel every reminder of the conversation and stop its phones. Returns how many phones."""
    phones = set()
    for subscription in reminders_of(session, conversation_id):
        cancel_reminder(session, subscription.id, now)
        if subscription.recipient_id is not None:
            phones.add(subscription.recipient_id)
    for recipient_id in phones:
        stop(session, recipient_id, now, "chat")
    return len(phones)


def forget_conversation(session: Session, conversation_id: str, now: datetime) -> None:
    """Cancel what is planned for a conversation and delete its reminders and events."""
    for subscription in reminders_of(session, conversation_id):
        cancel_reminder(session, subscription.id, now)
    session.flush()
    session.execute(delete(Subscription).where(Subscription.conversation_id == conversation_id))
    session.execute(delete(Event).where(Event.conversation_id == conversation_id))
