"""Number, code, yes: the three questions before any text, the same for every kind. Slots hold only that they were given."""

from collections.abc import Callable
from typing import NamedTuple

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.forms import InterruptibleForm, Values, intent_of, said_no
from actions.installation import sender_of, sends_texts
from actions.turn import Turn, show, this_turn, utter
from locales import N_, translate
from storage import utc_now, writing
from texts.asked_in_chat import WrongStepError
from texts.phone_number import PhoneProblemError
from texts.verification import TooManyCodesError, Verification

YES_AGREE = N_("Yes, I agree")
NO_THANKS = N_("No, thank you")
NOT_SENT = N_(
    "Texts are not switched on here yet, so nothing has been sent. "
    "What we would text you waits with the team, and a worker can tell you what it says."
)


class Steps(NamedTuple):
    """How one kind of text is asked for.

    Attributes:
        draft: the slot with the draft's id; phone, code, consent: the slots of the three questions.
        give_phone: session, draft's id, number as typed, turn; give_code: session, draft's id, code.
    """

    draft: str
    phone: str
    code: str
    consent: str
    give_phone: Callable[[Session, str, str, Turn], Verification]
    give_code: Callable[[Session, str, str], bool]

    @property
    def slots(self) -> tuple[str, str, str, str]:
        """All four."""
        return (self.draft, self.phone, self.code, self.consent)


class PhoneForm(InterruptibleForm):
    """Takes the number, the code and the yes."""

    steps: Steps

    def phone(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Values:
        """The number as typed goes to the texts room and nowhere else."""
        if tracker.get_slot("requested_slot") != self.steps.phone:
            return {}
        if said_no(tracker):
            return self._given_up()
        with writing() as session:
            turn = this_turn(session, tracker)
            if turn.pressed:  # a button for something else leaves the form
                return {}
            try:
                given = self.steps.give_phone(session, tracker.get_slot(self.steps.draft), turn.text, turn)
            except WrongStepError:
                return self._given_up()
            except (PhoneProblemError, TooManyCodesError) as problem:
                if not self.answered_between(dispatcher, tracker):
                    show(dispatcher, problem.sentence(turn.language), turn)
                return {self.steps.phone: None}
        show(dispatcher, given.sentence if sends_texts() else translate(NOT_SENT, turn.language), turn)
        return {self.steps.phone: "given"}

    def code(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Values:
        """The code she typed."""
        if tracker.get_slot("requested_slot") != self.steps.code:
            return {}
        if said_no(tracker):
            return self._given_up()
        with writing() as session:
            turn = this_turn(session, tracker)
            if turn.pressed:
                return {}
            try:
                right = self.steps.give_code(session, tracker.get_slot(self.steps.draft), turn.text)
            except WrongStepError:
                return self._given_up()
        if right:
            return {self.steps.code: "given"}
        if not self.answered_between(dispatcher, tracker):
            utter(dispatcher, "utter_code_wrong")
        return {self.steps.code: None}

    def consent(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Values:
        """Yes or no."""
        if tracker.get_slot("requested_slot") != self.steps.consent:
            return {}
        if intent_of(tracker) == "affirm":
            return {self.steps.consent: "yes"}
        if said_no(tracker):
            return {self.steps.consent: "no"}
        return {self.steps.consent: None} if self.answered_between(dispatcher, tracker) else {}

    def _given_up(self) -> Values:
        return {self.steps.phone: "no", self.steps.code: "no", self.steps.consent: "no"}


def consent_choices(turn: Turn) -> list[dict[str, str]]:
    """The two buttons under the words to agree to."""
    return [
        {"label": translate(YES_AGREE, turn.language), "choice": "/affirm"},
        {"label": translate(NO_THANKS, turn.language), "choice": "/deny"},
    ]


def taken_phone(
    give: Callable[..., Verification],
) -> Callable[[Session, str, str, Turn], Verification]:
    """A room's `give_phone`, with the area's sender and the present moment."""

    def given(session: Session, draft: str, typed: str, turn: Turn) -> Verification:
        return give(session, draft, typed, utc_now(), identity=sender_of(turn.area))

    return given


def taken_code(give: Callable[..., bool]) -> Callable[[Session, str, str], bool]:
    """A room's `give_code`, with the present moment."""

    def given(session: Session, draft: str, typed: str) -> bool:
        return give(session, draft, typed, utc_now())

    return given
