"""Services whose facts are old: asked at 6 months, the manager told at 12, hidden at 13; letters over a real mail server."""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.sender import keep_directory_true
from areas import load_area
from directory.due import Standing, Step, steps
from directory.edits import hide_service, show_service, still_right
from directory.feed.apply import apply_feed
from directory.freshness_round import MOST_LETTERS, begin_round, freshness_round
from directory.keeping import ServiceLetter
from directory.letters import TOGETHER, mark_sent, send_letters, service_of_token, to_ring, waiting_letters
from directory.mail import SmtpMail
from directory.models import Service
from directory.notices import note_read, unread_notices
from storage import reading, utc_now, writing
from storage.signing import read_signed, sign
from tests.smtp_double import MailServer, mail_server

AT = {"service_at_locations": [{"location": {"name": "Hall", "addresses": [{"postal_code": "B98 7JB"}]}}]}
COUNCIL, URL = "Fennbrook Council", "https://help.example.org"
SENDER = "directory@council.example.org"
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
TODAY = NOW.date()


def months_ago(months: int) -> date:
    return date(2026 + (10 - months) // 12, (10 - months) % 12 + 1, 21)


DUE: list[tuple[Standing, tuple[Step, ...]]] = [
    (Standing(months_ago(5)), ()),
    (Standing(months_ago(6) + timedelta(days=1)), ()),
    (Standing(months_ago(6)), ("ask",)),
    (Standing(months_ago(7), asked=months_ago(1), letter=months_ago(1)), ()),
    (Standing(months_ago(9), asked=months_ago(3), letter=months_ago(3)), ("ask",)),
    (Standing(months_ago(11), asked=months_ago(5), letter=months_ago(2)), ()),
    (Standing(months_ago(12), asked=months_ago(6), letter=months_ago(3)), ("ask", "tell")),
    (Standing(months_ago(12), asked=months_ago(6), letter=months_ago(0), told=months_ago(0)), ()),
    (Standing(months_ago(13), asked=months_ago(7), letter=months_ago(1), told=months_ago(1)), ("hide",)),
    # An old feed is read in for the first time: nobody was asked or told yet, so nothing is hidden.
    (Standing(months_ago(40)), ("ask", "tell")),
    (Standing(months_ago(40), asked=months_ago(0), letter=months_ago(0), told=months_ago(0)), ()),
    (Standing(None), ("ask",)),
    (Standing(None, asked=months_ago(5), letter=months_ago(2)), ()),
    (Standing(None, asked=months_ago(6), letter=months_ago(2)), ("tell",)),
    (Standing(None, asked=months_ago(7), letter=months_ago(2), told=months_ago(1)), ("hide",)),
    (Standing(months_ago(20), hidden_by_age=True), ()),
    (Standing(months_ago(2), hidden_by_age=True), ("show",)),
]


@pytest.mark.parametrize(("standing", "due"), DUE)
def test_what_is_due_when(standing: Standing, due: tuple[Step, ...]) -> None:
    assert steps(standing, TODAY) == due


def feed(*months: int | None, **more: Any) -> None:
    """A feed of services that were checked so many months ago."""
    records = [
        {
            "id": f"s{at}",
            "name": f"Service {at}",
            "email": f"s{at}@example.org",
            "assured_date": months_ago(ago).isoformat() if ago is not None else None,
            **more,
        }
        for at, ago in enumerate(months)
    ]
    with writing() as session:
        apply_feed(session, records, "test", force=True)


def one(session: Any, feed_id: str = "s0") -> Service:
    found: Service = session.scalars(select(Service).where(Service.feed_id == feed_id)).one()
    return found


def hidden() -> list[str]:
    with reading() as session:
        return sorted(session.scalars(select(Service.feed_id).where(Service.hidden)))


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def send(server: MailServer, now: datetime = NOW) -> int:
    return send_letters(SmtpMail(server.url, SENDER), COUNCIL, URL, now)


def link_in(text: str) -> str:
    found = re.search(rf"{URL}/still-right/(\S+)", text)
    assert found is not None
    return found[1]


def test_a_service_goes_unchecked_is_asked_told_hidden_and_shown_again(database: str) -> None:
    feed(6, 2)
    days = [NOW + timedelta(days=each) for each in range(0, 240, 5)]
    taken: Counter[Step] = Counter()
    for now in days:
        with writing() as session:
            still_right(session, one(session, "s1"), now.date(), "sofia", now)
        taken += freshness_round(now)
    assert taken == {"ask": 3, "tell": 1, "hide": 1}
    assert hidden() == ["s0"]
    with reading() as session:
        assert [notice.what for notice in unread_notices(session)] == ["not checked", "hidden"]
    with writing() as session:
        note_read(session, days[-1], days[-1])
        assert unread_notices(session) == []
    feed(0, 2)  # the feed was checked meanwhile
    assert freshness_round(days[-1]) == {"show": 1}
    assert hidden() == []


def test_what_a_worker_hid_or_showed_stays_hers(database: str) -> None:
    feed(20, 20)
    with writing() as session:
        hide_service(session, one(session), "Closed.", "sofia", NOW)
    freshness_round(NOW)
    later = NOW + timedelta(days=31)
    assert freshness_round(later) == {"hide": 1}
    with writing() as session:
        show_service(session, one(session, "s1"), "sofia", later)
    assert freshness_round(later) == {"tell": 1}  # it was asked a month ago
    feed(0, 0)
    freshness_round(later)
    assert hidden() == ["s0"]


def test_a_large_old_feed_is_asked_about_in_portions_and_hidden_only_after_a_month(database: str) -> None:
    feed(*[20] * (MOST_LETTERS + 20))
    assert freshness_round(NOW) == {"ask": MOST_LETTERS, "tell": MOST_LETTERS + 20}
    assert freshness_round(NOW + timedelta(days=1)) == {"ask": 20}
    assert freshness_round(NOW + timedelta(days=2)) == {}
    assert hidden() == []


def test_one_round_a_day_is_made_by_one_process(database: str) -> None:
    with writing() as session:
        assert begin_round(session, TODAY)
    with writing() as session:
        assert not begin_round(session, TODAY)
        assert begin_round(session, TODAY + timedelta(days=1))


def test_of_two_processes_at_the_same_moment_one_makes_the_round(database: str) -> None:
    def begin(_: int) -> bool:
        with writing() as session:
            return begin_round(session, TODAY)

    with ThreadPoolExecutor(4) as several:
        assert sorted(several.map(begin, range(4))) == [False, False, False, True]


def test_a_letter_says_what_families_see_and_its_link_is_for_this_service_only(
    database: str, server: MailServer
) -> None:
    feed(
        7,
        schedules=[{"byday": "TU", "opens_at": "10:00", "closes_at": "11:00"}],
        description="Songs & games.",
        maximum_age=4,
        **AT,
    )
    freshness_round(NOW)
    assert send(server) == 1
    assert send(server) == 0
    letter = server.letters[0]
    assert (letter["To"], letter["From"]) == ("s0@example.org", SENDER)
    assert letter["Subject"] == "Is this still right? Service 0"
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_content()
    for said in (
        "Songs & games.",
        "When: Tuesday, 10:00",
        "Cost: cost not stated",
        "Ages: up to 4",
        "Where: Hall, B98 7JB",
        "Fennbrook Council shows your",
    ):
        assert said in text
    token = link_in(text)
    assert "@" not in token
    with reading() as session:
        found = service_of_token(session, token, NOW)
        assert found is not None
        assert found.feed_id == "s0"
        assert service_of_token(session, token, NOW + timedelta(days=61)) is None
        assert service_of_token(session, token[:-1] + ("0" if token[-1] != "0" else "1"), NOW) is None


def test_services_of_one_address_are_asked_in_one_letter(database: str, server: MailServer) -> None:
    feed(*[7] * (TOGETHER + 2), email="Hello@example.org")
    freshness_round(NOW)
    assert send(server) == 2
    first, second = sorted((letter.get_content() for letter in server.letters), key=len, reverse=True)
    assert "shows these 10 services of yours" in first
    with reading() as session:
        tokens = re.findall(rf"{URL}/still-right/(\S+)", first + second)
        asked = {service.feed_id for token in tokens if (service := service_of_token(session, token, NOW))}
    assert asked == {f"s{at}" for at in range(TOGETHER + 2)}
    assert server.letters[0]["Subject"].startswith("Are these still right? Service")
    assert send(server) == 0


def test_hostile_names_and_addresses_write_no_headers(database: str, server: MailServer) -> None:
    feed(7, 7)
    with writing() as session:
        service = one(session)
        service.name = "Fun\r\nBcc: all@example.org"
        second = one(session, "s1")
        second.kept.record = {**second.record, "email": "s1@example.org\r\nBcc: all@example.org"}
    freshness_round(NOW)
    assert send(server) == 1
    assert server.letters[0]["Bcc"] is None
    assert [line for line in server.said if "all@" in line] == []


def test_a_letter_that_is_refused_is_tried_three_times_and_then_waits_for_a_worker(
    database: str, server: MailServer
) -> None:
    feed(7)
    freshness_round(NOW)
    server.refuse = "550 no such user"
    for hours in range(0, 48, 1):
        send(server, NOW + timedelta(hours=hours))
    assert len([line for line in server.said if line.upper().startswith("RCPT TO")]) == 3
    with writing() as session:
        letter = waiting_letters(session, COUNCIL, URL)[0]
        assert letter.tries == 3
        assert letter.error == "the mail server refuses this address (550)"
        mark_sent(session, letter.ids[0], "sofia", NOW)
        assert waiting_letters(session, COUNCIL, URL) == []


def test_without_an_address_a_service_is_to_be_rung(database: str) -> None:
    feed(7, email=None)
    assert freshness_round(NOW) == {"ask": 1}
    with reading() as session:
        assert waiting_letters(session, COUNCIL, URL) == []
        assert [service.feed_id for service in to_ring(session)] == ["s0"]
    with writing() as session:
        still_right(session, one(session), TODAY, "sofia", NOW)
        assert list(to_ring(session)) == []


def test_a_letter_that_nobody_sent_before_its_link_ended_is_thrown_away(database: str) -> None:
    feed(7)
    freshness_round(NOW)
    freshness_round(NOW + timedelta(days=61))
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(ServiceLetter)) == 0
    freshness_round(NOW + timedelta(days=100))
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(ServiceLetter)) == 1


def test_a_service_that_was_confirmed_gets_no_letter_any_more(database: str, server: MailServer) -> None:
    feed(7)
    freshness_round(NOW)
    with writing() as session:
        still_right(session, one(session), TODAY, None, NOW)
    assert send(server) == 0


def test_the_senders_round_does_it_all(database: str, server: MailServer) -> None:
    feed(0)
    with writing() as session:
        session.execute(update(Service).values(assured_date=utc_now().date() - timedelta(days=200)))
    for _ in range(2):
        keep_directory_true(SmtpMail(server.url, SENDER), load_area("demo"), URL)
    assert len(server.letters) == 1


def test_a_token_is_for_one_purpose_and_ends(database: str) -> None:
    until = NOW + timedelta(days=1)
    token = sign("a", "words.with.dots", until)
    assert read_signed("a", token, NOW) == "words.with.dots"
    assert read_signed("a", token, until) is None
    for other, purpose in ((token, "b"), ("", "a"), ("x.1.", "a"), (token + "0", "a"), ("é", "a")):
        assert read_signed(purpose, other, NOW) is None
