"""What she does about services shown to her: more, not quite, save, her list, text me this."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.forms import entity, leave_form
from actions.found import SHOWN, TEXT_ME, Choice, choice, find, show_found
from actions.list_texts import begin_text
from actions.saved import ANOTHER, CAREFUL_TOPICS, LEFT_OUT, Kept, chosen, her_list, list_cards
from actions.services import ANY, UNASKED, numbers_in
from actions.turn import Turn, show, this_turn, utter
from actions.wanted import ANYWHERE, NEARER, Wanted, find_wanted, shown_ids
from handover.saved_services import ListFullError, save_service, take_off
from locales import N_, translate
from storage import new_id, reading, utc_now, writing

TOO_FAR, WRONG_DAY = N_("Too far away"), N_("The wrong day")
WRONG_AGE, SOMETHING_ELSE = N_("The wrong age"), N_("Something else")
PERSON, LIST = N_("Talk to a person"), N_("My saved list")
SAFE, ONLY_OTHERS, NOT_SAFE = N_("Yes, it is safe"), N_("Text only the others"), N_("No, do not text")

Step = Callable[[Session, Turn, CollectingDispatcher, Tracker], list[EventType]]


class ServiceChoice(Action):
    """Each thing to do with services shown. Without a step: more of the last ones."""

    def name(self) -> str:
        return "action_service_choice"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Take the step that the pressed button names."""
        named = entity(tracker, "step") or "more"
        if entity(tracker, "ages") or entity(tracker, "days"):
            named = "answer"
        events: list[EventType] = []
        if change := CHANGES.get(named):
            with writing() as session:
                events = change(session, this_turn(session, tracker), dispatcher, tracker)
        if show_next := STEPS.get(named, None if change else _more):
            with (
                reading() as session
            ):  # searching and translating take a while: nobody else has to wait for it to write
                events = show_next(session, this_turn(session, tracker), dispatcher, tracker)
        return [*leave_form(tracker), *events]


def _last(session: Session, turn: Turn, tracker: Tracker) -> Wanted | None:
    return find_wanted(session, turn.conversation.id, entity(tracker, "search"))


def _more(session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    wanted = _last(session, turn, tracker)
    if wanted is None:
        utter(dispatcher, "utter_find_service", choices=["find_service", "talk_to_human"])
        return []
    seen = shown_ids(session, turn.conversation.id, wanted.id)
    found = find(session, turn, wanted, seen)
    if found.results.services:
        show_found(dispatcher, session, turn, found, seen)
    else:
        utter(dispatcher, "utter_services_all_shown", choices=[])
        show(dispatcher, "", turn, choices=[*_reasons(turn, wanted), _person(turn)])
    return []


def _not_quite(session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    wanted = _last(session, turn, tracker)
    if wanted is None:
        return _more(session, turn, dispatcher, tracker)
    utter(dispatcher, "utter_ask_what_was_wrong", choices=[])
    show(dispatcher, "", turn, choices=_reasons(turn, wanted))
    return []


def _reasons(turn: Turn, wanted: Wanted) -> list[Choice]:
    reasons = {"too_far": TOO_FAR, "wrong_day": WRONG_DAY, "wrong_age": WRONG_AGE, "something_else": SOMETHING_ELSE}
    return [
        {"label": translate(label, turn.language), "choice": choice(step=step, search=wanted.id)}
        for step, label in reasons.items()
    ]


def _too_far(session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Look nearer; where it is not known where she is, or all of it is near by what she said, ask where that is."""
    wanted = _last(session, turn, tracker)
    matches = find(session, turn, wanted).results.services if wanted else []
    furthest = max((match.distance_miles or 0 for match in matches), default=0)
    nearer = [miles for miles in NEARER if miles < furthest]
    if wanted is None or wanted.place in (None, ANYWHERE) or not nearer:
        return _ask_again(session, turn, dispatcher, tracker, slot="place")
    _show_anew(session, turn, dispatcher, replace(wanted, within_miles=nearer[0], id=new_id()))
    return []


def _ask_again(
    session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker, *, slot: str
) -> list[EventType]:
    """Everything stays as it was asked, but what this slot holds, which the form asks for."""
    wanted = _last(session, turn, tracker)
    if wanted is None:
        return _more(session, turn, dispatcher, tracker)
    slots = {
        "need": wanted.need,
        "need_message": wanted.message_id,
        "services_search": wanted.id,
        "other_words": UNASKED,
        "place": wanted.place or ANYWHERE,
        "child_ages": " ".join(map(str, wanted.ages)) or ANY,
        "good_days": " ".join(map(str, wanted.days)) or ANY,
    }
    return [*(SlotSet(key, value) for key, value in {**slots, slot: None}.items()), FollowupAction("services_form")]


def _answer(session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Ages or days pressed under an older question: the search they were for is made with them."""
    wanted = _last(session, turn, tracker)
    if wanted is None:
        return _more(session, turn, dispatcher, tracker)
    ages, days = entity(tracker, "ages"), entity(tracker, "days")
    anew = replace(wanted, ages=numbers_in(ages)) if ages else replace(wanted, days=numbers_in(days))
    _show_anew(session, turn, dispatcher, replace(anew, id=new_id()))
    return [SlotSet("child_ages", ages)] if ages else [SlotSet("good_days", days)]


def _show_anew(session: Session, turn: Turn, dispatcher: CollectingDispatcher, wanted: Wanted) -> None:
    found = find(session, turn, wanted)
    if found.results.services:
        show_found(dispatcher, session, turn, found)
    else:
        utter(dispatcher, "utter_no_services")


def _save(session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    service_id = entity(tracker, "service") or ""
    kept = chosen(session, [service_id])
    if not kept:
        utter(dispatcher, "utter_list_empty")
        return []
    wanted = _last(session, turn, tracker)
    careful = kept[0].careful or (wanted is not None and wanted.need in CAREFUL_TOPICS)
    try:
        save_service(session, turn.conversation, service_id, utc_now(), careful=careful)
        utter(dispatcher, "utter_service_saved", choices=[])
    except ListFullError:
        utter(dispatcher, "utter_list_full", choices=[])
    show(dispatcher, "", turn, choices=[_list_button(turn), _text_button(turn), _person(turn)])
    return []


def _remove(session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    take_off(session, turn.conversation.id, entity(tracker, "service") or "")
    return []


def _show_list(session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    kept = her_list(session, turn.conversation.id)
    if not kept:
        utter(dispatcher, "utter_list_empty")
        return []
    card = {"kind": "saved_services", "services": list_cards(turn, kept)}
    utter(dispatcher, "utter_saved_list")
    texts = [] if all(each.gone for each in kept) else [_text_button(turn)]
    show(dispatcher, "", turn, card=card, choices=[*texts, _person(turn)])
    return []


def _text(session: Session, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Text what was shown, or her list. What asks for care is texted only after she has said again that it is safe."""
    asked, step = _to_text(session, turn, tracker), entity(tracker, "step")
    gone = [each for each in asked if each.gone]
    kept = [each for each in asked if not each.gone and not (step == "text_others" and each.careful)]
    if step == "text" and any(each.careful for each in kept):
        _ask_whether_safe(turn, dispatcher, tracker, others=any(not each.careful for each in kept))
        return []
    if gone:
        said = translate(LEFT_OUT, turn.language, names="; ".join(each.service.name for each in gone))
        show(dispatcher, said, turn, choices=[] if kept else [_another_button(turn), _person(turn)])
    elif not kept:
        utter(dispatcher, "utter_list_empty")
    return begin_text(session, turn, kept) if kept else []


def _to_text(session: Session, turn: Turn, tracker: Tracker) -> list[Kept]:
    search = entity(tracker, "search")
    wanted = find_wanted(session, turn.conversation.id, search) if search else None
    if wanted is None:
        return her_list(session, turn.conversation.id)
    after = int(entity(tracker, "after") or 0)
    ids = shown_ids(session, turn.conversation.id, wanted.id)[after : after + SHOWN]
    return chosen(session, ids, careful=ids if wanted.need in CAREFUL_TOPICS else ())


def _ask_whether_safe(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker, *, others: bool) -> None:
    """Neutral words: somebody may look at the screen."""
    same = {name: value for name in ("search", "after") if (value := entity(tracker, name))}
    buttons = [(SAFE, choice(step="text_all", **same))]
    buttons += [(ONLY_OTHERS, choice(step="text_others", **same))] if others else []
    buttons += [(NOT_SAFE, choice(step="list"))]
    utter(dispatcher, "utter_ask_safe_to_text", choices=[])
    show(
        dispatcher,
        "",
        turn,
        choices=[{"label": translate(label, turn.language), "choice": sent} for label, sent in buttons],
    )


def _list_button(turn: Turn) -> Choice:
    return {"label": translate(LIST, turn.language), "choice": choice(step="list")}


def _another_button(turn: Turn) -> Choice:
    return {"label": translate(ANOTHER, turn.language), "choice": "/find_service"}


def _text_button(turn: Turn) -> Choice:
    return {"label": translate(TEXT_ME, turn.language), "choice": choice(step="text")}


def _person(turn: Turn) -> Choice:
    return {"label": translate(PERSON, turn.language), "choice": "/talk_to_human"}


# What changes something of hers, and what only shows; "remove" does one after the other.
CHANGES: dict[str, Step] = {"save": _save, "remove": _remove, "text": _text, "text_all": _text, "text_others": _text}
STEPS: dict[str, Step] = {
    "answer": _answer,
    "more": _more,
    "not_quite": _not_quite,
    "too_far": _too_far,
    "wrong_day": partial(_ask_again, slot="good_days"),
    "wrong_age": partial(_ask_again, slot="child_ages"),
    "something_else": partial(_ask_again, slot="other_words"),
    "list": _show_list,
    "remove": _show_list,
}
