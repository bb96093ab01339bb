"""The worker's side of a handover: reading it, accepting it with a sentence, talking, handing back, finishing."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from areas import load_area
from handover.conversation import Conversation, Message, add_message, messages_after
from handover.errors import NotAllowedError, NotFoundError
from handover.holding import begin_holding, end_holding, is_held
from handover.journey import CLOSED, DECLINED, HANDED_BACK, NOW_TALKING, READ, TAKEN, WAITING, State, check_move
from handover.lines import checked_text
from handover.models import Handover, Worker
from handover.passing_on import pass_to_next
from handover.permission import may_read, may_see, may_take, may_talk
from handover.record import write_entry
from handover.telling import conversation_of, tell

NOT_YOURS = "This handover is with somebody else, or is over."
NOT_HELD = "The assistant answers in this chat at the moment. Take the chat again to write in it."
CHAT_GONE = "The parent has deleted this chat. Use the safe contact instead, if there is one."


def list_handovers(session: Session, worker: Worker) -> list[Handover]:
    """What this worker may see: waiting ones first, by promise; then those under way; then those that are over."""
    asked = select(Handover).where(Handover.area == worker.area, Handover.state != State.DRAFT)
    seen = [each for each in session.scalars(asked) if may_see(worker, each)]
    return sorted(seen, key=_urgency)


def handover_for(session: Session, handover_id: str, worker: Worker, *, to_change: bool = False) -> Handover:
    """One handover that this worker may see.

    Args:
        to_change: lock its row until the transaction ends, so that two workers cannot accept it at once.

    Raises:
        NotFoundError: when there is none or she may not see it.
    """
    handover = session.get(Handover, handover_id, with_for_update=to_change or None, populate_existing=to_change)
    if handover is None or not may_see(worker, handover):
        raise NotFoundError("There is no handover here that you can open.")
    return handover


def mark_read(session: Session, handover_id: str, worker: Worker, now: datetime) -> Handover:
    """Note that the worker has read it, each time. The parent is told the first time, by name.

    Raises:
        NotFoundError: when she may not see it.
        NotAllowedError: when she may see that it exists, and not what is in it.
    """
    handover = handover_for(session, handover_id, worker, to_change=True)
    if not may_read(worker, handover):
        raise NotAllowedError(NOT_YOURS)
    write_entry(session, handover, "worker", "read", now, worker=worker)
    if handover.state == State.REQUESTED:
        handover.state = State.READ
        handover.read_at = now
        tell(session, handover, READ, by=worker)
    return handover


def accept(
    session: Session, handover_id: str, worker: Worker, sentence: str, now: datetime, *, language: str = "en"
) -> Handover:
    """Take it: from now on the worker answers in the chat, and her sentence is the first the parent reads.

    Args:
        sentence: as typed; sent as it is.
        now: aware.
        language: the language of the sentence.

    Raises:
        HandoverError: when the sentence is empty or too long.
        NotFoundError, NotAllowedError: when it is not hers to accept; somebody else may have been quicker.
    """
    text = checked_text(sentence)
    handover = handover_for(session, handover_id, worker, to_change=True)
    if not may_take(worker, handover):
        raise NotAllowedError(NOT_YOURS)
    check_move(handover.state, State.ACCEPTED)
    handover.state = State.ACCEPTED
    handover.worker = session.get(Worker, worker.id)
    handover.accepted_at = now
    handover.interpreter_needed = handover.language not in worker.languages
    write_entry(session, handover, "worker", "accepted", now, worker=worker)
    conversation = conversation_of(session, handover)
    if conversation is not None:
        begin_holding(session, handover, worker, conversation)
        tell(session, handover, NOW_TALKING, by=worker)
        add_message(session, conversation, "worker", text, language=language, worker_id=worker.id)
    return handover


def decline(session: Session, handover_id: str, worker: Worker, reason: str, now: datetime) -> Handover:
    """Say that she cannot take it: it goes to her deputy, else to the team, and the parent is told. A manager's no is
    the last: the parent is told whom to call.

    Raises:
        HandoverError: when there is no reason.
        NotFoundError, NotAllowedError: when it is not hers to decline. What belongs to the whole team is simply left.
    """
    why = checked_text(reason)
    handover = handover_for(session, handover_id, worker, to_change=True)
    if handover.state not in WAITING or not (worker.manager or handover.worker_id == worker.id):
        raise NotAllowedError(NOT_YOURS)
    handover.decline_reason = why
    write_entry(session, handover, "worker", "declined", now, worker=worker)
    if worker.manager:
        check_move(handover.state, State.DECLINED)
        handover.state = State.DECLINED
        handover.ended_at = now
        tell(session, handover, DECLINED, area=load_area(handover.area))
    else:
        pass_to_next(session, handover, now, declined_by=worker)
    return handover


def say(session: Session, handover_id: str, worker: Worker, text: str, *, language: str = "en") -> Message:
    """Write to the parent in the chat, as typed. Once she has answered, contact is made.

    Raises:
        HandoverError: when the text is empty or too long.
        NotFoundError, NotAllowedError: when the chat is not the worker's to write in now.
    """
    clean = checked_text(text)
    handover, conversation = _own_chat(session, handover_id, worker)
    if not is_held(handover):
        raise NotAllowedError(NOT_HELD)
    message = add_message(session, conversation, "worker", clean, language=language, worker_id=worker.id)
    write_entry(session, handover, "worker", "said", message.at, worker=worker)
    if handover.state == State.ACCEPTED and _has_answered(session, handover):
        _make_contact(session, handover, worker, message.at)
    return message


def take_hold(session: Session, handover_id: str, worker: Worker, now: datetime) -> Handover:
    """Answer in the chat again, after handing it back.

    Raises:
        NotFoundError, NotAllowedError: when the chat is not the worker's.
    """
    handover, conversation = _own_chat(session, handover_id, worker)
    if not is_held(handover):
        begin_holding(session, handover, worker, conversation)
        write_entry(session, handover, "worker", "took hold", now, worker=worker)
        tell(session, handover, NOW_TALKING, by=worker)
    return handover


def hand_back(session: Session, handover_id: str, worker: Worker, now: datetime) -> Handover:
    """Let the assistant answer again. The handover stays hers.

    Raises:
        NotFoundError, NotAllowedError: when the chat is not the worker's.
    """
    handover, _ = _own_chat(session, handover_id, worker)
    if is_held(handover):
        tell(session, handover, HANDED_BACK, by=worker)
        end_holding(session, handover)
        write_entry(session, handover, "worker", "handed back", now, worker=worker)
    return handover


def record_contact(session: Session, handover_id: str, worker: Worker, now: datetime) -> Handover:
    """Note that contact is made, by whatever way the parent agreed to.

    Raises:
        NotFoundError, NotAllowedError: when it is not hers, or not accepted.
    """
    handover = _own(session, handover_id, worker)
    _make_contact(session, handover, worker, now)
    return handover


def close(session: Session, handover_id: str, worker: Worker, now: datetime) -> Handover:
    """Finish it: the assistant answers again, the parent is told, and no worker can read it any more.

    Raises:
        NotFoundError, NotAllowedError: when it is not hers, or not accepted.
    """
    handover = _own(session, handover_id, worker)
    check_move(handover.state, State.CLOSED)
    tell(session, handover, CLOSED, by=worker)
    end_holding(session, handover)
    handover.state = State.CLOSED
    handover.ended_at = now
    write_entry(session, handover, "worker", "closed", now, worker=worker)
    return handover


def _own(session: Session, handover_id: str, worker: Worker) -> Handover:
    handover = handover_for(session, handover_id, worker, to_change=True)
    if not may_talk(worker, handover):
        raise NotAllowedError(NOT_YOURS)
    return handover


def _own_chat(session: Session, handover_id: str, worker: Worker) -> tuple[Handover, Conversation]:
    handover = _own(session, handover_id, worker)
    conversation = conversation_of(session, handover)
    if conversation is None:
        raise NotAllowedError(CHAT_GONE)
    return handover, conversation


def _make_contact(session: Session, handover: Handover, worker: Worker, now: datetime) -> None:
    check_move(handover.state, State.IN_CONTACT)
    handover.state = State.IN_CONTACT
    handover.in_contact_at = now
    write_entry(session, handover, "worker", "in contact", now, worker=worker)


def _has_answered(session: Session, handover: Handover) -> bool:
    first = min(each.first_number for each in handover.holdings)
    messages = messages_after(session, handover.conversation_id or "", first - 1)
    return any(message.sender == "parent" for message in messages)


def _urgency(handover: Handover) -> tuple[int, float]:
    """Waiting by promise, under way by request, over by latest end."""
    if handover.state in WAITING:
        return 0, handover.promise_by.timestamp() if handover.promise_by else 0.0
    if handover.state in TAKEN:
        return 1, handover.requested_at.timestamp() if handover.requested_at else 0.0
    return 2, -handover.ended_at.timestamp() if handover.ended_at else 0.0
