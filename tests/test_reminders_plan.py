"""When to remind, what may be said, in which words, and which events are kept."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

import storage
from locales import LANGUAGES, format_date
from reminders import (
    EventError,
    consent_wording,
    note_events,
)
from reminders.models import Event, Sensitivity
from reminders.plan import plan_reminders
from reminders.sensitivity import suggest_sensitivity
from reminders.wording import cancelled_text, change_text, reminder_text
from tests.sms_support import IDENTITY, LETTER
from tests.twilio_messages import Messages
from texts import Hours
from texts.quiet_hours import LONDON, may_text
from texts.segments import count_segments

pytest_plugins = ["tests.sms_fixtures"]
Double = tuple[str, Messages]
# --- when -----------------------------------------------------------------------------------------------------------


def at(*parts: int) -> datetime:
    """A moment by the clock in England."""
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[misc,arg-type]


SCHOOL_HOURS = Hours(time(9, 30), time(14, 30), frozenset({0, 1, 2, 3, 4}))


@pytest.mark.parametrize(
    ("now", "day", "start", "safe", "expected"),
    [
        # Eight days ahead: a week and a day before. Seven: the day before only.
        (at(2026, 12, 3, 9), date(2026, 12, 11), time(14), None, [at(2026, 12, 4, 10), at(2026, 12, 10, 17)]),
        (at(2026, 12, 4, 9), date(2026, 12, 11), time(14), None, [at(2026, 12, 10, 17)]),
        # The evening before: now, if it is decent, else in the morning.
        (at(2026, 12, 10, 18), date(2026, 12, 11), time(14), None, [at(2026, 12, 10, 18)]),
        (at(2026, 12, 10, 21), date(2026, 12, 11), time(14), None, [at(2026, 12, 11, 8)]),
        (at(2026, 12, 10, 21), date(2026, 12, 11), time(7, 30), None, []),
        # The same day: two hours before, or now; nothing once it has begun.
        (at(2026, 12, 11, 9), date(2026, 12, 11), time(14), None, [at(2026, 12, 11, 12)]),
        (at(2026, 12, 11, 13), date(2026, 12, 11), time(14), None, [at(2026, 12, 11, 13)]),
        (at(2026, 12, 11, 14), date(2026, 12, 11), time(14), None, []),
        (at(2026, 12, 12, 9), date(2026, 12, 11), None, None, []),
        (at(2026, 12, 11, 9), date(2026, 12, 11), None, None, [at(2026, 12, 11, 16)]),
        # The day before a Monday is a Sunday: her safe hours are on weekdays.
        (at(2026, 12, 8, 9), date(2026, 12, 14), time(9), SCHOOL_HOURS, [at(2026, 12, 11, 14, 29)]),
        # Over the change of the clocks the text keeps to the clock on the wall.
        (at(2027, 3, 1, 9), date(2027, 3, 29), time(9), None, [at(2027, 3, 22, 10), at(2027, 3, 28, 17)]),
    ],
)
def test_when_reminders_go_out(
    now: datetime, day: date, start: time | None, safe: Hours | None, expected: list[datetime]
) -> None:
    assert [each.at for each in plan_reminders(day, start, now, safe)] == expected


def test_reminders_are_decent_in_order_before_the_event_and_at_most_two_whatever_the_day() -> None:
    now = datetime(2026, 10, 20, 3, 7, tzinfo=UTC)
    for hours in range(0, 24 * 30, 5):
        for start in (None, time(7, 30), time(9), time(19, 30)):
            planned = plan_reminders(date(2026, 11, 12), start, now + timedelta(hours=hours))
            assert len(planned) <= 2
            assert planned == sorted(planned, key=lambda each: each.at)
            for each in planned:
                assert now + timedelta(hours=hours) <= each.at < each.not_after
                assert may_text(each.at)


# --- what may be said -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "sensitivity"),
    [
        ("Year 2 class show", "open"),
        ("Send in your costume", "open"),
        ("PTA cake sale", "open"),
        ("Parents' evening", "open"),
        ("Parenting course, week 3", "discreet"),
        ("Team around the family meeting", "discreet"),
        ("SEND coffee morning", "discreet"),
        ("CAMHS appointment", "discreet"),
        ("Domestic abuse support group", "never-text"),
        ("Freedom Programme", "never-text"),
        ("Trip to the Court Theatre", "discreet"),
    ],
)
def test_how_much_a_text_may_say(title: str, sensitivity: Sensitivity) -> None:
    assert suggest_sensitivity(title) == sensitivity


# --- words ----------------------------------------------------------------------------------------------------------


def an_event(**change: object) -> Event:
    """An event that is in no database."""
    given = {
        "title": "Year 2 class show",
        "starts_on": date(2026, 12, 11),
        "start_time": time(14, 15),
        "end_time": time(15),
        "place": "School hall",
        "bring": "a camera",
        "cost": "£2.50",
        "sensitivity": "open",
    }
    return Event(**{**given, **change})


def test_a_reminder_says_who_what_when_where_and_how_to_stop() -> None:
    assert reminder_text(an_event(deadline=date(2026, 12, 4)), "en", IDENTITY) == (
        "Fennbrook Family Hubs: a reminder of Year 2 class show.\n"
        f"When: {format_date(date(2026, 12, 11), 'en')}, 14:15 to 15:00.\n"
        "Where: School hall.\n"
        "Bring: a camera.\n"
        f"Reply by: {format_date(date(2026, 12, 4), 'en')}.\n"
        "Cost: £2.50.\n"
        "To stop these texts, reply STOP."
    )


def test_what_is_not_certain_is_said_to_be_so() -> None:
    for status in ("tentative", "conditional", "at risk"):
        assert "not certain yet" in reminder_text(an_event(status=status), "en", IDENTITY)
    assert "not certain" not in reminder_text(an_event(status="on"), "en", IDENTITY)


def test_a_sender_that_cannot_be_answered_gives_a_number_to_call() -> None:
    said = reminder_text(an_event(), "en", replace(IDENTITY, can_reply=False))
    assert "STOP" not in said
    assert "call 01632 960100" in said


def test_a_discreet_text_names_nothing_but_sender_and_time() -> None:
    event = an_event(sensitivity="discreet", title="Parenting course", place="Oak Clinic", bring="your EHCP")
    for said in (
        reminder_text(event, "en", IDENTITY),
        change_text(event, "en", IDENTITY),
        cancelled_text(event, event.starts_on, "en", IDENTITY),
    ):
        assert not re.search("Parenting|Oak|Clinic|EHCP|2.50", said)
        assert "11 December" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_keeps_the_schools_words_and_fits_in_six_segments(language: str) -> None:
    event = an_event(title="Showing “Cinderella” – Y2", place="St Hilda's Infant School")
    for said in (
        reminder_text(event, language, IDENTITY),
        change_text(event, language, IDENTITY),
        cancelled_text(event, event.starts_on, language, IDENTITY),
    ):
        assert not re.search("[\u2066-\u2069\u200e\u200f\u202f\u00a0{}]", said)
        assert 'Showing "Cinderella" - Y2' in said
        assert IDENTITY.name in said
        assert "2026" in said
        assert count_segments(said).segments <= 6
    assert "St Hilda's Infant School" in reminder_text(event, language, IDENTITY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_and_huge_words_still_make_a_text_that_can_be_sent(language: str) -> None:
    huge = "Ω\u202e{title} <b>%s</b>\x00 " * 100
    event = an_event(title=huge, place=huge, bring=huge, cost=huge, deadline=date(2026, 12, 4))
    for said in (reminder_text(event, language, IDENTITY), change_text(event, language, IDENTITY)):
        assert count_segments(said).segments <= 6
        assert len(said) <= 1600
        assert not re.search("[\x00\u202e]", said)


def test_the_words_agreed_to_name_the_language_in_its_own_script() -> None:
    for language in LANGUAGES:
        wording, version = consent_wording(language)
        assert LANGUAGES[language].name in wording
        assert version
    assert "Anyone who picks up this phone could read them" in consent_wording("en")[0]


# --- events ---------------------------------------------------------------------------------------------------------


def test_events_are_kept_as_read_and_once(database: str) -> None:
    with storage.writing() as session:
        kept = note_events(session, "c1", [LETTER, {"title": "Wear a coat", "date": None}, {**LETTER, "title": "Fair"}])
        again = note_events(session, "c1", [LETTER, LETTER])
        other = note_events(session, "c2", [LETTER])
    assert [event.title for event in kept] == ["Year 2 class show", "Fair"]
    assert {event.id for event in again} == {kept[0].id}
    assert other[0].id != kept[0].id
    with storage.reading() as session:
        event = session.get_one(Event, kept[0].id)
    assert (event.starts_on, event.start_time, event.deadline) == (date(2026, 12, 11), time(14, 15), date(2026, 12, 4))
    assert (event.cost, event.bring, event.sensitivity, event.rev) == ("free", "a camera", "open", 1)


WRONG: list[dict[str, object]] = [
    {"date": "11/12/2026"},
    {"date": "2026-02-30"},
    {"start_time": "2.15 pm"},
    {"title": " "},
    {"status": "maybe"},
    {"end_date": "2026-12-01"},
    {"sensitivity": "secret"},
    {"date": {"$ne": 1}},
]


def test_a_wrong_event_is_refused_with_a_sentence_and_nothing_is_kept(database: str) -> None:
    for wrong in WRONG:
        with pytest.raises(EventError, match=r".{10}"), storage.writing() as session:
            note_events(session, "c1", [LETTER, {**LETTER, **wrong}])
    with storage.reading() as session:
        assert not session.scalars(select(Event)).all()
