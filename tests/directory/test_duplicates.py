"""Likely duplicates: what makes two services look like one, and that a worker's decision holds for good."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from directory.duplicates import MOST_SHARING, decide, find_duplicates, how_many_undecided, undecided_pairs
from directory.edits import edits_on, entries_of, show_service
from directory.feed.apply import apply_feed
from directory.feed.normalise import service as read_record
from directory.likeness import likeness, traits_of
from directory.models import Service
from storage import reading, writing

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


def place(postcode: str, **more: Any) -> dict[str, Any]:
    return {"service_at_locations": [{"location": {"addresses": [{"city": "Town", "postal_code": postcode}], **more}}]}


def phone(number: str) -> dict[str, Any]:
    return {"contacts": [{"phones": [{"number": number}]}]}


HERE, THERE = place("B98 7JB"), place("B98 8AA")
TELEPHONE = phone("01632 960100")
SITE = {"url": "https://www.readers.example.org/rhymes"}
Record = dict[str, Any]

PAIRS: list[tuple[Record, Record, set[str] | None]] = [
    ({"name": "Baby Rhyme Time", **HERE}, {"name": "Rhyme time for babies", **HERE}, {"postcode", "name"}),
    ({"name": "Baby Rhyme Time", **HERE}, {"name": "Baby Rhyme Time", **THERE}, None),
    ({"name": "Baby Rhyme Time", **HERE}, {"name": "Chess club", **HERE}, None),
    # A provider's several groups share everything but the name.
    ({"name": "Baby group", **HERE, **TELEPHONE, **SITE}, {"name": "Chess club", **HERE, **TELEPHONE, **SITE}, None),
    (
        {"name": "Library rhyme time", **HERE, **TELEPHONE},
        {"name": "Rhyme time at Fennbrook Library", **HERE, **phone("+44 1632 960 100")},
        {"postcode", "phone", "name"},
    ),
    (
        {"name": "Rhyme time at the library", **HERE, **SITE},
        {"name": "Warm welcome at the library", **HERE, **SITE},
        None,
    ),
    ({"name": "Rhymetime", **HERE}, {"name": "Rhyme time", **HERE}, {"postcode", "name"}),
    (
        {"name": "Stay and play", **SITE},
        {"name": "Stay & Play", "url": "http://readers.example.org/other"},
        {"website", "name"},
    ),
    ({"name": "Stay and play", "url": "facebook.com/a"}, {"name": "Stay and play", "url": "facebook.com/b"}, None),
    (
        {"name": "Sunny Days", "description": "Registered charity no. 1234567."},
        {"name": "Sunny Days", "description": "(Charity number: 1234567)"},
        {"charity number", "name"},
    ),
    (
        {"name": "Tiny Tots Nursery", "description": "Ofsted registration number EY123456"},
        {"name": "Tiny Tots Nursery", "accreditations": "Ofsted URN: ey123456"},
        {"Ofsted number", "name"},
    ),
    ({"name": "Helpline", **phone("116 123")}, {"name": "Helpline", **phone("116 123")}, None),
    ({"name": "Refuge", **place("B98 7JB", masked=True)}, {"name": "Refuge", **place("B98 7JB", masked=True)}, None),
    ({"name": "ਬੱਚੇ", **HERE}, {"name": "ਬੱਚੇ", **HERE}, {"postcode", "name"}),
]


@pytest.mark.parametrize(("one", "other", "why"), PAIRS)
def test_why_two_services_look_like_one(one: Record, other: Record, why: set[str] | None) -> None:
    first, second = (traits_of(read_record({"id": str(uuid.uuid4()), **each}, "x")) for each in (one, other))
    found = likeness(first, second)
    assert (set(found[1]) if found else None) == why
    assert likeness(second, first) == found


TWINS = [{"id": "a", "name": "Baby Rhyme Time", **HERE}, {"id": "x", "name": "Chess club", **HERE}]
FROM_ANOTHER_FEED = [{"id": "b", "name": "Rhyme time for babies", **HERE}]


def fed(records: list[Record] = FROM_ANOTHER_FEED, source: str = "library") -> None:
    with writing() as session:
        apply_feed(session, TWINS, "council", force=True)
        apply_feed(session, records, source, force=True)


def decided(decision: Any) -> bool:
    with writing() as session:
        pair = undecided_pairs(session, 10)[0]
        assert (pair.first.feed_id, pair.other.feed_id) == ("a", "b")
        return decide(session, pair.kept.id, decision, "sofia", NOW)


def hidden() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(Service.feed_id).where(Service.hidden)))


@pytest.mark.parametrize(("decision", "gone"), [("first", ["b"]), ("other", ["a"]), ("different", [])])
def test_a_decision_holds_also_after_the_next_import_and_the_next_look(
    decision: str, gone: list[str], database: str
) -> None:
    fed()
    assert find_duplicates() == 1
    assert hidden() == []  # nothing by itself
    assert decided(decision)
    fed([{**FROM_ANOTHER_FEED[0], "description": "changed"}])
    fed([])
    fed()
    assert find_duplicates() == 0
    assert hidden() == gone
    with writing() as session:
        for service in session.scalars(select(Service).where(Service.hidden)):
            show_service(session, service, "sofia", NOW)
    assert find_duplicates() == 0


def test_the_hidden_one_says_of_which_it_is_the_same_and_keeps_its_own_words(database: str) -> None:
    fed()
    find_duplicates()
    decided("first")
    with reading() as session:
        gone = session.scalars(select(Service).where(Service.hidden)).one()
        assert [(entry.what, entry.detail) for entry in entries_of(session, gone)] == [
            ("hidden", "It is the same as “Baby Rhyme Time”.")
        ]
        assert edits_on(session, gone) == {}
        stays = session.scalars(select(Service).where(Service.feed_id == "a")).one()
        assert stays.document().name == "Baby Rhyme Time"


def test_a_pair_is_decided_once_and_by_its_id(database: str) -> None:
    fed()
    find_duplicates()
    with reading() as session:
        own = undecided_pairs(session, 10)[0].kept.id
    find_duplicates()
    with writing() as session:
        assert undecided_pairs(session, 10)[0].kept.id == own  # a page that is open stays good
        assert decide(session, own, "different", "sofia", NOW)
        assert not decide(session, own, "first", "daniel", NOW)
        assert not decide(session, "no such pair", "first", "daniel", NOW)
    assert hidden() == []


def test_an_undecided_pair_is_forgotten_when_it_is_not_alike_any_more(database: str) -> None:
    fed()
    find_duplicates()
    fed([{**FROM_ANOTHER_FEED[0], "name": "Coding for teenagers"}])
    assert find_duplicates() == 0
    fed()
    find_duplicates()
    fed([])
    with reading() as session:
        assert undecided_pairs(session, 10) == []
        assert how_many_undecided(session) == 1
    assert find_duplicates() == 0


def test_one_feed_seldom_says_a_thing_twice_in_other_words(database: str) -> None:
    two = [{"id": "b", "name": "English for parents", **HERE, **TELEPHONE}]
    two.append({"id": "c", "name": "English for parents online", **HERE, **TELEPHONE})
    fed(two)
    assert find_duplicates() == 0
    fed(two[:1])
    fed(two[1:], "another")
    assert find_duplicates() == 1


def test_what_very_many_services_share_tells_nothing(database: str) -> None:
    many = [{"id": f"m{at}", "name": f"Group {at}", **phone("01632 960199")} for at in range(MOST_SHARING + 1)]
    fed(many)
    assert find_duplicates() == 0
