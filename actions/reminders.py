"""A text before an event: which event, which phone, the code, her yes to the words shown."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.exc import NoResultFound

from actions.forms import Values, entity, leave_form
from actions.installation import sender_of, sends_texts
from actions.phone_form import NOT_SENT, PhoneForm, Steps, consent_choices, taken_code, taken_phone
from actions.turn import show, this_turn, utter
from locales import N_, format_date, translate
from reminders.cancelling import reminders_of, stop_texts_of
from reminders.models import Subscription
from reminders.subscriptions import (
    NoReminderError,
    agree,
    cancel_reminder,
    draft_reminder,
    give_code,
    give_phone,
)
from reminders.wording import consent_wording
from storage import reading, utc_now, writing
from texts.asked_in_chat import WrongStepError

WHICH_EVENT = N_("Which event is it for? Paste the school's message and I will find the date in it.")


class BeginReminder(Action):
    """Begins a reminder of the event whose button was pressed."""

    def name(self) -> str:
        return "action_begin_reminder"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Draft it and go on to the form; without an event, ask for the letter."""
        event_id = entity(tracker, "event")
        with writing() as session:
            turn = this_turn(session, tracker)
            if not event_id:
                show(dispatcher, translate(WHICH_EVENT, turn.language), turn)
                return []
            try:
                drafted = draft_reminder(session, event_id, turn.conversation.id, turn.language, utc_now())
            except NoReminderError as problem:
                show(dispatcher, problem.sentence(turn.language), turn)
                return []
            except NoResultFound:  # the chat was wiped meanwhile, or the button is another chat's
                show(dispatcher, translate(WHICH_EVENT, turn.language), turn)
                return []
        known = "given" if drafted.state in ("awaiting consent", "active") else None
        return [
            SlotSet("subscription", drafted.id),
            SlotSet("reminder_phone", known),
            SlotSet("reminder_code", known),
            SlotSet("reminder_consent", None),
            FollowupAction("reminder_form"),
        ]


class AskPhone(Action):
    """Asks for the mobile number."""

    def name(self) -> str:
        return "action_ask_reminder_phone"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask."""
        utter(dispatcher, "utter_ask_reminder_phone", choices=["skip"])
        return []


class AskCode(Action):
    """Asks for the code that was texted."""

    def name(self) -> str:
        return "action_ask_reminder_code"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask."""
        utter(dispatcher, "utter_ask_reminder_code", choices=["skip"])
        return []


class AskConsent(Action):
    """Shows the words to agree to."""

    def name(self) -> str:
        return "action_ask_reminder_consent"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask, with two buttons."""
        with reading() as session:
            turn = this_turn(session, tracker)
        show(dispatcher, consent_wording(turn.language)[0], turn, choices=consent_choices(turn))
        return []


class ValidateReminderForm(PhoneForm):
    """Takes the number, the code and the yes."""

    steps = Steps(
        draft="subscription",
        phone="reminder_phone",
        code="reminder_code",
        consent="reminder_consent",
        give_phone=taken_phone(give_phone),
        give_code=taken_code(give_code),
    )

    def name(self) -> str:
        return "validate_reminder_form"

    async def extract_reminder_phone(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Values:
        """Which number."""
        return self.phone(dispatcher, tracker)

    async def extract_reminder_code(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Values:
        """The code."""
        return self.code(dispatcher, tracker)

    async def extract_reminder_consent(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Values:
        """Her yes or no."""
        return self.consent(dispatcher, tracker)


class SetReminder(Action):
    """Sets the reminder she agreed to, or drops the draft."""

    def name(self) -> str:
        return "action_set_reminder"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Plan the texts and say when the first goes."""
        subscription_id = tracker.get_slot("subscription")
        with writing() as session:
            turn = this_turn(session, tracker)
            if tracker.get_slot("reminder_consent") != "yes":
                cancel_reminder(session, subscription_id, utc_now())
                utter(dispatcher, "utter_reminder_cancelled")
                return _cleared(tracker)
            subscription = session.get_one(Subscription, subscription_id)
            if subscription.state != "active":
                try:
                    agree(session, subscription_id, utc_now(), identity=sender_of(turn.area))
                except NoReminderError as problem:
                    show(dispatcher, problem.sentence(turn.language), turn)
                    return _cleared(tracker)
                except WrongStepError:  # a button of an earlier try: nothing is sent without number, code and yes
                    show(dispatcher, translate(WHICH_EVENT, turn.language), turn)
                    return _cleared(tracker)
            event = subscription.event
            utter(
                dispatcher,
                "utter_reminder_set",
                event_title=event.title,
                reminder_when=format_date(event.starts_on, turn.language),
            )
        if not sends_texts():
            show(dispatcher, translate(NOT_SENT, turn.language), turn)
        return _cleared(tracker)


def _cleared(tracker: Tracker) -> list[EventType]:
    return [*leave_form(tracker), *(SlotSet(slot, None) for slot in ValidateReminderForm.steps.slots)]


class StopTexts(Action):
    """Stops every text of this chat."""

    def name(self) -> str:
        return "action_stop_texts"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Stop at once where texts were asked for in this chat; otherwise say how."""
        with writing() as session:
            turn = this_turn(session, tracker)
            had = bool(reminders_of(session, turn.conversation.id))
            had = bool(stop_texts_of(session, turn.conversation.id, utc_now())) or had
        utter(dispatcher, "utter_stop_texts_done" if had else "utter_stop_texts")
        return leave_form(tracker)
