"""Reading a school message with her: the key facts first, then the letter line by line."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import InterruptibleForm, Values, intent_of, leave_form, said_no
from actions.turn import message_text, show, this_turn, utter
from messages.letter import looks_like_school_message
from storage import reading

SHORTEST_LETTER = 20


class AskLetter(Action):
    """Asks her to paste the message."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_ask_letter"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask."""
        utter(dispatcher, "utter_ask_letter", choices=["skip"])
        return []


class ValidateLetterForm(InterruptibleForm):
    """Takes the pasted message."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "validate_letter_form"

    async def extract_letter(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Values:
        """The id of the message that is the letter: one that reads like one, or what she pastes when asked."""
        with reading() as session:
            turn = this_turn(session, tracker)
        asked = tracker.get_slot("requested_slot") == "letter"
        if turn.is_letter or looks_like_school_message(turn.text):
            return {"letter": turn.message_id}
        if not asked:
            return {}
        if said_no(tracker):
            return {"letter": "none"}
        if self.answered_between(dispatcher, tracker):
            return {"letter": None}
        if intent_of(tracker) in {"translate_message", "nlu_fallback", "off_topic"} and len(turn.text) >= SHORTEST_LETTER:
            return {"letter": turn.message_id}
        return {}


class ReadMessage(Action):
    """Reads the message."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_read_message"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Facts from the letter itself, the gist by machine translation where a package is installed."""
        from actions.reading import read_letter

        done = [*leave_form(tracker), SlotSet("letter", None)]
        with reading() as session:
            turn = this_turn(session, tracker)
            text = message_text(session, tracker.get_slot("letter"))
        if not text:
            utter(dispatcher, "utter_help_menu" if tracker.get_slot("letter") == "none" else "utter_letter_not_read")
            return done
        read = read_letter(text, turn)
        utter(dispatcher, "utter_letter_intro" if read.card["facts"] else "utter_letter_no_event")
        show(dispatcher, "", turn, card=read.card)
        if read.no_package:
            utter(dispatcher, "utter_no_translation_for_language", language=read.language_name)
        elif read.translated:
            utter(dispatcher, "utter_translation_note")
        return done
