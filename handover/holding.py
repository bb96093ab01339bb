"""Holding a conversation: while a worker holds it she answers, and the assistant is silent."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handover.conversation import Conversation, Message, messages_after
from handover.models import Handover, Holding, Worker
from handover.telling import conversation_of
from storage import new_id


def begin_holding(session: Session, handover: Handover, worker: Worker, conversation: Conversation) -> Holding:
    """The worker answers from the next message on. Whoever held the conversation before no longer does."""
    end_holding(session, handover)
    holding = Holding(id=new_id(), worker_id=worker.id, first_number=_last_number(session, conversation) + 1)
    handover.holdings.append(holding)
    conversation.held_by_worker_id = worker.id
    session.flush()
    return holding


def end_holding(session: Session, handover: Handover) -> None:
    """The assistant answers again. Does nothing when no worker of this handover holds the conversation."""
    lasting = [each for each in handover.holdings if each.last_number is None]
    if not lasting:
        return
    conversation = conversation_of(session, handover)
    for each in lasting:
        each.last_number = _last_number(session, conversation) if conversation else each.first_number - 1
    if conversation is not None:
        conversation.held_by_worker_id = None
    session.flush()


def is_held(handover: Handover) -> bool:
    """Whether a worker holds the conversation now."""
    return any(each.last_number is None for each in handover.holdings)


def live_messages(session: Session, handover: Handover, after: int = 0) -> list[Message]:
    """The messages that a worker may read: those written while a worker held the conversation, above number `after`.

    What she said to the assistant before and in between is hers; the worker reads the lines she agreed to share.
    """
    if handover.conversation_id is None or not handover.holdings:
        return []
    spans = [(each.first_number, each.last_number) for each in handover.holdings]
    return [
        message
        for message in messages_after(session, handover.conversation_id, after)
        if any(first <= message.number and (last is None or message.number <= last) for first, last in spans)
    ]


def crisis_messages(session: Session, handover: Handover) -> list[Message]:
    """Those of the live messages in which the parent may have said that somebody is in danger."""
    return [
        message for message in live_messages(session, handover) if message.sender == "parent" and message.safety_kind
    ]


def _last_number(session: Session, conversation: Conversation) -> int:
    asked = select(func.max(Message.number)).where(Message.conversation_id == conversation.id)
    return session.scalar(asked) or 0
