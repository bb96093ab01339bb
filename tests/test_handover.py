"""A handover once it is sent: reading, answering, passing on, who may do what, and what is stored."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import handover as room
from areas import Area
from handover.conversation import Conversation, add_message, messages_after
from handover.demo import MANAGERS_EMAIL, add_demo_workers
from handover.errors import HandoverError, NotAllowedError, NotFoundError
from handover.holding import crisis_messages, live_messages
from handover.journey import HANDED_BACK, State
from handover.levels import LEVELS
from handover.models import Entry, Handover, SummaryLine, Worker
from handover.record import entries
from handover.working_time import add_working_hours
from locales import translate
from storage import Base, reading, writing
from tests.handover_fixtures import (
    AGREED,
    MONDAY_NINE,
    SENTENCE,
    a_draft,
    a_request,
    area,
    chat,
    daniel,
    session,
    worker,
)

FIXTURES = (
    area,
    session,
)

# The worker's side


def test_the_story_of_a_handover_from_reading_to_handing_back(session: Session, area: Area) -> None:
    handover = a_request(session, area, "en")
    sofia = worker(session)
    conversation = session.get_one(Conversation, handover.conversation_id)

    room.mark_read(session, handover.id, sofia, MONDAY_NINE)
    room.mark_read(session, handover.id, sofia, MONDAY_NINE)
    room.accept(session, handover.id, sofia, SENTENCE, MONDAY_NINE)
    assert conversation.held_by_worker_id == sofia.id
    assert handover.state == State.ACCEPTED

    add_message(session, conversation, "parent", "Thank you.")
    room.say(session, handover.id, sofia, "Shall we meet at the school gate?", language="en")
    assert handover.state == State.IN_CONTACT
    room.hand_back(session, handover.id, sofia, MONDAY_NINE)
    assert conversation.held_by_worker_id is None

    assert chat(session, handover) == [
        ("system", "Sofia has read what you shared."),
        ("system", "You are now talking with Sofia, link worker."),
        ("worker", SENTENCE),
        ("parent", "Thank you."),
        ("worker", "Shall we meet at the school gate?"),
        (
            "system",
            translate(HANDED_BACK, "en", name="Sofia"),
        ),
    ]
    assert [(entry.who, entry.what) for entry in entries(session, handover.id)] == [
        ("parent", "requested"),
        ("worker", "read"),
        ("worker", "read"),
        ("worker", "accepted"),
        ("worker", "said"),
        ("worker", "in contact"),
        ("worker", "handed back"),
    ]


def test_a_worker_reads_only_what_was_said_while_she_held_the_chat(session: Session, area: Area) -> None:
    handover = a_request(session, area, "en")
    sofia = worker(session)
    conversation = session.get_one(Conversation, handover.conversation_id)
    room.accept(session, handover.id, sofia, SENTENCE, MONDAY_NINE)
    add_message(session, conversation, "parent", "to Sofia")
    room.hand_back(session, handover.id, sofia, MONDAY_NINE)
    add_message(session, conversation, "parent", "to the assistant")
    room.take_hold(session, handover.id, sofia, MONDAY_NINE)
    add_message(session, conversation, "parent", "to Sofia again")
    texts = [message.text for message in live_messages(session, handover) if message.sender == "parent"]
    assert texts == ["to Sofia", "to Sofia again"]


def test_a_message_about_danger_is_found_among_the_live_ones(session: Session, area: Area) -> None:
    handover = a_request(session, area, "en")
    room.accept(session, handover.id, worker(session), SENTENCE, MONDAY_NINE)
    conversation = session.get_one(Conversation, handover.conversation_id)
    add_message(session, conversation, "parent", "he's got a knife", safety=("violence", "now"))
    add_message(session, conversation, "system", "Call 999.", safety=("violence", "now"))
    assert [message.text for message in crisis_messages(session, handover)] == ["he's got a knife"]


def test_a_worker_can_write_only_while_she_holds_the_chat(session: Session, area: Area) -> None:
    handover = a_request(session, area)
    sofia = worker(session)
    with pytest.raises(NotAllowedError):
        room.say(session, handover.id, sofia, "hello")
    room.accept(session, handover.id, sofia, SENTENCE, MONDAY_NINE)
    room.hand_back(session, handover.id, sofia, MONDAY_NINE)
    with pytest.raises(NotAllowedError, match="The assistant answers"):
        room.say(session, handover.id, sofia, "hello")


@pytest.mark.parametrize("sentence", ["", "  \n ", "\x00\x07", "x" * 4001])
def test_an_empty_or_endless_sentence_is_refused_and_changes_nothing(
    sentence: str, session: Session, area: Area
) -> None:
    handover = a_request(session, area)
    with pytest.raises(HandoverError):
        room.accept(session, handover.id, worker(session), sentence, MONDAY_NINE)
    assert handover.state == State.REQUESTED


def test_an_answer_keeps_the_language_it_was_written_in(session: Session, area: Area) -> None:
    handover = a_request(session, area, "ur")
    room.accept(session, handover.id, worker(session), "السلام علیکم", MONDAY_NINE, language="ur")
    message = room.say(session, handover.id, worker(session), "Hello")
    assert message.language == "en"
    accepted = messages_after(session, handover.conversation_id or "")[-2]
    assert (accepted.sender, accepted.language) == ("worker", "ur")


def test_what_the_parent_is_told_has_the_english_beside_it(session: Session, area: Area) -> None:
    handover = a_request(session, area, "pl")
    room.mark_read(session, handover.id, worker(session), MONDAY_NINE)
    told = messages_after(session, handover.conversation_id or "")[-1]
    assert (told.language, told.english) == ("pl", "Sofia has read what you shared.")


def test_taking_it_back_stops_access_at_once_and_deletes_what_was_shared(session: Session, area: Area) -> None:
    handover = a_request(session, area)
    sofia = worker(session)
    room.accept(session, handover.id, sofia, SENTENCE, MONDAY_NINE)
    room.withdraw(session, handover, MONDAY_NINE)
    session.flush()
    assert session.get_one(Conversation, handover.conversation_id).held_by_worker_id is None
    assert session.scalars(select(SummaryLine)).all() == []
    for act in (room.mark_read, room.hand_back, room.take_hold, room.close, room.record_contact):
        with pytest.raises(NotAllowedError):
            act(session, handover.id, sofia, MONDAY_NINE)
    with pytest.raises(NotAllowedError):
        room.withdraw(session, handover, MONDAY_NINE)


def test_closing_gives_the_chat_back_and_tells_the_parent(session: Session, area: Area) -> None:
    handover = a_request(session, area, "en")
    sofia = worker(session)
    room.accept(session, handover.id, sofia, SENTENCE, MONDAY_NINE)
    room.record_contact(session, handover.id, sofia, MONDAY_NINE)
    room.close(session, handover.id, sofia, MONDAY_NINE)
    assert session.get_one(Conversation, handover.conversation_id).held_by_worker_id is None
    assert "Sofia has finished this handover" in chat(session, handover)[-1][1]
    assert handover.state == State.CLOSED


def test_a_deleted_chat_leaves_the_handover_with_its_safe_contact(session: Session, area: Area) -> None:
    handover = a_request(session, area)
    sofia = worker(session)
    room.accept(session, handover.id, sofia, SENTENCE, MONDAY_NINE)
    session.delete(session.get_one(Conversation, handover.conversation_id))
    session.flush()
    session.expire_all()
    with pytest.raises(NotAllowedError, match="deleted this chat"):
        room.say(session, handover.id, sofia, "hello")
    room.close(session, handover.id, sofia, MONDAY_NINE)
    assert handover.safe_contact is not None
    assert live_messages(session, handover) == []


# Who may do what


def test_a_worker_sees_her_own_and_unowned_ones_and_a_manager_all_of_her_area(session: Session, area: Area) -> None:
    owned, unowned = a_request(session, area), a_request(session, area)
    unowned.worker, unowned.owner_level = None, "team"
    a_draft(session, area)
    elsewhere = room.add_worker(
        session, name="Far Away", role="link worker", email="far@example.org", area=area.model_copy(update={"key": "x"})
    )
    session.flush()

    def seen(by: Worker) -> set[str]:
        return {handover.id for handover in room.list_handovers(session, by)}

    assert seen(worker(session)) == {owned.id, unowned.id}
    assert seen(daniel(session)) == {unowned.id}
    assert seen(worker(session, MANAGERS_EMAIL)) == {owned.id, unowned.id}
    assert seen(elsewhere) == set()


def test_what_a_worker_may_not_see_looks_as_if_it_did_not_exist(session: Session, area: Area) -> None:
    handover = a_request(session, area)
    sentences = []
    for reference in (handover.id, "no such handover"):
        with pytest.raises(NotFoundError) as raised:
            room.handover_for(session, reference, daniel(session))
        sentences.append(str(raised.value))
    assert len(set(sentences)) == 1


def test_nobody_but_its_owner_may_act_on_a_handover(session: Session, area: Area) -> None:
    handover = a_request(session, area)
    room.accept(session, handover.id, worker(session), SENTENCE, MONDAY_NINE)
    for other in (daniel(session), worker(session, MANAGERS_EMAIL)):
        for act in (room.mark_read, room.hand_back, room.take_hold, room.close, room.record_contact):
            with pytest.raises(HandoverError):
                act(session, handover.id, other, MONDAY_NINE)
        with pytest.raises(HandoverError):
            room.say(session, handover.id, other, "hello")
        with pytest.raises(HandoverError):
            room.accept(session, handover.id, other, SENTENCE, MONDAY_NINE)
        with pytest.raises(HandoverError):
            room.decline(session, handover.id, other, "no", MONDAY_NINE)
    assert handover.state == State.ACCEPTED


def test_of_two_workers_who_accept_the_first_has_it(session: Session, area: Area) -> None:
    handover = a_request(session, area)
    handover.worker = None
    session.flush()
    room.accept(session, handover.id, daniel(session), SENTENCE, MONDAY_NINE)
    with pytest.raises(NotFoundError):
        room.accept(session, handover.id, worker(session), SENTENCE, MONDAY_NINE)


def in_another_transaction(act: Callable[[Session], object]) -> threading.Thread:
    """Start it while this one is still open."""

    def run() -> None:
        with writing() as session:
            act(session)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(0.3)  # it waits for this transaction, or has gone as far as it can
    return thread


def test_a_chat_is_not_left_to_a_worker_when_the_parent_takes_it_back_as_she_accepts(database: str, area: Area) -> None:
    with writing() as session:
        add_demo_workers(session, area, None)
        handover_id = a_request(session, area).id
    with writing() as session:
        room.accept(session, handover_id, worker(session), SENTENCE, MONDAY_NINE)
        other = in_another_transaction(
            lambda there: room.withdraw(there, there.get_one(Handover, handover_id), MONDAY_NINE)
        )
    other.join(10)
    with reading() as session:
        handover = session.get_one(Handover, handover_id)
        assert handover.state == State.WITHDRAWN
        assert session.get_one(Conversation, handover.conversation_id).held_by_worker_id is None


def test_the_clock_does_not_take_away_what_is_being_accepted(database: str, area: Area) -> None:
    with writing() as session:
        add_demo_workers(session, area, None)
        handover_id = a_request(session, area).id
    with writing() as session:
        room.accept(session, handover_id, worker(session), SENTENCE, MONDAY_NINE)
        later = MONDAY_NINE + timedelta(days=7)
        other = in_another_transaction(lambda there: room.pass_on_overdue(there, area, later))
    other.join(10)
    with reading() as session:
        handover = session.get_one(Handover, handover_id)
        assert handover.state == State.ACCEPTED
        assert handover.worker_id == worker(session).id


# Passing on


def test_an_unanswered_handover_goes_from_worker_to_deputy_to_team_to_manager_and_she_is_told_each_time(
    session: Session, area: Area
) -> None:
    handover = a_request(session, area, "en")
    owners = []
    for step in range(4):
        now = add_working_hours(MONDAY_NINE, step * area.answer_within_hours, area)
        room.pass_on_overdue(session, area, now)
        assert room.pass_on_overdue(session, area, now) == 0
        owners.append((handover.owner_level, handover.worker.first_name if handover.worker else None))
    assert owners == [("worker", "Sofia"), ("deputy", "Daniel"), ("team", None), ("manager", None)]
    assert [level for level, _ in owners] == list(LEVELS)
    told = [said for sender, said in chat(session, handover)]
    assert len(told) == 3
    assert told[0].endswith("Now Daniel, family hub worker, has been asked.")
    assert area.council_contact.number in told[2]
    assert handover.promise_by == add_working_hours(MONDAY_NINE, 4, area)


def test_a_worker_who_falls_ill_is_covered_for_at_once_and_a_deputy_too(session: Session, area: Area) -> None:
    handover = a_request(session, area)
    room.set_away(session, worker(session), date(2026, 11, 23), date(2026, 11, 23))
    assert room.pass_on_overdue(session, area, MONDAY_NINE) == 1
    assert handover.worker == daniel(session)
    assert handover.interpreter_needed
    room.set_away(session, daniel(session), date(2026, 11, 23), date(2026, 11, 23))
    assert room.pass_on_overdue(session, area, MONDAY_NINE) == 1
    assert handover.worker_id is None
    assert handover.owner_level == "team"


def test_a_worker_who_declines_hands_it_to_her_deputy_and_sees_it_no_more(session: Session, area: Area) -> None:
    handover = a_request(session, area, "en")
    room.decline(session, handover.id, worker(session), "I know the family privately.", MONDAY_NINE)
    assert (handover.worker, handover.state) == (daniel(session), State.REQUESTED)
    assert room.list_handovers(session, worker(session)) == []
    assert chat(session, handover)[-1][1] == "Sofia cannot take this on. Now Daniel, family hub worker, has been asked."
    room.decline(session, handover.id, daniel(session), "I am full.", MONDAY_NINE)
    assert handover.worker_id is None
    assert handover.owner_level == "team"


def test_a_managers_no_is_the_last_and_names_a_number(session: Session, area: Area) -> None:
    handover = a_request(session, area, "en")
    room.decline(session, handover.id, worker(session, MANAGERS_EMAIL), "Nobody is left.", MONDAY_NINE)
    assert handover.state == State.DECLINED
    assert area.council_contact.number in chat(session, handover)[-1][1]


def test_a_manager_gives_a_handover_to_a_worker_of_the_area_and_to_nobody_else(session: Session, area: Area) -> None:
    handover = a_request(session, area, "en")
    manager = worker(session, MANAGERS_EMAIL)
    room.give_to(session, handover, manager, daniel(session), MONDAY_NINE)
    assert handover.worker == daniel(session)
    with pytest.raises(NotAllowedError):
        room.give_to(session, handover, manager, manager, MONDAY_NINE)
    with pytest.raises(NotAllowedError):
        room.give_to(session, handover, worker(session), worker(session), MONDAY_NINE)


def test_a_chat_that_its_worker_has_forgotten_goes_back_to_the_assistant(session: Session, area: Area) -> None:
    handover = a_request(session, area, "en")
    room.accept(session, handover.id, worker(session), SENTENCE, MONDAY_NINE)
    conversation = session.get_one(Conversation, handover.conversation_id)
    written = add_message(session, conversation, "parent", "Are you there?").at
    assert room.hand_back_forgotten(session, area, written + timedelta(minutes=19)) == 0
    assert room.hand_back_forgotten(session, area, written + timedelta(minutes=21)) == 1
    assert room.hand_back_forgotten(session, area, written + timedelta(minutes=22)) == 0
    assert conversation.held_by_worker_id is None
    assert chat(session, handover)[-1][1].startswith("Sofia has not written for a while.")
    room.take_hold(session, handover.id, worker(session), written + timedelta(minutes=30))
    assert conversation.held_by_worker_id == worker(session).id


# The record and what is stored


def test_the_record_is_only_added_to(database: str, area: Area) -> None:
    with writing() as session:
        add_demo_workers(session, area, None)
        a_request(session, area)
    with writing() as session:
        session.scalars(select(Entry)).one().what = "nothing"
        with pytest.raises(RuntimeError, match="only added to"):
            session.flush()
        session.rollback()
    with writing() as session:
        session.delete(session.scalars(select(Entry)).one())
        with pytest.raises(RuntimeError, match="only added to"):
            session.flush()
        session.rollback()


def test_names_numbers_and_words_are_nowhere_readable_in_the_database(session: Session, area: Area) -> None:
    handover = a_request(session, area)
    handover.parent_name, handover.school = "Amina", "Meadow Lane Primary School"
    room.set_safe_contact(
        session, handover, "call", MONDAY_NINE, phone="07700 900123", words="It is the library", note="not Fridays"
    )
    room.accept(session, handover.id, worker(session), SENTENCE, MONDAY_NINE)
    stored = " ".join(
        str(row)
        for table in Base.metadata.tables.values()
        for row in session.connection().exec_driver_sql(str(select(table)))
    )
    for secret in (
        "Amina",
        "900123",
        "library",
        "Fridays",
        "Sofia Marsh",
        "sofia.marsh",
        "baby group",
        "Hello",
        AGREED,
    ):
        assert secret not in stored
