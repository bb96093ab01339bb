"""The questions before services are shown, each with answers to press and a way to skip it."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.found import Choice, choice
from actions.turn import show, this_turn, utter
from directory.cards import days_text, range_text
from locales import N_, translate
from storage import reading

SKIP = N_("Skip this")
UNDER_ONE = N_("Less than 1 year")
AGES = (range(1, 3), range(3, 5), range(5, 11), range(11, 16), range(16, 19))
DAYS = (range(5), range(5, 7))


class AskPlace(Action):
    """Asks where she lives."""

    def name(self) -> str:
        return "action_ask_place"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask."""
        utter(dispatcher, "utter_ask_place", choices=["skip"])
        return []


class AskChildAges(Action):
    """Asks how old the child is."""

    def name(self) -> str:
        return "action_ask_child_ages"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask, with ages to press."""
        with reading() as session:
            turn = this_turn(session, tracker)
        code, about = turn.language, _about(tracker)
        buttons = [{"label": translate(UNDER_ONE, code), "choice": choice(ages="0", **about)}]
        buttons += [
            {"label": range_text(ages[0], ages[-1], code), "choice": choice(ages=_numbers(ages), **about)}
            for ages in AGES
        ]
        utter(dispatcher, "utter_ask_child_ages", choices=[])
        show(dispatcher, "", turn, choices=[*buttons, _skip(turn.language)])
        return []


class AskGoodDays(Action):
    """Asks on which days she can go."""

    def name(self) -> str:
        return "action_ask_good_days"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask, with the week and its end to press."""
        with reading() as session:
            turn = this_turn(session, tracker)
        about = _about(tracker)
        buttons = [
            {"label": days_text(days, turn.language), "choice": choice(days=_numbers(days), **about)} for days in DAYS
        ]
        utter(dispatcher, "utter_ask_good_days", choices=[])
        show(dispatcher, "", turn, choices=[*buttons, _skip(turn.language)])
        return []


class AskOtherWords(Action):
    """Asks what she is looking for."""

    def name(self) -> str:
        return "action_ask_other_words"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask in words where what was found was not it; under "tell me what you need" some needs to press are enough."""
        if tracker.get_slot("services_search"):
            utter(dispatcher, "utter_ask_other_words", choices=["skip"])
            return []
        utter(dispatcher, "utter_ask_need", choices=[*OFTEN, "skip"])
        return []


# What most parents come for.
OFTEN = (
    "activities_clubs",
    "isolation_groups",
    "money_food_uniform",
    "behaviour_parenting",
    "child_mental_health",
    "send",
)


def _numbers(numbers: range) -> str:
    return " ".join(map(str, numbers))


def _about(tracker: Tracker) -> dict[str, str]:
    """The search that the answer is for, where one is being put right."""
    searched = tracker.get_slot("services_search")
    return {"search": searched} if searched else {}


def _skip(code: str) -> Choice:
    return {"label": translate(SKIP, code), "choice": "/skip"}
