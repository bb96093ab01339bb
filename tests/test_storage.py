"""Storage: sessions that write and those that cannot, encrypted columns, key rotation, migrations up and down."""

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from cryptography.fernet import Fernet
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

import storage
from directory.demo import load_demo
from directory.feed.apply import apply_feed
from directory.feed.store import read_again
from directory.listing import list_services
from directory.models import GazetteerEntry, Service, ServiceAtLocation
from directory.postcode_licences import postcode_licences
from directory.query import Query, london_today
from directory.search import search
from directory.words import stem
from handover.conversation import Conversation, add_message, messages_after
from storage import migrate, new_id, reading, writing


def a_conversation() -> Conversation:
    return Conversation(id=new_id(), token_hash=new_id(), language="en", area="demo")


def _write_and_fail(session: Session, conversation: Conversation) -> None:
    session.add(conversation)
    session.flush()
    raise ZeroDivisionError


def test_what_is_written_is_there_after_the_block(database: str) -> None:
    with writing() as session:
        conversation = a_conversation()
        session.add(conversation)
        add_message(session, conversation, "parent", "hello")
    with reading() as session:
        assert [message.text for message in messages_after(session, conversation.id)] == ["hello"]


def test_nothing_stays_of_a_block_that_raised(database: str) -> None:
    conversation = a_conversation()
    with pytest.raises(ZeroDivisionError), writing() as session:
        _write_and_fail(session, conversation)
    with reading() as session:
        assert session.get(Conversation, conversation.id) is None


def test_a_reading_session_refuses_to_write(database: str) -> None:
    with reading() as session:
        session.add(a_conversation())
        with pytest.raises(RuntimeError, match="reads only"):
            session.flush()


def test_personal_text_is_not_readable_in_the_table(database: str) -> None:
    with writing() as session:
        conversation = a_conversation()
        session.add(conversation)
        add_message(session, conversation, "parent", "Zach was not at school")
    with reading() as session:
        stored = session.execute(text("SELECT text FROM message")).scalar_one()
    assert "Zach" not in stored


def test_a_new_key_in_front_reads_what_the_old_key_wrote_and_finds_by_the_same_index(empty_database: str) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    storage.configure(empty_database, [old])
    storage.Base.metadata.create_all(storage.engine().execution_options(writing=True))
    index = storage.blind_index("07700900123")
    with writing() as session:
        conversation = a_conversation()
        session.add(conversation)
        add_message(session, conversation, "parent", "hello")
    storage.configure(empty_database, [new, old])
    with reading() as session:
        assert messages_after(session, conversation.id)[0].text == "hello"
    assert storage.blind_index("07700900123") == index


def test_a_lost_key_is_said_in_a_sentence(database: str) -> None:
    with writing() as session:
        conversation = a_conversation()
        session.add(conversation)
        add_message(session, conversation, "parent", "hello")
    storage.configure(database, [Fernet.generate_key().decode()])
    with reading() as session, pytest.raises(ValueError, match="FINGERPOST_SECRET_KEY"):
        messages_after(session, conversation.id)


def test_times_come_back_in_utc(database: str) -> None:
    with writing() as session:
        conversation = a_conversation()
        conversation.created_at = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
        session.add(conversation)
    with reading() as session:
        assert session.get_one(Conversation, conversation.id).created_at == datetime(2026, 7, 1, 9, 30, tzinfo=UTC)


def test_a_time_without_a_zone_is_refused(database: str) -> None:
    conversation = a_conversation()
    conversation.created_at = datetime(2026, 7, 1, 9, 30)  # noqa: DTZ001 - the point of the test
    with pytest.raises(StatementError, match="time zone"), writing() as session:
        session.add(conversation)


def test_migrations_go_up_and_down_and_up_and_match_the_models(empty_database: str) -> None:
    migrate.upgrade()
    migrate.downgrade()
    left = set(inspect(storage.engine()).get_table_names()) - {"alembic_version"}
    assert left == set()
    migrate.upgrade()
    assert migrate.is_current()
    with storage.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [
            each
            for each in compare_metadata(context, storage.Base.metadata)
            if "service_words" not in str(each)  # the full-text index is no table of the models
        ]
    assert differences == []


def test_a_directory_of_an_older_release_is_kept_and_found_after_migrating(empty_database: str) -> None:
    migrate.upgrade()
    with writing() as session:
        load_demo(session)
    found = _found("housing")
    assert found
    migrate.downgrade("96d1da652913")
    migrate.upgrade()
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(ServiceAtLocation))
    assert _found("housing") != found
    with writing() as session:
        assert read_again(session) == session.scalar(select(func.count()).select_from(Service))
        assert read_again(session) == 0
    assert _found("housing") == found


@pytest.mark.parametrize(("learnt", "kept"), [(False, 1), (True, 0)])
def test_the_licence_of_postcodes_that_an_older_release_loaded_is_kept(
    empty_database: str, learnt: bool, kept: int
) -> None:
    migrate.upgrade("4c1f9a2e7d35")
    place = GazetteerEntry(name="B987JB", kind="postcode", latitude=52.1, longitude=-1.9, learnt=learnt)
    with writing() as session:
        session.add(place)
    migrate.upgrade()
    with reading() as session:
        licences = postcode_licences(session)
    assert len(licences) == kept
    assert all("Royal Mail" in each and "{" not in each for each in licences)


def test_an_older_release_knows_no_gone_services(empty_database: str) -> None:
    migrate.upgrade()
    for records in (
        [{"id": "a", "name": "Chess club"}, {"id": "b", "name": "Choir"}],
        [{"id": "a", "name": "Chess club"}],
    ):
        with writing() as session:
            apply_feed(session, records, "test", force=True)
    migrate.downgrade("4c1f9a2e7d35")
    with writing() as session:
        assert session.execute(text("SELECT name FROM service")).scalars().all() == ["Chess club"]
        session.execute(text("UPDATE service SET words = :stem, marks = ''"), {"stem": stem("zithers")})
    migrate.upgrade()
    with reading() as session:
        assert [each.name for each in list_services(session, "zithers", "all", 1, london_today()).services] == [
            "Chess club"
        ]


def _found(topic: str) -> list[str]:
    with reading() as session:
        return [match.service.feed_id for match in search(session, Query(topic=topic)).services]
