"""To a named worker: who she is, what she will be told, how it is safe to reach the parent, her yes."""

from collections.abc import Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.forms import entity, leave_form
from actions.summary import lines_from
from actions.turn import Turn, show, this_turn
from areas import Area
from handover.asking import (
    draft_handover,
    draft_of,
    keep_lines,
    open_handover,
    request_handover,
    set_safe_contact,
    withdraw,
)
from handover.consent import CONSENT_VERSION, consent_wording
from handover.errors import HandoverError
from handover.lines import KINDS
from handover.models import Handover
from handover.named_worker import NamedWorker
from handover.safe_times import CHANNELS, TIMES
from handover.telling import told_when_requested, told_when_withdrawn
from handover.workers import named_worker_for
from locales import LANGUAGES, N_, format_list, format_weekday, language, translate
from storage import utc_now, writing

ABOUT = N_("{role} at {school}. Speaks {languages}. Works {days}.")
ABOUT_NO_SCHOOL = N_("{role}. Speaks {languages}. Works {days}.")
THIS_IS = N_("This is {name}. Read what {first_name} would be told, and take out what you do not want to share.")
THIS_IS_TEAM = N_("The early help team will read this. Take out what you do not want to share.")
GO_ON = N_("Go on")
TEAM = N_("The early help team")
SAFE = N_("How is it safe to reach you? You can say: only in this chat.")
AGREE = N_("Yes, I agree. Send it")
STOP = N_("No, do not send it")
TAKE_BACK = N_("Take it back")
STOPPED = N_("I have not sent anything. What was prepared is deleted. You can ask again at any time.")
NOTHING_OPEN = N_("You have not asked for a person in this chat yet. Would you like to?")
NOTHING_PREPARED = N_("There is nothing prepared. Shall we start again?")


class TalkToHuman(Action):
    """Each step to a named worker. Without a step: who she is and what she would be told."""

    def name(self) -> str:
        return "action_talk_to_human"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Take the step that the pressed button names."""
        step = STEPS.get(entity(tracker, "step") or "offer", _offer)
        with writing() as session:
            turn = this_turn(session, tracker)
            try:
                step(session, turn, dispatcher)
            except HandoverError as problem:
                show(dispatcher, translate(str(problem), turn.language), turn, choices=_person_choices(turn))
        return leave_form(tracker)


class HandoverStatus(Action):
    """Tells her how far it has got."""

    def name(self) -> str:
        return "action_handover_status"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Who has it and by when she is answered."""
        with writing() as session:
            turn = this_turn(session, tracker)
            handover = open_handover(session, turn.conversation)
            if handover:
                _tell_sent(dispatcher, turn, handover)
            else:
                show(dispatcher, translate(NOTHING_OPEN, turn.language), turn, choices=_person_choices(turn))
        return []


def _offer(session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    if handover := open_handover(session, turn.conversation):
        _tell_sent(dispatcher, turn, handover)
        return
    now = utc_now()
    draft = draft_handover(session, turn.conversation, lines_from(session, turn), turn.area, now)
    worker = named_worker_for(session, turn.area, turn.language, None, now)
    lines = [
        {"id": line.id, "kind": translate(KINDS[line.kind], turn.language), "text": line.text, "share": line.share}
        for line in draft.lines
    ]
    text = translate(THIS_IS_TEAM, turn.language)
    if worker:
        text = translate(THIS_IS, turn.language, name=worker.name, first_name=worker.first_name)
    card = {
        "kind": "handover_lines",
        "choice": '/talk_to_human{"step": "lines"}',
        "worker": _worker_shown(worker, turn),
        "lines": lines,
        "submit": translate(GO_ON, turn.language),
    }
    show(dispatcher, text, turn, card=card)


def _keep(session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    draft = _draft(session, turn)
    keep_lines(session, draft, {name.removeprefix("keep_") for name in turn.fields if name.startswith("keep_")})
    _ask_safe_contact(dispatcher, turn, translate(SAFE, turn.language))


def _ask_safe_contact(dispatcher: CollectingDispatcher, turn: Turn, text: str) -> None:
    card = {
        "kind": "handover_contact",
        "choice": '/talk_to_human{"step": "contact"}',
        "channels": {key: translate(label, turn.language) for key, label in CHANNELS.items() if key != "email"},
        "times": {key: translate(time.label, turn.language) for key, time in TIMES.items()},
        "submit": translate(GO_ON, turn.language),
    }
    show(dispatcher, text, turn, card=card)


def _note_contact(session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    draft = _draft(session, turn)
    fields = turn.fields
    channel = fields.get("channel", "chat")
    try:
        set_safe_contact(
            session,
            draft,
            channel if channel in CHANNELS else "chat",  # type: ignore[arg-type]
            utc_now(),
            phone=fields.get("phone") or None,
            times=[key for key in TIMES if fields.get(f"time_{key}")],
            note=fields.get("note") or None,
            words=fields.get("words") or None,
            may_leave_message="may_leave_message" in fields,
        )
    except HandoverError as problem:
        _ask_safe_contact(dispatcher, turn, translate(str(problem), turn.language))
        return
    draft.parent_name = (fields.get("name") or "").strip()[:80] or None
    choices = [
        {"label": translate(AGREE, turn.language), "choice": '/talk_to_human{"step": "agree"}'},
        {"label": translate(STOP, turn.language), "choice": '/talk_to_human{"step": "stop"}'},
    ]
    card = {"kind": "shared_lines", "lines": [line.text for line in draft.lines if line.share]}
    show(dispatcher, _consent_words(draft, turn), turn, choices=choices, card=card)


def _consent_words(draft: Handover, turn: Turn) -> str:
    return consent_wording(draft.worker.first_name if draft.worker else None, turn.language)


def _agree(session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    draft = _draft(session, turn)
    _tell_sent(
        dispatcher, turn, request_handover(session, draft, _consent_words(draft, turn), CONSENT_VERSION, utc_now())
    )


def _stop(session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    if draft := draft_of(session, turn.conversation):
        session.delete(draft)
    show(dispatcher, translate(STOPPED, turn.language), turn, choices=_person_choices(turn))


def _withdraw(session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    handover = open_handover(session, turn.conversation)
    if handover is None:
        raise HandoverError(NOTHING_OPEN)
    withdraw(session, handover, utc_now())
    show(dispatcher, told_when_withdrawn(turn.language), turn, choices=_person_choices(turn))


STEPS: dict[str, Callable[[Session, Turn, CollectingDispatcher], None]] = {
    "offer": _offer,
    "lines": _keep,
    "contact": _note_contact,
    "agree": _agree,
    "stop": _stop,
    "withdraw": _withdraw,
}


def _draft(session: Session, turn: Turn) -> Handover:
    draft = draft_of(session, turn.conversation)
    if draft is None:
        raise HandoverError(NOTHING_PREPARED)
    return draft


def _tell_sent(dispatcher: CollectingDispatcher, turn: Turn, handover: Handover) -> None:
    choices = [
        {"label": translate(TAKE_BACK, turn.language), "choice": '/talk_to_human{"step": "withdraw"}'},
        *_person_choices(turn, menu_only=True),
    ]
    show(dispatcher, told_when_requested(handover, turn.language), turn, choices=choices)


def _person_choices(turn: Turn, *, menu_only: bool = False) -> list[dict[str, str]]:
    person = {"label": translate(N_("Talk to a person"), turn.language), "choice": "/talk_to_human"}
    menu = {"label": translate(N_("What can I ask?"), turn.language), "choice": "/help_menu"}
    return [menu] if menu_only else [person, menu]


def _worker_shown(worker: NamedWorker | None, turn: Turn) -> dict[str, str]:
    if worker is None:
        contact: Area = turn.area
        return {"name": translate(TEAM, turn.language), "initials": "", "about": contact.council_contact.name}
    code = turn.language
    values = {
        "role": translate(worker.role, code),
        "languages": format_list([_language_name(each, code) for each in worker.languages], code),
        "days": format_list([format_weekday(day, code) for day in worker.weekdays], code),
    }
    if worker.schools:
        about = translate(ABOUT, code, school=format_list(worker.schools, code), **values)
    else:
        about = translate(ABOUT_NO_SCHOOL, code, **values)
    return {"name": worker.name, "initials": worker.initials, "about": about}


def _language_name(spoken: str, code: str) -> str:
    from babel import Locale

    name = Locale.parse(language(code).cldr).languages.get(spoken)
    return name or LANGUAGES[spoken].english
