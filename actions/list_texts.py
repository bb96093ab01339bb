"""Services texted to herself: which phone, the code, her yes to the words shown, then they go."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.forms import Values, leave_form
from actions.installation import sender_of, sends_texts
from actions.phone_form import NOT_SENT, PhoneForm, Steps, consent_choices, taken_code, taken_phone
from actions.saved import CONSENT_VERSION, Kept, bodies, consent_wording
from actions.turn import Turn, show, this_turn, utter
from locales import translate
from storage import reading, utc_now, writing
from texts.asked_in_chat import StoppedError, WrongStepError
from texts.to_herself import (
    OwnTexts,
    agree,
    draft_texts,
    drop,
    give_code,
    give_phone,
)


def begin_text(session: Session, turn: Turn, kept: list[Kept]) -> list[EventType]:
    """Draft the texts and go on to the form. A phone that she has shown to be hers in this chat is not asked for again."""
    texts = bodies(kept, turn.language, sender_of(turn.area))
    drafted = draft_texts(session, turn.conversation.id, texts, turn.language, utc_now())
    known = "given" if drafted.state == "awaiting consent" else None
    return [
        SlotSet("list_texts", drafted.id),
        SlotSet("list_phone", known),
        SlotSet("list_code", known),
        SlotSet("list_consent", None),
        FollowupAction("list_text_form"),
    ]


class AskPhone(Action):
    """Asks for the mobile number."""

    def name(self) -> str:
        return "action_ask_list_phone"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask."""
        utter(dispatcher, "utter_ask_reminder_phone", choices=["skip"])
        return []


class AskCode(Action):
    """Asks for the code that was texted."""

    def name(self) -> str:
        return "action_ask_list_code"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask."""
        utter(dispatcher, "utter_ask_reminder_code", choices=["skip"])
        return []


class AskConsent(Action):
    """Shows the words to agree to."""

    def name(self) -> str:
        return "action_ask_list_consent"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask, with two buttons."""
        with reading() as session:
            turn = this_turn(session, tracker)
        show(dispatcher, consent_wording(turn.language), turn, choices=consent_choices(turn))
        return []


class ValidateListTextForm(PhoneForm):
    """Takes the number, the code and the yes."""

    steps = Steps(
        draft="list_texts",
        phone="list_phone",
        code="list_code",
        consent="list_consent",
        give_phone=taken_phone(give_phone),
        give_code=taken_code(give_code),
    )

    def name(self) -> str:
        return "validate_list_text_form"

    async def extract_list_phone(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Values:
        """Which number."""
        return self.phone(dispatcher, tracker)

    async def extract_list_code(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Values:
        """The code."""
        return self.code(dispatcher, tracker)

    async def extract_list_consent(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Values:
        """Her yes or no."""
        return self.consent(dispatcher, tracker)


class TextList(Action):
    """Lets the texts go that she agreed to, or drops them."""

    def name(self) -> str:
        return "action_text_list"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Put them into the outbox."""
        texts_id, agreed = tracker.get_slot("list_texts"), tracker.get_slot("list_consent") == "yes"
        cleared = [*leave_form(tracker), *(SlotSet(slot, None) for slot in ValidateListTextForm.steps.slots)]
        with writing() as session:
            turn = this_turn(session, tracker)
            if not agreed:
                drop(session, texts_id)
                utter(dispatcher, "utter_list_not_texted")
                return cleared
            try:
                _send(session, texts_id, turn)
            except StoppedError as problem:
                show(dispatcher, problem.sentence(turn.language), turn)
                return cleared
            except WrongStepError:  # a button of an earlier try: nothing goes without number, code and yes
                utter(dispatcher, "utter_list_not_texted")
                return cleared
        if sends_texts():
            utter(dispatcher, "utter_list_texted")
        else:
            show(dispatcher, translate(NOT_SENT, turn.language), turn)
        return cleared


def _send(session: Session, texts_id: str | None, turn: Turn) -> None:
    drafted = session.get(OwnTexts, texts_id) if texts_id else None
    if drafted is None:
        raise WrongStepError("nothing was drafted")
    agree(
        session,
        drafted.id,
        utc_now(),
        wording=consent_wording(drafted.language),
        version=CONSENT_VERSION,
        identity=sender_of(turn.area),
    )
