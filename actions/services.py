"""Finding services near her: the need, the place, then cards."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import InterruptibleForm, Values, intent_of, leave_form
from actions.turn import PLACES, message_text, show, this_turn, utter
from directory.asked import read_query
from directory.cards import relaxed_text, service_cards
from directory.places import find_place
from directory.search import search
from storage import reading

ANYWHERE = "anywhere"
SHOWN = 3


class NoteNeed(Action):
    """Remembers which need she named and in which message."""

    def name(self) -> str:
        return "action_note_need"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Note the topic and the message's id; the words stay in our own store. A place in the same words counts."""
        with reading() as session:
            turn = this_turn(session, tracker)
            place = find_place(session, turn.text)
        kept = tracker.get_slot("place")
        named = place.label if place and place.known else None
        return [
            SlotSet("need", intent_of(tracker)),
            SlotSet("need_message", turn.message_id),
            SlotSet("place", named or (kept if kept != ANYWHERE else None)),
        ]


class AskPlace(Action):
    """Asks where she lives."""

    def name(self) -> str:
        return "action_ask_place"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask."""
        utter(dispatcher, "utter_ask_place", choices=["skip"])
        return []


class ValidateServicesForm(InterruptibleForm):
    """Reads the place out of her answer."""

    def name(self) -> str:
        return "validate_services_form"

    async def extract_place(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Values:
        """The place named in the latest message. Rasa saw it shortened; the exact one is in memory."""
        if tracker.get_slot("requested_slot") != "place":
            return {}
        if intent_of(tracker) in {"skip", "deny"}:
            return {"place": ANYWHERE}
        with reading() as session:
            turn = this_turn(session, tracker)
            place = PLACES.recall(tracker.sender_id) or find_place(session, turn.text)
        if place and place.known:
            return {"place": place.label}
        if self.answered_between(dispatcher, tracker):
            return {"place": None}
        if place or intent_of(tracker) == "nlu_fallback" or len(turn.text.split()) <= 3:
            utter(dispatcher, "utter_place_unknown")
            return {"place": None}
        return {}


class ShowServices(Action):
    """Shows the services that fit, three at a time."""

    def name(self) -> str:
        return "action_show_services"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Search and show; never a dead end: what was relaxed is named, and a person is offered."""
        label = tracker.get_slot("place")
        with reading() as session:
            turn = this_turn(session, tracker)
            place = None
            if label != ANYWHERE:
                place = PLACES.recall(tracker.sender_id) or find_place(session, label or "")
            words = message_text(session, tracker.get_slot("need_message"))
            found = search(session, read_query(words, topic=tracker.get_slot("need"), place=place))
            cards = service_cards(found, turn.language)[:SHOWN]
        if not cards:
            utter(dispatcher, "utter_no_services")
            return leave_form(tracker)
        card = {"kind": "services", "services": cards}
        if found.relaxed:
            utter(dispatcher, "utter_services_relaxed")
            show(dispatcher, relaxed_text(found.relaxed, turn.language), turn, card=card)
        else:
            utter(dispatcher, "utter_services_found")
            show(dispatcher, "", turn, card=card)
        return leave_form(tracker)
