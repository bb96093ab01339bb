"""What every form does when the answer is not an answer: she may ask something, skip, or want something else altogether."""

from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

# A topic of these is answered in the middle of a form; then the form asks again. Any other known topic leaves the form.
ANSWERED_BETWEEN = frozenset(
    {
        "what_is_early_help",
        "is_it_social_services",
        "children_taken_away",
        "voluntary_refuse",
        "who_will_know",
        "record_and_privacy",
        "cost",
        "who_is_it_for",
        "how_to_get_help",
        "assessment_process",
        "meetings_taf",
        "lead_professional",
        "plan_and_reviews",
        "ending_support",
        "referred_by_someone",
        "judged_or_ashamed",
        "other_parent",
        "immigration_nrpf",
        "complaint_rights",
        "waiting_time",
        "privacy_of_chat",
        "bot_challenge",
    }
)
SURE = 0.5


class InterruptibleForm(FormValidationAction):
    """A form that answers a question in between."""

    def answered_between(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
        """Answer a question asked in the middle of the form. Returns whether there was one."""
        topic = intent_of(tracker)
        if topic in ANSWERED_BETWEEN and confidence_of(tracker) >= SURE:
            dispatcher.utter_message(response=f"utter_{topic}")
            return True
        return False


def intent_of(tracker: Tracker) -> str:
    """The topic of the latest message."""
    name: str = (tracker.latest_message.get("intent") or {}).get("name") or ""
    return name


def confidence_of(tracker: Tracker) -> float:
    """How sure Rasa is of the topic of the latest message, 0 to 1."""
    return float((tracker.latest_message.get("intent") or {}).get("confidence") or 0.0)


def entity(tracker: Tracker, name: str) -> str | None:
    """The value a button sent under this name."""
    return next(tracker.get_latest_entity_values(name), None)


def leave_form(tracker: Tracker) -> list[EventType]:
    """The events that leave a form, if one is active."""
    if not tracker.active_loop.get("name"):
        return []
    return [ActiveLoop(None), SlotSet("requested_slot", None)]


def said_no(tracker: Tracker) -> bool:
    """Whether she said no or stop."""
    return intent_of(tracker) in {"deny", "skip", "stop_texts", "goodbye"}


Values = dict[str, Any]
