"""Facts of whole letters against labels. The letters and labels were written for this project."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from messages.events import Event, read_events
from messages.sentences import units
from messages.status import Status

HERE = Path(__file__).parent
DEVELOPMENT: list[dict[str, Any]] = yaml.safe_load((HERE / "letters.yml").read_text(encoding="utf-8"))
ASIDE: list[dict[str, Any]] = yaml.safe_load((HERE / "letters_aside.yml").read_text(encoding="utf-8"))
EXAMPLES: list[dict[str, Any]] = [
    {**example, "today": example["reference_date"]}
    for example in map(json.loads, (HERE / "examples.jsonl").read_text(encoding="utf-8").splitlines())
]
EXACT = ("date", "end_date", "start_time", "end_time", "status", "deadline")
WORDS = ("title", "place", "audience", "cost", "bring", "recurrence")


def events_of(text: str, today: str = "2026-03-02") -> list[Event]:
    return read_events(units(text), date.fromisoformat(today))


def value(event: Event, field: str) -> str | None:
    found = getattr(event, field)
    if found is None or field not in {"start_time", "end_time"}:
        return None if found is None else str(found)
    return f"{found:%H:%M}"


def words(text: str) -> set[str]:
    return {word.strip(".,:()'’").lower() for word in text.split()} - {"a", "the", "and", "of"}


def agrees(event: Event, label: dict[str, Any], field: str) -> bool:
    found, wanted = value(event, field), label.get(field)
    if field in EXACT:
        return found == (None if wanted is None else str(wanted))
    if wanted is None or found is None:
        return wanted is None
    shared = words(found) & words(str(wanted))
    return len(shared) * 2 >= min(len(words(found)), len(words(str(wanted))))


def matched(letter: dict[str, Any]) -> tuple[list[tuple[Event | None, dict[str, Any]]], list[Event]]:
    """Each label with the event that has its date, and the events that no label asked for."""
    left = events_of(letter["text"], str(letter["today"]))
    pairs: list[tuple[Event | None, dict[str, Any]]] = []
    for label in letter["events"]:
        same_day = [event for event in left if agrees(event, label, "date")]
        same_day.sort(key=lambda event: -agrees(event, label, "start_time") - agrees(event, label, "title"))
        pairs.append((same_day[0] if same_day else None, label))
        left = [event for event in left if event is not pairs[-1][0]]
    return pairs, left


@pytest.mark.parametrize("letter", DEVELOPMENT, ids=lambda letter: str(letter["id"]))
def test_a_letter_gives_its_facts_and_no_others(letter: dict[str, Any]) -> None:
    pairs, unasked = matched(letter)
    assert [event.title for event in unasked] == []
    for event, label in pairs:
        assert event is not None, label
        wrong = {field: value(event, field) for field in (*EXACT, *WORDS) if not agrees(event, label, field)}
        assert wrong == {}


def test_letters_kept_aside_from_development_are_read_nearly_as_well() -> None:
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for letter in ASIDE:
        pairs, unasked = matched(letter)
        assert unasked == [], letter["id"]
        for event, label in pairs:
            assert event is not None, label
            for field in (*EXACT, *WORDS):
                if field in label:
                    asked[field] += 1
                    right[field] += agrees(event, label, field)
    assert right["date"] == asked["date"]
    assert right["status"] == asked["status"]
    assert right["deadline"] == asked["deadline"]
    assert right.total() >= 0.93 * asked.total(), {f: f"{right[f]}/{asked[f]}" for f in asked}


@pytest.mark.parametrize("letter", EXAMPLES, ids=lambda letter: str(letter["id"]))
def test_the_days_times_and_status_of_the_ten_examples_are_exact(letter: dict[str, Any]) -> None:
    pairs, unasked = matched(letter)
    assert unasked == []
    for event, label in pairs:
        assert event is not None, label
        fields = (
            "date",
            "end_date",
            "start_time",
            "end_time",
            "status",
            *(f for f in ("cost", "audience") if f in label),
        )
        assert {field: value(event, field) for field in fields if not agrees(event, label, field)} == {}


@pytest.mark.parametrize("letter", [*DEVELOPMENT, *ASIDE, *EXAMPLES], ids=lambda letter: str(letter["id"]))
def test_every_fragment_shown_stands_in_the_letter(letter: dict[str, Any]) -> None:
    whole = " ".join(letter["text"].split())
    for event in events_of(letter["text"], str(letter["today"])):
        assert event.words
        for fragment in event.words:
            assert " ".join(fragment.split()) in whole.replace("\t", " | ")


@pytest.mark.parametrize(
    "text",
    [
        "Please can everybody check your child's hair for head lice this term.",
        "Nursery children should bring a spare set of clothes every day.",
        "We had a lovely time at the zoo on Friday 13th February. Thank you to all who came.",
        "Ofsted visited us in March 2024 and rated us good.",
        "Please call the office on 01632 960123 before 9am.",
    ],
)
def test_no_date_is_invented(text: str) -> None:
    assert [event.date for event in events_of(text) if event.date] == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Sports day is on Friday 3rd July.", Status.ON),
        ("Sports day on Friday 3rd July is cancelled.", Status.CANCELLED),
        ("Sports day on Friday 3rd July will not go ahead.", Status.CANCELLED),
        ("Sports day on Friday 3rd July has not been cancelled.", Status.ON),
        ("Sports day on Friday 3rd July has been postponed.", Status.POSTPONED),
        ("Sports day has been moved to Friday 3rd July.", Status.RESCHEDULED),
        ("Sports day is on Friday 3rd July, weather permitting.", Status.CONDITIONAL),
        ("Sports day will be on Friday 3rd July if there are enough helpers.", Status.CONDITIONAL),
        ("Sports day is provisionally on Friday 3rd July.", Status.TENTATIVE),
        ("Sports day will hopefully be on Friday 3rd July (tbc).", Status.TENTATIVE),
        ("Sports day on Friday 3rd July may have to be cancelled.", Status.AT_RISK),
        ("Sports day on Friday 3rd July is at risk because we need helpers.", Status.AT_RISK),
        ("Sports day is on Friday 3rd July. If you cancel a lunch, tell the office.", Status.ON),
        ("School is CLOSED on Friday 3rd July for INSET.", Status.ON),
    ],
)
def test_how_certain_an_event_is(text: str, status: Status) -> None:
    assert [event.status for event in events_of(text)] == [status]


def test_an_old_date_is_no_event() -> None:
    (event,) = events_of("The fair was originally on Friday 3rd July. It is now on Friday 10th July.")
    assert (str(event.date), event.status) == ("2026-07-10", Status.RESCHEDULED)


def test_groups_with_their_own_times_are_events_of_their_own() -> None:
    events = events_of(
        "Sports Day - Tuesday 16th June\n\n9.15am – 10.15am Year 3 races\n1.15 – 2.00 Year 1 races\n\nPlease bring a hat."
    )
    assert [(e.audience, value(e, "start_time"), value(e, "end_time"), e.bring) for e in events] == [
        ("Year 3", "09:15", "10:15", "a hat"),
        ("Year 1", "13:15", "14:00", "a hat"),
    ]


def test_the_letters_own_date_is_no_event_and_fixes_tomorrow() -> None:
    (event,) = events_of("Monday 9th June 2025\n\nDear parents,\n\nThe trip is tomorrow at 9am.")
    assert str(event.date) == "2025-06-10"


def test_a_deadline_with_no_event_is_an_entry_of_its_own() -> None:
    (event,) = events_of("Please return the dinner form by 3pm on Friday 13th March.")
    assert (str(event.date), str(event.deadline), value(event, "start_time")) == ("2026-03-13", "2026-03-13", "15:00")


def test_a_contradiction_between_weekday_and_date_is_in_doubt() -> None:
    (event,) = events_of("The trip is on Monday 13th March 2026.")
    assert (str(event.date), event.doubt) == ("2026-03-13", True)


def test_what_children_may_not_bring_is_not_on_the_list_of_things_to_bring() -> None:
    (event,) = events_of("The trip is on Friday 13th March. Bring a packed lunch. Children should NOT bring phones.")
    assert event.bring == "a packed lunch"
    assert event.action is not None
    assert "NOT bring phones" in event.action
