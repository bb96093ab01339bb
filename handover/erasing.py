"""Wiping: a conversation at her word, and what a worker was told when its time is over."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from handover.asking import draft_of
from handover.conversation import Conversation
from handover.journey import ENDED
from handover.models import Handover
from reminders.cancelling import forget_conversation
from storage import utc_now

# 30 days after it has ended; the record of who did what stays, without text.
KEEP_ENDED = timedelta(days=30)


def erase(session: Session, conversation: Conversation) -> None:
    """Delete a conversation and everything that hangs on it alone.

    What she agreed to share with a worker stays with the worker until its own time is over; a draft that nobody saw goes.
    """
    if draft := draft_of(session, conversation):
        session.delete(draft)
    forget_conversation(session, conversation.id, utc_now())
    session.delete(conversation)
    session.flush()


def purge_handovers(session: Session, now: datetime) -> int:
    """Empty every handover that ended 30 days ago: its lines, its safe contact, her name. Returns how many."""
    ended = select(Handover).where(Handover.state.in_(ENDED), Handover.ended_at < now - KEEP_ENDED)
    emptied = 0
    for handover in session.scalars(ended):
        if handover.lines or handover.safe_contact or handover.parent_name:
            handover.lines = []
            handover.safe_contact = None
            handover.parent_name = handover.school = None
            emptied += 1
    return emptied
