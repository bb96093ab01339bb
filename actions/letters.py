"""Reading a school message with her: the key facts first, then the letter line by line."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import InterruptibleForm, Values, intent_of, leave_form, said_no
from actions.reading import letter_card, note, read_letter
from actions.turn import message_text, show, this_turn, utter
from messages.letter import looks_like_school_message
from messages.reading import MessageTooLongError
from storage import reading, writing

SHORTEST_LETTER = 20
NO_LETTER = "none"


class AskLetter(Action):
    """Asks her to paste the message."""

    def name(self) -> str:
        return "action_ask_letter"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask."""
        utter(dispatcher, "utter_ask_letter", choices=["skip"])
        return []


class ValidateLetterForm(InterruptibleForm):
    """Takes the pasted message."""

    def name(self) -> str:
        return "validate_letter_form"

    async def extract_letter(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Values:
        """The id of the message that is the letter: one that reads like one, or what she pastes when asked."""
        with reading() as session:
            turn = this_turn(session, tracker)
        asked = tracker.get_slot("requested_slot") == "letter"
        if turn.is_letter or looks_like_school_message(turn.text):
            return {"letter": turn.message_id}
        if not asked:
            return {}
        if said_no(tracker):
            return {"letter": NO_LETTER}
        if self.answered_between(dispatcher, tracker):
            return {"letter": None}
        if (
            intent_of(tracker) in {"translate_message", "nlu_fallback", "off_topic"}
            and len(turn.text) >= SHORTEST_LETTER
        ):
            return {"letter": turn.message_id}
        return {}


class ReadMessage(Action):
    """Reads the message."""

    def name(self) -> str:
        return "action_read_message"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Facts from the letter itself, the gist by machine translation where a package is installed."""
        done = [*leave_form(tracker), SlotSet("letter", None)]
        if tracker.get_slot("letter") == NO_LETTER:
            utter(dispatcher, "utter_help_menu")
            return done
        with writing() as session:
            turn = this_turn(session, tracker)
            try:
                read = read_letter(session, message_text(session, tracker.get_slot("letter")), turn)
            except MessageTooLongError as problem:
                show(dispatcher, str(problem), turn)
                return done
            if not read.lines:
                show(dispatcher, note(read, turn.language) or "", turn)
                return done
            card = letter_card(session, read, turn)
        utter(dispatcher, "utter_letter_intro" if card["facts"] else "utter_letter_no_event")
        show(dispatcher, "", turn, card=card)
        if card["translated"]:
            utter(dispatcher, "utter_translation_note")
        return done
