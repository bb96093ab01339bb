"""The chat itself: its language, and wiping it."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import entity, leave_form
from actions.turn import PLACES, show, this_turn, utter
from handover.conversation import Conversation
from handover.erasing import erase
from locales import LANGUAGES, N_, language, translate
from storage import writing

CHOOSE_LANGUAGE = N_("Which language shall we use?")
WIPE_IT = N_("Yes, wipe it")
KEEP_IT = N_("No, keep it")
# Said here and not by the wording endpoint, which looks the language up in the conversation that is now gone.
WIPED = N_(
    "It is wiped. This chat is gone from our server, and your texts are stopped. "
    "Your phone may still show this page in its history. You can start again at any time."
)


class ChangeLanguage(Action):
    """Changes the language of the conversation, or offers all of them."""

    def name(self) -> str:
        return "action_change_language"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """With a language chosen, go on in it; otherwise show each in its own script."""
        chosen = entity(tracker, "language")
        with writing() as session:
            turn = this_turn(session, tracker)
            if chosen in LANGUAGES:
                session.get_one(Conversation, turn.conversation.id).language = language(chosen).code
        if chosen in LANGUAGES:
            utter(dispatcher, "utter_help_menu")
            return []
        choices = [
            {"label": spoken.name, "choice": f'/change_language{{"language": "{spoken.code}"}}'}
            for spoken in LANGUAGES.values()
        ]
        show(dispatcher, translate(CHOOSE_LANGUAGE, turn.language), turn, choices=choices)
        return []


class DeleteMyData(Action):
    """Asks first, then wipes the chat and stops her texts."""

    def name(self) -> str:
        return "action_delete_my_data"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask; with the step "confirmed", wipe."""
        with writing() as session:
            turn = this_turn(session, tracker)
            if entity(tracker, "step") == "confirmed":
                erase(session, turn.conversation)
        if entity(tracker, "step") == "confirmed":
            PLACES.forget(tracker.sender_id)
            show(dispatcher, translate(WIPED, turn.language), turn)
            return leave_form(tracker)
        utter(dispatcher, "utter_delete_my_data_ask", choices=[])
        choices = [
            {"label": translate(WIPE_IT, turn.language), "choice": '/delete_my_data{"step": "confirmed"}'},
            {"label": translate(KEEP_IT, turn.language), "choice": "/help_menu"},
        ]
        show(dispatcher, "", turn, choices=choices)
        return []
