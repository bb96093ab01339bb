"""Wiping a conversation: her words, what was noted from her letters, and the texts she asked for in it."""

from sqlalchemy.orm import Session

from handover.asking import draft_of
from handover.conversation import Conversation
from reminders.cancelling import forget_conversation
from storage import utc_now


def erase(session: Session, conversation: Conversation) -> None:
    """Delete a conversation and everything that hangs on it alone.

    What she agreed to share with a worker stays with the worker until its own time is over; a draft that nobody saw goes.
    """
    if draft := draft_of(session, conversation):
        session.delete(draft)
    forget_conversation(session, conversation.id, utc_now())
    session.delete(conversation)
    session.flush()
