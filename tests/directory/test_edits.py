"""What workers know better: changed at once, kept through every import, and given back when they say so."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from directory import standard
from directory.edits import (
    add_service,
    edit_service,
    edits_on,
    entries_of,
    hide_service,
    show_service,
    still_right,
    take_back,
)
from directory.feed.apply import apply_feed
from directory.feed.errors import FeedError
from directory.feed.normalise import service as read_record
from directory.feed.report import Report
from directory.feed.store import count_words
from directory.keeping import DESK, ServiceEdit
from directory.models import ALL_SERVICES, Service, Word
from directory.query import Query
from directory.search import search
from storage import reading, writing

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
SOFIA = "sofia"
FEED: list[dict[str, Any]] = [
    {
        "id": "s1",
        "name": "Baby rhyme time",
        "description": "Songs for babies.",
        "email": "hello@library.example.org",
        "organization": {"name": "Library"},
        "assured_date": "2026-01-10",
        "last_modified": "2026-01-10T10:00:00Z",
    },
    {"id": "s2", "name": "Chess club", "description": "For children."},
]


def fed(*records: dict[str, Any], **changed: Any) -> Report:
    """Import the feed, its first service changed."""
    with writing() as session:
        return apply_feed(session, records or [{**FEED[0], **changed}, FEED[1]], "test", force=True)


def edited(**changed: Any) -> None:
    with writing() as session:
        service = one(session)
        edit_service(session, service, service.document().model_copy(update=changed), SOFIA, NOW)


def new(name: str) -> standard.Service:
    return read_record({"id": str(uuid.uuid4()), "name": name, "organization": {"name": "Farm"}}, DESK)


def one(session: Any, feed_id: str = "s1") -> Service:
    found: Service = session.scalars(select(Service).where(Service.feed_id == feed_id)).one()
    return found


def described() -> str:
    with reading() as session:
        return one(session).document().description


def found(words: str) -> list[str]:
    with reading() as session:
        return [match.service.feed_id for match in search(session, Query(words=words)).services]


def test_an_edit_holds_at_once_and_after_the_next_import(database: str) -> None:
    fed()
    edited(description="Songs and puppets on the carpet.")
    assert described() == "Songs and puppets on the carpet."
    assert found("puppets") == ["s1"]
    report = fed()
    assert (report.changed, report.unchanged) == (0, 2)
    assert found("puppets") == ["s1"]
    assert fed(email="new@library.example.org").changed == 1
    assert described() == "Songs and puppets on the carpet."
    with reading() as session:
        assert one(session).document().email == "new@library.example.org"


def test_the_feeds_newer_word_is_noted_beside_the_edit_and_comes_back_when_the_edit_is_taken_back(
    database: str,
) -> None:
    fed()
    edited(description="Ours.", minimum_age=1.0)
    fed(description="Theirs, newer.")
    with writing() as session:
        service = one(session)
        assert edits_on(session, service)["description"].said_by_feed == "Theirs, newer."
        take_back(session, service, "description", SOFIA, NOW)
        take_back(session, service, "no such edit", SOFIA, NOW)
    assert described() == "Theirs, newer."
    with reading() as session:
        assert list(edits_on(session, one(session))) == ["minimum_age"]
    fed(description="Theirs, newest.")
    assert described() == "Theirs, newest."


def test_an_edit_is_forgotten_when_the_feed_says_the_same(database: str) -> None:
    fed()
    edited(description="Better.")
    fed(description="Better.")
    with reading() as session:
        assert list(session.scalars(select(ServiceEdit))) == []
    fed(description="Better still.")
    assert described() == "Better still."


def test_an_edit_back_to_the_feeds_word_is_no_edit(database: str) -> None:
    fed()
    edited(description="Ours.")
    edited(description="Songs for babies.")
    with reading() as session:
        assert edits_on(session, one(session)) == {}


def test_what_is_taken_away_stays_away(database: str) -> None:
    fed()
    edited(email=None)
    fed(description="changed")
    with reading() as session:
        assert one(session).document().email is None


def test_an_edit_waits_for_a_service_that_leaves_the_feed_and_comes_back(database: str) -> None:
    fed()
    edited(description="Ours.")
    with writing() as session:
        hide_service(session, one(session), "It has moved.", SOFIA, NOW)
    fed(FEED[1])
    fed()
    assert described() == "Ours."
    with reading() as session:
        assert one(session).hidden


@pytest.mark.parametrize(("feeds", "kept"), [("2026-06-01", date(2026, 11, 21)), ("2026-12-01", date(2026, 12, 1))])
def test_of_two_checks_the_later_counts(feeds: str, kept: date, database: str) -> None:
    fed()
    with writing() as session:
        still_right(session, one(session), NOW.date(), SOFIA, NOW)
    fed(assured_date=feeds)
    with reading() as session:
        service = one(session)
        assert service.assured_date == service.document().assured_date == kept


def test_an_edit_is_news_to_readers_of_our_feed(database: str) -> None:
    fed()
    edited(description="Ours.")
    fed()
    with reading() as session:
        assert one(session).last_modified == one(session).document().last_modified == NOW


def test_a_service_added_at_the_desk_is_found_and_no_import_touches_it(database: str) -> None:
    fed()
    with writing() as session:
        made = add_service(session, new("Goat walks"), SOFIA, NOW)
        assert (made.source, made.assured_date) == (DESK, NOW.date())
        own = made.feed_id
    fed(FEED[1])
    assert found("goat") == [own]
    with writing() as session:
        service = one(session, own)
        edit_service(session, service, service.document().model_copy(update={"description": "Llamas"}), SOFIA, NOW)
        assert edits_on(session, service) == {}
    assert found("llamas") == [own]


def test_no_feed_may_take_the_desks_name(database: str) -> None:
    with pytest.raises(FeedError, match="another name"), writing() as session:
        apply_feed(session, [], DESK)


def test_hidden_services_are_found_by_nobody_until_they_are_shown(database: str) -> None:
    fed()
    with writing() as session:
        hide_service(session, one(session), " Closed for good. ", SOFIA, NOW)
    assert "s1" not in found("baby rhyme")
    with pytest.raises(ValueError, match="Say why"), writing() as session:
        hide_service(session, one(session), "  ", SOFIA, NOW)
    with writing() as session:
        show_service(session, one(session), SOFIA, NOW)
    assert found("baby rhyme")[0] == "s1"


def test_the_counts_of_words_are_those_of_a_whole_count(database: str) -> None:
    fed()
    edited(description="Songs and puppets.", name="Toddler time")
    with writing() as session:
        add_service(session, new("Puppet theatre"), SOFIA, NOW)
    with writing() as session:
        ours = dict(session.execute(select(Word.word, Word.services)).all())
        count_words(session)
        assert ours == dict(session.execute(select(Word.word, Word.services)).all())
        assert ours[ALL_SERVICES] == 3


def test_everything_stands_in_the_services_record_with_who_and_when(database: str) -> None:
    fed()
    edited(description="Ours.", email=None)
    with writing() as session:
        still_right(session, one(session), NOW.date(), None, NOW)
    with reading() as session:
        told = {(entry.what, entry.detail, entry.worker_id, entry.at) for entry in entries_of(session, one(session))}
    assert told == {("changed", "description, email", SOFIA, NOW), ("still right", "", None, NOW)}
