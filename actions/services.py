"""Finding services near her: the need, at most three questions, then cards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.forms import SURE, InterruptibleForm, Values, confidence_of, entity, intent_of, leave_form
from actions.found import count_if_unmet, find, show_found
from actions.turn import PLACES, Turn, message_text, this_turn, utter
from actions.wanted import ANYWHERE, Wanted, times_told
from directory.ages import ages_answered, ages_in
from directory.asked import questions_for
from directory.days import days_answered, days_in
from directory.places import find_place
from directory.times_of_day import times_in
from directory.topics import NEED_TOPICS
from handover.conversation import messages_after
from storage import reading

# What stands in a slot that is not asked for, and in one whose question she skipped.
UNASKED, ANY = "unasked", "any"
SHORT_ANSWER = 4  # words; more of them, about another need, are that need and no answer


class NoteNeed(Action):
    """Remembers which need she named and in which message, and what need not be asked."""

    def name(self) -> str:
        return "action_note_need"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Note the topic and the message's id; the words stay in our own store. What she has said already counts."""
        need = intent_of(tracker)
        with reading() as session:
            turn = this_turn(session, tracker)
            words = "" if turn.pressed else turn.text
            place = _place_known(session, tracker, words)
            ages = _ages_known(session, tracker, turn, words)
        days = _slot_of(days_in(words)) or _kept(tracker, "good_days")
        asked = questions_for(need, words)
        return [
            SlotSet("need", need),
            SlotSet("need_message", None if turn.pressed else turn.message_id),
            SlotSet("services_search", None),
            # "Find help near me" says nothing yet of what it is about.
            SlotSet("other_words", None if turn.pressed and need == "find_service" else UNASKED),
            SlotSet("place", place),
            SlotSet("child_ages", ages or (None if "age" in asked else UNASKED)),
            SlotSet("good_days", days or (None if "when" in asked else UNASKED)),
        ]


def _place_known(session: Session, tracker: Tracker, words: str) -> str | None:
    """Where she is: named just now, or before in this chat; ANYWHERE when she has skipped it."""
    kept: str | None = tracker.get_slot("place")
    named = find_place(session, words)
    if named and named.known:
        return named.label
    if kept and kept != ANYWHERE:
        return kept
    remembered = PLACES.recall(tracker.sender_id)
    return remembered.label if remembered and remembered.known else kept


def _ages_known(session: Session, tracker: Tracker, turn: Turn, words: str) -> str | None:
    """The children's ages: named just now, or before in this chat."""
    if found := _slot_of(ages_in(words)) or _kept(tracker, "child_ages"):
        return found
    for message in reversed(messages_after(session, turn.conversation.id)):
        hers = message.sender == "parent" and not message.pressed and not message.is_letter
        if hers and (ages := ages_in(message.text)):
            return _slot_of(ages)
    return None


def _kept(tracker: Tracker, slot: str) -> str | None:
    value: str | None = tracker.get_slot(slot)
    return None if value == UNASKED else value


def _slot_of(numbers: tuple[int, ...]) -> str | None:
    return " ".join(map(str, numbers)) or None


class ValidateServicesForm(InterruptibleForm):
    """Reads the place, the ages and the days out of her answers. Each may be skipped."""

    def name(self) -> str:
        return "validate_services_form"

    async def extract_other_words(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Values:
        """The id of the message in which she says what she looks for. A need we know leaves the form and begins anew."""
        if tracker.get_slot("requested_slot") != "other_words":
            return {}
        if _skipped(tracker):
            return {"other_words": UNASKED}
        with reading() as session:
            turn = this_turn(session, tracker)
        if turn.pressed or intent_of(tracker) not in {"find_service", "nlu_fallback", "off_topic"}:
            return {"other_words": None} if self.answered_between(dispatcher, tracker) else {}
        return {"other_words": turn.message_id, **self._in_the_same_words(tracker, turn)}

    def _in_the_same_words(self, tracker: Tracker, turn: Turn) -> Values:
        """What her words answer besides, and what is worth asking now that it is known what they are about."""
        with reading() as session:
            place = _place_known(session, tracker, turn.text)
        asked = questions_for(tracker.get_slot("need"), turn.text)
        ages = _slot_of(ages_in(turn.text)) or _kept(tracker, "child_ages")
        days = _slot_of(days_in(turn.text)) or _kept(tracker, "good_days")
        return {
            "place": place,
            "child_ages": ages or (None if "age" in asked else UNASKED),
            "good_days": days or (None if "when" in asked else UNASKED),
        }

    async def extract_place(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Values:
        """The place named in the latest message. Rasa saw it shortened; the exact one is in memory."""
        if tracker.get_slot("requested_slot") != "place":
            return {}
        if _skipped(tracker):
            return {"place": ANYWHERE}
        with reading() as session:
            turn = this_turn(session, tracker)
            if turn.pressed:
                return {}
            place = find_place(session, turn.text)
            exact = PLACES.recall(tracker.sender_id)
            place = exact if place is None or (exact and exact.label == place.label) else place
        if place and place.known:
            return {"place": place.label}
        if self.answered_between(dispatcher, tracker):
            return {"place": None}
        if place or _unclear(tracker, turn):
            utter(dispatcher, "utter_place_unknown")
            return {"place": None}
        return {}

    async def extract_child_ages(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Values:
        """The ages, from a button or as she wrote them."""
        return self._numbers(dispatcher, tracker, _Asked("child_ages", "ages", ages_answered, "utter_ages_unknown"))

    async def extract_good_days(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Values:
        """The weekdays, from a button or as she wrote them."""
        return self._numbers(dispatcher, tracker, _Asked("good_days", "days", days_answered, "utter_days_unknown"))

    def _numbers(self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: _Asked) -> Values:
        if tracker.get_slot("requested_slot") != asked.slot:
            return {}
        if _skipped(tracker):
            return {asked.slot: ANY}
        if pressed := entity(tracker, asked.button):
            return {asked.slot: pressed}
        with reading() as session:
            turn = this_turn(session, tracker)
        if turn.pressed or _another_need(tracker, turn):
            return {}
        if found := _slot_of(asked.read(turn.text)):
            return {asked.slot: found}
        if asked.slot == "good_days" and times_in(turn.text):
            return {asked.slot: ANY}  # "in the evenings": any day; the time is read in her message
        if self.answered_between(dispatcher, tracker):
            return {asked.slot: None}
        if _unclear(tracker, turn):
            utter(dispatcher, asked.unknown)
            return {asked.slot: None}
        return {}


class _Asked(NamedTuple):
    """A question for numbers: its slot, what a button sends, how her words are read, what is said when they are not."""

    slot: str
    button: str
    read: Callable[[str], tuple[int, ...]]
    unknown: str


def _skipped(tracker: Tracker) -> bool:
    return intent_of(tracker) in {"skip", "deny"}


def _unclear(tracker: Tracker, turn: Turn) -> bool:
    return intent_of(tracker) == "nlu_fallback" or len(turn.text.split()) < SHORT_ANSWER


def _another_need(tracker: Tracker, turn: Turn) -> bool:
    """Whether her answer is another need altogether: "my daughter is bullied, she is 9"."""
    topic = intent_of(tracker)
    named = topic in NEED_TOPICS and topic != tracker.get_slot("need") and confidence_of(tracker) >= SURE
    return named and len(turn.text.split()) > SHORT_ANSWER


class ShowServices(Action):
    """Shows the services that fit, three at a time."""

    def name(self) -> str:
        return "action_show_services"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Search and show; never a dead end: what was relaxed is named, and a person is offered."""
        with reading() as session:
            turn = this_turn(session, tracker)
            found = find(session, turn, _wanted(session, tracker))
            if found.results.services:
                show_found(dispatcher, session, turn, found)
        if not found.results.services:
            utter(dispatcher, "utter_no_services")
        count_if_unmet(found)
        return [*leave_form(tracker), SlotSet("services_search", None)]


def _wanted(session: Session, tracker: Tracker) -> Wanted:
    """What the slots say. What she told of her child or her days for one need is not asked of a need that is for all."""
    other, need = _kept(tracker, "other_words"), tracker.get_slot("need")
    message_id = other or tracker.get_slot("need_message")
    words = message_text(session, message_id)
    # After "not quite" everything in the slots is what she means.
    asked = {"age", "when"} if tracker.get_slot("services_search") else questions_for(need, words)
    return Wanted(
        need=need,
        message_id=message_id,
        place=tracker.get_slot("place"),
        ages=_numbers_of(tracker, "child_ages") if "age" in asked else ages_in(words),
        days=_numbers_of(tracker, "good_days") if "when" in asked else days_in(words),
        times=_times_told(session, tracker, need, words),
    )


def _times_told(session: Session, tracker: Tracker, need: str | None, words: str) -> tuple[str, ...]:
    """The parts of the day that she has named since she named the need; elsewhere they are part of her story."""
    if "when" not in questions_for(need, words):
        return ()
    return times_told(session, tracker.sender_id, tracker.get_slot("need_message"))


def _numbers_of(tracker: Tracker, slot: str) -> tuple[int, ...]:
    return numbers_in(_kept(tracker, slot))


def numbers_in(kept: str | None) -> tuple[int, ...]:
    """The numbers a slot or a button holds: "3 5" is (3, 5), "any" is none."""
    return tuple(int(each) for each in (kept or "").split() if each.isdecimal())
