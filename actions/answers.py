"""When she was not understood: the likeliest topics and a person, never a guess."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import utter

OFFERED = 3
LEAST = 0.01
USUAL = ("what_is_early_help", "find_service", "translate_message")
NOT_OFFERED = {
    "nlu_fallback",
    "affirm",
    "deny",
    "skip",
    "off_topic",
    "insult_or_test",
    "greet",
    "thanks",
    "goodbye",
    "service_choice",
}


class AskWhich(Action):
    """Offers the three likeliest topics and a person."""

    def name(self) -> str:
        return "action_ask_which"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask back."""
        ranking = tracker.latest_message.get("intent_ranking") or []
        likely = [each["name"] for each in ranking if each["confidence"] >= LEAST and each["name"] not in NOT_OFFERED]
        # Nothing of it was understood: what most parents come for.
        topics = dict.fromkeys([*likely, *USUAL])
        offered = [topic for topic in topics if topic != "talk_to_human"][:OFFERED]
        utter(dispatcher, "utter_ask_which", choices=[*offered, "talk_to_human"])
        return []
