"""A handover from the parent's first line to the worker's last, on SQLite and on PostgreSQL."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from typer.testing import CliRunner

import handover as room
from areas import Area, load_area
from handover import Line
from handover.cli import handovers_app, workers_app
from handover.clock import LEVELS, level_due
from handover.conversation import Conversation, add_message, messages_after
from handover.demo import MANAGERS_EMAIL, SOFIAS_EMAIL, load_demo
from handover.errors import HandoverError, NotAllowedError, NotFoundError
from handover.figures import figures_of
from handover.holding import crisis_messages, live_messages
from handover.journey import HANDED_BACK, MOVES, STATE_WORDS, State, check_move
from handover.models import Entry, Handover, SummaryLine, Worker
from handover.named_worker import initials
from handover.passwords import hash_password, is_password, new_password
from handover.record import entries
from handover.safe_times import TIMES, is_safe_time
from handover.sign_in import (
    begin_session,
    note_failure,
    set_password,
    sign_out,
    signed_in_worker,
    worker_signing_in,
)
from handover.workers import worker_by_email
from handover.working_time import LONDON, add_working_hours, is_working_time
from locales import LANGUAGES, translate
from storage import Base, configure, dispose, engine, new_id, reading, writing

POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/fp_handover"
MONDAY_NINE = datetime(2026, 11, 23, 9, tzinfo=LONDON)
SENTENCE = "Hello, I am Sofia. I have read what you wrote and I am here now."
AGREED = "Sofia may read the lines above."


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database with every table."""
    url = f"sqlite:///{tmp_path / 'test.sqlite'}" if request.param == "sqlite" else POSTGRES
    if request.param == "postgresql":
        try:
            create_engine(url).connect().close()
        except OperationalError:
            pytest.skip("NO POSTGRESQL at 127.0.0.1:5432: this half was not tested")
    configure(url, [Fernet.generate_key().decode()])
    Base.metadata.drop_all(engine())
    Base.metadata.create_all(engine())
    yield url
    Base.metadata.drop_all(engine())
    dispose()


@pytest.fixture(scope="module")
def area() -> Area:
    return load_area("demo")


@pytest.fixture
def session(database: str, area: Area) -> Iterator[Session]:
    with writing() as session:
        load_demo(session, area)
        yield session


def a_conversation(session: Session, language: str = "ur") -> Conversation:
    conversation = Conversation(id=new_id(), token_hash=new_id(), language=language, area="demo")
    session.add(conversation)
    session.flush()
    add_message(session, conversation, "parent", "will they take my kids off me?")
    add_message(session, conversation, "assistant", "An honest answer.")
    return conversation


LINES = [
    Line("asked", "کیا وہ میرے بچے لے جائیں گے؟", "She asked whether her children may be taken."),
    Line("need", "a baby group", "A free baby group on Tuesdays."),
    Line("words", "my neighbour Tariq shouts", None, about_third_person=True),
]


def a_draft(session: Session, area: Area, language: str = "ur", now: datetime = MONDAY_NINE) -> Handover:
    return room.draft_handover(session, a_conversation(session, language), LINES, area, now)


def a_request(session: Session, area: Area, language: str = "ur", now: datetime = MONDAY_NINE) -> Handover:
    handover = a_draft(session, area, language, now)
    room.set_safe_contact(session, handover, "chat", now, times=["school_hours"])
    return room.request_handover(session, handover, AGREED, room.CONSENT_VERSION, now)


def worker(session: Session, email: str = SOFIAS_EMAIL) -> Worker:
    found = worker_by_email(session, email)
    assert found is not None
    return found


def daniel(session: Session) -> Worker:
    return worker(session, "daniel.hughes@example.org")


def chat(session: Session, handover: Handover) -> list[tuple[str, str]]:
    return [(message.sender, message.text) for message in messages_after(session, handover.conversation_id or "", 2)]


# Working time


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23 09:00", 4, "2026-11-23 13:00"),
        ("2026-11-23 07:00", 1, "2026-11-23 09:30"),  # before it opens at 8:30
        ("2026-11-23 15:00", 4, "2026-11-24 10:30"),  # over the night
        ("2026-11-27 15:30", 4, "2026-11-30 11:30"),  # Friday ends at 16:30, then a weekend
        ("2026-11-22 12:00", 0, "2026-11-23 08:30"),  # Sunday: the next moment somebody works
        ("2026-11-23 13:00", 4, "2026-11-23 17:00"),  # to the minute it closes
        ("2026-11-23 17:00", 1, "2026-11-24 09:30"),  # closed this minute
        ("2026-12-24 15:00", 4, "2026-12-29 10:30"),  # Christmas Friday; Boxing Day is a Saturday, so Monday is off
        ("2027-03-25 15:00", 4, "2027-03-30 10:30"),  # Good Friday and Easter Monday
        ("2027-05-31 09:00", 1, "2027-06-01 09:30"),  # spring bank holiday
        ("2026-10-23 16:00", 1, "2026-10-26 09:00"),  # the clocks go back in between
    ],
)
def test_a_promise_counts_only_the_hours_in_which_the_area_works(start: str, hours: int, end: str, area: Area) -> None:
    assert add_working_hours(london(start), hours, area) == london(end)


def london(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Europe/London"))


def test_a_promise_is_the_same_whatever_zone_the_start_is_written_in(area: Area) -> None:
    start = london("2026-07-06 09:00")
    assert add_working_hours(start.astimezone(UTC), 2, area) == add_working_hours(start, 2, area)


def test_working_hours_refuse_a_naive_time_and_an_area_that_never_works(area: Area) -> None:
    with pytest.raises(ValueError, match="aware"):
        add_working_hours(datetime(2026, 11, 23, 9), 1, area)
    with pytest.raises(ValueError, match="too few"):
        add_working_hours(MONDAY_NINE, 1, area.model_copy(update={"working_hours": {}}))


@pytest.mark.parametrize(
    ("at", "working"),
    [("2026-11-23 08:29", False), ("2026-11-23 08:30", True), ("2026-11-23 17:00", False), ("2026-12-25 10:00", False)],
)
def test_an_area_works_from_opening_until_just_before_closing(at: str, working: bool, area: Area) -> None:
    assert is_working_time(london(at), area) is working


# The clock


@pytest.mark.parametrize(
    ("hours_later", "level", "away", "due"),
    [
        (0, "worker", False, "worker"),
        (3.9, "worker", False, "worker"),
        (4, "worker", False, "deputy"),
        (8, "deputy", False, "team"),
        (12, "team", False, "manager"),
        (200, "manager", False, "manager"),
        (0, "worker", True, "deputy"),
        (0, "deputy", True, "team"),
        (5, "deputy", True, "team"),
        (0, "team", True, "worker"),
    ],
)
def test_an_unanswered_handover_moves_on_with_the_hours(
    hours_later: float, level: str, away: bool, due: str, area: Area
) -> None:
    now = add_working_hours(MONDAY_NINE, hours_later, area)
    assert level_due(MONDAY_NINE, now, area, level=level, owner_away=away) == due


# The journey


def test_every_state_has_words_and_moves_and_only_the_ends_have_no_way_on() -> None:
    assert set(MOVES) == set(STATE_WORDS) == set(State)
    assert {state for state in State if not MOVES[state]} == {State.CLOSED, State.WITHDRAWN, State.DECLINED}


@pytest.mark.parametrize("state", [state for state in State if State.WITHDRAWN in MOVES[state]])
def test_a_parent_can_take_it_back_in_every_state_that_is_not_the_end(state: State) -> None:
    check_move(state, State.WITHDRAWN)


def test_a_move_that_is_not_on_the_way_is_refused_with_a_sentence() -> None:
    with pytest.raises(NotAllowedError, match="being prepared by the parent"):
        check_move("draft", State.ACCEPTED)


# Who is offered


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Sofia Marsh", "SM"), ("Cher", "C"), ("Ana de Souza", "AS"), ("anne-marie o'neill", "AO"), ("Łucja Ży", "ŁŻ")],
)
def test_initials_stand_in_for_a_photo(name: str, shown: str) -> None:
    assert initials(name) == shown


@pytest.mark.parametrize(
    ("language", "school", "first_name", "speaks"),
    [
        ("ur", None, "Sofia", True),
        ("pl", "Fennbrook Academy", "Sofia", True),
        ("ro", "Meadow Lane Primary School", "Daniel", True),  # being understood comes before the school
        ("so", "meadow lane primary school", "Sofia", False),  # nobody speaks Somali: then the school decides
        ("en", "Meadow Lane Primary School", "Sofia", True),
        ("en", None, "Sofia", True),  # Daniel covers for her; nobody covers for him
    ],
)
def test_a_parent_is_offered_whoever_speaks_her_language_then_whoever_is_at_the_school(
    language: str, school: str | None, first_name: str, speaks: bool, session: Session, area: Area
) -> None:
    offered = room.named_worker_for(session, area, language, school, MONDAY_NINE)
    assert offered is not None
    assert (offered.first_name, offered.speaks_your_language) == (first_name, speaks)


def test_a_named_worker_is_shown_with_role_school_languages_days_and_a_time(session: Session, area: Area) -> None:
    offered = room.named_worker_for(session, area, "ur", None, london("2026-11-21 20:00"))  # a Saturday
    assert offered is not None
    assert (offered.role, offered.schools, offered.languages) == (
        "link worker",
        ("Meadow Lane Primary School",),
        ("en", "pl", "ur"),
    )
    assert offered.weekdays == (0, 1, 2, 3, 4)
    assert (offered.next_day, offered.promise_by) == (date(2026, 11, 23), london("2026-11-23 12:30"))


def test_a_worker_who_is_away_is_not_offered(session: Session, area: Area) -> None:
    room.set_away(session, worker(session), date(2026, 11, 23), date(2026, 11, 24))
    offered = room.named_worker_for(session, area, "ur", None, MONDAY_NINE)
    assert offered is not None
    assert (offered.first_name, offered.speaks_your_language) == ("Daniel", False)
    back = room.named_worker_for(session, area, "ur", None, MONDAY_NINE + timedelta(days=2))
    assert back is not None
    assert back.first_name == "Sofia"


def test_a_manager_is_not_offered_and_an_area_without_workers_offers_the_team(session: Session, area: Area) -> None:
    for each in (worker(session), daniel(session)):
        each.active = False
    session.flush()
    assert room.named_worker_for(session, area, "en", None, MONDAY_NINE) is None
    handover = a_request(session, area, "en")
    assert (handover.worker, handover.owner_level, handover.interpreter_needed) == (None, "team", True)
    assert "early help team" in room.told_when_requested(handover, "en")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"email": "sofia"}, "not an e-mail address"),
        ({"email": "SOFIA.Marsh@example.org"}, "already a worker"),
        ({"languages": ["en", "xx"]}, "xx"),
        ({"hours": {"monday": ["9:00", "10:00"]}}, "monday"),
    ],
)
def test_a_worker_who_cannot_be_added_is_refused_with_a_sentence(
    given: dict[str, object], sentence: str, session: Session, area: Area
) -> None:
    usual = {"name": "Amina Khan", "role": "link worker", "email": "amina@example.org", "area": area}
    with pytest.raises(HandoverError, match=sentence):
        room.add_worker(session, **(usual | given))  # type: ignore[arg-type]


def test_the_last_day_away_cannot_be_before_the_first(session: Session) -> None:
    with pytest.raises(HandoverError, match="before the first"):
        room.set_away(session, worker(session), date(2026, 11, 24), date(2026, 11, 23))


# The parent's side


def test_a_draft_shares_her_own_lines_and_not_those_about_somebody_else(session: Session, area: Area) -> None:
    handover = a_draft(session, area)
    assert [(line.kind, line.share) for line in handover.lines] == [("asked", True), ("need", True), ("words", False)]
    assert handover.worker is not None
    assert handover.worker.name == "Sofia Marsh"
    assert not handover.interpreter_needed
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{7}", handover.reference)


def test_what_she_does_not_keep_is_gone_once_she_agrees(session: Session, area: Area) -> None:
    handover = a_draft(session, area)
    room.keep_lines(session, handover, [handover.lines[0].id])
    room.set_safe_contact(session, handover, "chat", MONDAY_NINE)
    room.request_handover(session, handover, AGREED, room.CONSENT_VERSION, MONDAY_NINE)
    session.flush()
    stored = session.scalars(select(SummaryLine.text).where(SummaryLine.handover_id == handover.id)).all()
    assert stored == [LINES[0].text]


def test_agreeing_keeps_the_words_their_language_version_and_time_and_makes_a_promise(
    session: Session, area: Area
) -> None:
    handover = a_request(session, area, now=london("2026-11-27 15:30"))
    assert (handover.consent_wording, handover.consent_language, handover.consent_version) == (
        AGREED,
        "ur",
        room.CONSENT_VERSION,
    )
    assert handover.consent_at == handover.requested_at == london("2026-11-27 15:30")
    assert handover.promise_by == london("2026-11-30 11:30")
    assert "Sofia" in room.told_when_requested(handover, "en")
    assert "by Monday, 30 November 2026, 11:30" in room.told_when_requested(handover, "en")


def test_nothing_is_sent_before_she_has_said_how_it_is_safe_to_reach_her(session: Session, area: Area) -> None:
    handover = a_draft(session, area)
    with pytest.raises(HandoverError, match="First say how it is safe to reach you"):
        room.request_handover(session, handover, AGREED, room.CONSENT_VERSION, MONDAY_NINE)
    assert handover.state == State.DRAFT


def test_what_was_sent_is_not_changed_or_sent_again(session: Session, area: Area) -> None:
    handover = a_request(session, area)
    with pytest.raises(NotAllowedError):
        room.keep_lines(session, handover, [])
    with pytest.raises(NotAllowedError):
        room.request_handover(session, handover, AGREED, room.CONSENT_VERSION, MONDAY_NINE)
    conversation = session.get_one(Conversation, handover.conversation_id)
    with pytest.raises(HandoverError, match="already asked"):
        room.draft_handover(session, conversation, LINES, area, MONDAY_NINE)


def test_drafting_again_replaces_the_draft(session: Session, area: Area) -> None:
    first = a_draft(session, area)
    conversation = session.get_one(Conversation, first.conversation_id)
    second = room.draft_handover(session, conversation, LINES[:1], area, MONDAY_NINE)
    assert session.scalars(select(Handover.id)).all() == [second.id]
    assert session.scalars(select(SummaryLine.handover_id)).all() == [second.id]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([Line("need", " \n\t\x00")], "nothing written"),
        ([Line("need", "x" * 4001)], "too long"),
        ([Line("need", "x")] * 21, "more than fits"),
    ],
)
def test_lines_that_cannot_be_kept_are_refused_with_a_sentence(
    lines: list[Line], sentence: str, session: Session, area: Area
) -> None:
    with pytest.raises(HandoverError, match=sentence):
        room.draft_handover(session, a_conversation(session), lines, area, MONDAY_NINE)


def test_hostile_and_mixed_text_is_kept_as_it_was_typed(session: Session, area: Area) -> None:
    typed = "<script>alert(1)</script> می‌خواهم \u200f42\u200e {name} %s '; DROP TABLE worker;--"
    handover = room.draft_handover(session, a_conversation(session), [Line("words", typed)], area, MONDAY_NINE)
    session.expire_all()
    assert handover.lines[0].text == typed


@pytest.mark.parametrize(
    ("channel", "phone", "email", "kept"),
    [
        ("text", "07700 900123", None, "+447700900123"),
        ("call", "01632 960001", None, "+441632960001"),
        ("call", "+44 7700 900123", "not kept", "+447700900123"),
        ("chat", "07700 900123", None, None),  # not needed, so not kept
        ("email", None, " amina@example.org ", "amina@example.org"),
    ],
)
def test_only_what_the_channel_needs_is_kept(
    channel: str, phone: str | None, email: str | None, kept: str | None, session: Session, area: Area
) -> None:
    terms = room.set_safe_contact(
        session,
        a_draft(session, area),
        channel,
        MONDAY_NINE,
        phone=phone,
        email=email,  # type: ignore[arg-type]
    )
    assert (terms.phone or terms.email) == kept
    assert terms.expires_at == MONDAY_NINE + timedelta(days=30)
    assert not terms.may_leave_message


@pytest.mark.parametrize(
    ("channel", "phone", "email"),
    [("text", "01632 960001", None), ("text", None, None), ("call", "hello", None), ("call", "+1 202 555 0100", None)]
    + [("email", None, typed) for typed in ("", "a@b", "a b@example.org", "@example.org", "x" * 250 + "@example.org")],
)
def test_a_number_or_address_that_cannot_be_reached_is_refused(
    channel: str, phone: str | None, email: str | None, session: Session, area: Area
) -> None:
    with pytest.raises(HandoverError):
        room.set_safe_contact(
            session,
            a_draft(session, area),
            channel,
            MONDAY_NINE,
            phone=phone,
            email=email,  # type: ignore[arg-type]
        )


@pytest.mark.parametrize(
    ("times", "at", "safe"),
    [
        ([], "2026-11-23 10:00", False),  # she did not say
        (["school_hours"], "2026-11-23 09:00", True),
        (["school_hours"], "2026-11-23 15:00", False),
        (["school_hours"], "2026-11-22 10:00", False),
        (["weekends"], "2026-11-22 10:00", True),
        (["mornings", "evenings"], "2026-11-23 17:30", True),
        (["mornings"], "2026-07-06 08:30", False),  # 07:30 UTC in summer: London counts
        (["nonsense"], "2026-11-23 10:00", False),
    ],
)
def test_a_time_is_safe_only_if_she_named_it(times: list[str], at: str, safe: bool) -> None:
    assert is_safe_time(times, london(at).astimezone(UTC)) is safe


def test_every_wording_for_parents_can_be_rendered_in_every_language(session: Session, area: Area) -> None:
    handover = a_request(session, area)
    for code in LANGUAGES:
        assert room.consent_wording("Sofia", code)
        assert room.told_when_requested(handover, code)
        assert all(translate(each.label, code) for each in TIMES.values())


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
    assert area.council_contact.phone in told[2]
    assert handover.promise_by == add_working_hours(MONDAY_NINE, 4, area)


def test_a_worker_who_falls_ill_is_covered_for_at_once_and_a_deputy_too(session: Session, area: Area) -> None:
    handover = a_request(session, area)
    room.set_away(session, worker(session), date(2026, 11, 23), date(2026, 11, 23))
    assert room.pass_on_overdue(session, area, MONDAY_NINE) == 1
    assert handover.worker == daniel(session)
    assert handover.interpreter_needed
    room.set_away(session, daniel(session), date(2026, 11, 23), date(2026, 11, 23))
    assert room.pass_on_overdue(session, area, MONDAY_NINE) == 1
    assert (handover.worker, handover.owner_level) == (None, "team")


def test_a_worker_who_declines_hands_it_to_her_deputy_and_sees_it_no_more(session: Session, area: Area) -> None:
    handover = a_request(session, area, "en")
    room.decline(session, handover.id, worker(session), "I know the family privately.", MONDAY_NINE)
    assert (handover.worker, handover.state) == (daniel(session), State.REQUESTED)
    assert room.list_handovers(session, worker(session)) == []
    assert chat(session, handover)[-1][1] == "Sofia cannot take this on. Now Daniel, family hub worker, has been asked."
    room.decline(session, handover.id, daniel(session), "I am full.", MONDAY_NINE)
    assert (handover.worker, handover.owner_level) == (None, "team")


def test_a_managers_no_is_the_last_and_names_a_number(session: Session, area: Area) -> None:
    handover = a_request(session, area, "en")
    room.decline(session, handover.id, worker(session, MANAGERS_EMAIL), "Nobody is left.", MONDAY_NINE)
    assert handover.state == State.DECLINED
    assert area.council_contact.phone in chat(session, handover)[-1][1]


def test_a_manager_gives_a_handover_to_a_worker_of_the_area_and_to_nobody_else(session: Session, area: Area) -> None:
    handover = a_request(session, area, "en")
    manager = worker(session, MANAGERS_EMAIL)
    room.give_to(session, handover, manager, daniel(session), MONDAY_NINE)
    assert handover.worker == daniel(session)
    with pytest.raises(NotAllowedError):
        room.give_to(session, handover, manager, manager, MONDAY_NINE)
    with pytest.raises(NotAllowedError):
        room.give_to(session, handover, worker(session), worker(session), MONDAY_NINE)


# The record and what is stored


def test_the_record_is_only_added_to(database: str, area: Area) -> None:
    with writing() as session:
        load_demo(session, area)
        a_request(session, area)
    for spoil in ("update", "delete"):
        with pytest.raises(RuntimeError, match="only added to"), writing() as session:
            entry = session.scalars(select(Entry)).one()
            if spoil == "update":
                entry.what = "nothing"
            else:
                session.delete(entry)


def test_names_numbers_and_words_are_nowhere_readable_in_the_database(session: Session, area: Area) -> None:
    handover = a_request(session, area)
    handover.parent_name, handover.school = "Amina", "Meadow Lane Primary School"
    room.set_safe_contact(
        session, handover, "call", MONDAY_NINE, phone="07700 900123", words="It is the library", note="not Fridays"
    )
    room.accept(session, handover.id, worker(session), SENTENCE, MONDAY_NINE)
    stored = " ".join(
        str(row)
        for table in ("worker", "handover", "summary_line", "safe_contact", "message", "handover_entry")
        for row in session.execute(text(f"SELECT * FROM {table}"))
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


# Signing in


def test_a_password_is_kept_as_a_hash_that_only_it_opens() -> None:
    kept = hash_password("correct horse battery")
    assert "horse" not in kept
    assert is_password("correct horse battery", kept)
    assert not is_password("correct horse batterz", kept)
    assert not is_password("", None)
    assert len({new_password() for _ in range(50)}) == 50


@pytest.mark.parametrize("password", ["", "short", "x" * 257])
def test_a_password_that_is_too_short_or_endless_is_refused(password: str) -> None:
    with pytest.raises(ValueError, match="between 12 and 256"):
        hash_password(password)


PASSWORD = "a long enough password"


def sign_in(session: Session, email: str, password: str, network: str, now: datetime) -> str | None:
    found = worker_signing_in(session, email, password, network, now)
    if found is None:
        note_failure(session, email, network, now)
        session.flush()
        return None
    return begin_session(session, found, now)


def test_a_session_ends_when_idle_when_old_when_signed_out_and_when_the_password_changes(session: Session) -> None:
    sofia = worker(session)
    set_password(session, sofia, PASSWORD, MONDAY_NINE)

    def begin() -> str:
        token = sign_in(session, "Sofia.Marsh@Example.org ", PASSWORD, "198.51.100.7", MONDAY_NINE)
        assert token is not None
        return token

    token = begin()
    assert signed_in_worker(session, token, MONDAY_NINE + timedelta(minutes=29)) == sofia
    assert signed_in_worker(session, token, MONDAY_NINE + timedelta(minutes=30)) is None
    assert signed_in_worker(session, "another", MONDAY_NINE) is None
    sign_out(session, token, MONDAY_NINE)
    assert signed_in_worker(session, token, MONDAY_NINE) is None
    token = begin()
    set_password(session, sofia, PASSWORD + "!", MONDAY_NINE)
    session.expire_all()
    assert signed_in_worker(session, token, MONDAY_NINE) is None


def test_guessing_is_stopped_after_five_tries_and_allowed_again_after_a_quarter_of_an_hour(session: Session) -> None:
    set_password(session, worker(session), PASSWORD, MONDAY_NINE)
    for _ in range(5):
        assert sign_in(session, SOFIAS_EMAIL, "wrong", "198.51.100.7", MONDAY_NINE) is None
    assert sign_in(session, SOFIAS_EMAIL, PASSWORD, "198.51.100.7", MONDAY_NINE) is None
    assert sign_in(session, SOFIAS_EMAIL, PASSWORD, "203.0.113.9", MONDAY_NINE) is not None
    later = MONDAY_NINE + timedelta(minutes=16)
    assert sign_in(session, SOFIAS_EMAIL, PASSWORD, "198.51.100.7", later) is not None


def test_a_worker_who_left_cannot_sign_in(session: Session) -> None:
    set_password(session, worker(session), PASSWORD, MONDAY_NINE)
    worker(session).active = False
    assert sign_in(session, SOFIAS_EMAIL, PASSWORD, "198.51.100.7", MONDAY_NINE) is None


# Demo, figures, command line


def test_the_demo_shows_its_password_once_and_changes_nothing_the_second_time(database: str, area: Area) -> None:
    with writing() as session:
        first = load_demo(session, area)
    with writing() as session:
        assert load_demo(session, area).password is None
        assert len(session.scalars(select(Worker)).all()) == 3
        assert first.password is not None
        assert sign_in(session, first.email, first.password, "198.51.100.7", MONDAY_NINE) is not None


def test_figures_name_nobody_and_hide_small_numbers(session: Session, area: Area) -> None:
    for language in ["ur"] * 5 + ["pl"]:
        handover = a_request(session, area, language)
        if language == "ur":
            room.accept(session, handover.id, worker(session), SENTENCE, MONDAY_NINE + timedelta(hours=1))
    figures = figures_of(session, area.key, add_working_hours(MONDAY_NINE, 5, area))
    assert (figures.total, figures.overdue) == (6, 1)
    assert figures.by_language == [("Polish", "fewer than 5"), ("Urdu", "5")]
    assert (figures.kept_promise, figures.hours_to_accept) == (1.0, 1.0)


def test_the_command_line_adds_lists_and_notes_away(database: str, area: Area) -> None:
    run = CliRunner()
    added = run.invoke(
        workers_app, ["add", "Amina Khan", "amina@example.org", "--languages", "en, so", "--days", "mon,tue", "--json"]
    )
    assert len(json.loads(added.output)["password"]) == 19
    listed = json.loads(run.invoke(workers_app, ["list", "--json"]).output)["workers"]
    assert listed[0] | {"role": "", "schools": []} == {
        "name": "Amina Khan",
        "role": "",
        "email": "amina@example.org",
        "languages": ["English", "Somali"],
        "schools": [],
        "days": ["mon", "tue"],
        "manager": False,
    }
    gone = run.invoke(workers_app, ["away", "amina@example.org", "2026-12-01", "2026-12-04"])
    assert gone.output.strip() == "Amina Khan is away from 2026-12-01 to 2026-12-04."
    again = run.invoke(workers_app, ["password", "amina@example.org", "--json"])
    assert json.loads(again.output)["password"] != json.loads(added.output)["password"]
    assert "Amina" in run.invoke(workers_app, ["list"]).output


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "Amina", "not an address"],
        ["add", "Amina", "a@example.org", "--days", "someday"],
        ["add", "Amina", "a@example.org", "--deputy", "nobody@example.org"],
        ["add", "Amina", "a@example.org", "--area", "nowhere"],
        ["away", "nobody@example.org", "2026-12-01"],
        ["password", "nobody@example.org"],
    ],
)
def test_the_command_line_says_in_a_sentence_what_was_wrong(arguments: list[str], database: str) -> None:
    result = CliRunner().invoke(workers_app, arguments)
    assert result.exit_code == 1
    assert result.stderr.strip().endswith((".", "early-help"))
    assert "Traceback" not in result.output


def test_the_list_of_handovers_says_how_they_stand_and_nothing_that_was_shared(database: str, area: Area) -> None:
    run = CliRunner()
    assert run.invoke(handovers_app, ["list"]).output.strip() == "There are no handovers."
    with writing() as session:
        load_demo(session, area)
        a_request(session, area)
    output = run.invoke(handovers_app, ["list", "--json"]).output
    row = json.loads(output)["handovers"][0]
    assert (row["state"], row["language"], row["owner"]) == ("requested", "ur", "Sofia Marsh")
    assert row["promise_by"] == "2026-11-23T13:00+00:00"
    assert "baby group" not in output
    with reading() as session:
        assert session.scalars(select(Handover)).one().reference in output
