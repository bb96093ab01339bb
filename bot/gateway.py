"""The way of one message: the gate first, then the worker who holds the conversation, then Rasa, then the menu without it."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any

import structlog
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from actions.turn import PLACES
from areas import Area, load_area
from bot import crisis, without_rasa
from bot.conversations import speak
from bot.follow_up import follow_up
from bot.rasa import Rasa, RasaUnavailableError, for_rasa
from bot.second_look import check_in_english
from bot.spoken import surely_another_language
from bot.unkept import unkept
from bot.wording import Said, labels
from directory.places import find_place, shorten_postcodes
from handover.conversation import Conversation, Message, add_message, messages_after
from handover.erasing import erase
from locales import N_, language, translate
from messages.letter import looks_like_school_message
from messages.reading import MAX_CHARACTERS
from safeguarding import Alarm, check
from storage import reading, writing

log = structlog.get_logger(__name__)

LONGEST_TEXT = MAX_CHARACTERS  # a newsletter of about 60 pages
# The longest that somebody in danger waits for the database.
CRISIS_SECONDS = 1.0
CHOICE = re.compile(r"/(?P<intent>[a-z_]+)(?P<entities>\{.*\})?", re.DOTALL)
LANGUAGE_OFFER = N_("You wrote in this language. Shall we go on in it?")
# Ids and names that say nothing of her; every other field of a choice stays in our own store.
FOR_RASA = {"event", "language", "step", "search", "service", "after", "ages", "days"}


class BadMessageError(ValueError):
    """What was sent is neither a text nor a choice; the message is a sentence for whoever built the client."""


@dataclass(frozen=True)
class Spoken:
    """What a parent sent: a text, or a choice with the fields of its form."""

    text: str
    intent: str | None = None
    entities: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def everything(self) -> str:
        """All the words in it, for the gate: also those typed into a form."""
        return "\n".join([self.text, *self.fields.values()]) if self.fields else self.text


@dataclass(frozen=True)
class Answer:
    """What comes back: the new messages after hers, the alarm if there was one, and whether she had the chat wiped."""

    messages: list[Message]
    alarm: Alarm | None = None
    wiped: bool = False


def read_spoken(text: str | None, choice: str | None, fields: dict[str, str] | None) -> Spoken:
    """What was sent, checked.

    Raises:
        BadMessageError: when there is neither text nor a known choice, or it is too long.
    """
    if text is not None and text.strip():
        if len(text) > LONGEST_TEXT:
            raise BadMessageError(f"This is longer than {LONGEST_TEXT} characters. Please send it in parts.")
        return Spoken(text=text.replace("\x00", ""))
    parsed = CHOICE.fullmatch(choice or "")
    if not parsed:
        raise BadMessageError("Send a text or one of the choices.")
    intent = parsed["intent"]
    try:
        entities = json.loads(parsed["entities"] or "{}")
    except ValueError as error:
        raise BadMessageError("This choice cannot be read.") from error
    if not isinstance(entities, dict):
        raise BadMessageError("This choice cannot be read.")
    given = {str(key)[:40]: str(value)[:2_000] for key, value in (fields or {}).items()}
    return Spoken(text="", intent=intent, entities={str(k): str(v)[:200] for k, v in entities.items()}, fields=given)


class Gateway:
    """Answers messages. One for the process.

    Args:
        area: whose numbers a crisis answer names when the conversation cannot be read.
    """

    def __init__(self, rasa: Rasa, area: Area) -> None:
        self._rasa = rasa
        self._area = area
        self._storing: set[asyncio.Future[Answer]] = set()

    async def answer(self, conversation_id: str, spoken: Spoken, language: str) -> Answer:
        """Answer what a parent sent in a conversation that is hers.

        The gate reads it first, in the original, then in English if it can be translated. Whatever fails behind it, its
        answer is given.
        """
        alarm = check(spoken.everything, language) or await check_in_english(spoken.everything, language)
        if alarm:
            return await self._answer_alarm(conversation_id, spoken, alarm, language)
        heard = await run_in_threadpool(_hear, conversation_id, spoken)
        if heard.held_by_worker:
            return Answer([])
        try:
            said = await self._rasa.say(conversation_id, heard.for_rasa, heard.message_id)
        except RasaUnavailableError as error:
            log.warning("answered_without_rasa", reason=str(error), conversation=conversation_id)
            return await run_in_threadpool(_answer_without_rasa, conversation_id, spoken, heard)
        answer = await run_in_threadpool(_speak_all, conversation_id, said, heard)
        if answer.wiped:
            await self._rasa.forget(conversation_id)
        return answer

    def answer_alarm_unstored(self, alarm: Alarm, language: str) -> Answer:
        """The crisis answer without the database."""
        return Answer([crisis.unstored(alarm, language, self._area)], alarm)

    async def _answer_alarm(self, conversation_id: str, spoken: Spoken, alarm: Alarm, language: str) -> Answer:
        storing = asyncio.ensure_future(run_in_threadpool(_store_alarm, conversation_id, spoken, alarm))
        self._storing.add(storing)
        storing.add_done_callback(self._storing.discard)
        try:
            # Shielded: a slow database still stores it; she does not wait for that.
            return await asyncio.wait_for(asyncio.shield(storing), CRISIS_SECONDS)
        except Exception as error:  # noqa: BLE001 - whatever went wrong behind the gate, somebody in danger is answered
            log.error("crisis_answer_not_stored", error=type(error).__name__, conversation=conversation_id)
            return self.answer_alarm_unstored(alarm, language)

    async def forget(self, conversation_id: str) -> None:
        """Wipe a conversation here and in Rasa."""
        await run_in_threadpool(_erase, conversation_id)
        await self._rasa.forget(conversation_id)


@dataclass(frozen=True)
class _Heard:
    message_id: str
    number: int
    held_by_worker: bool
    for_rasa: str
    intent: str | None
    typed: str


def _hear(conversation_id: str, spoken: Spoken, alarm: Alarm | None = None) -> _Heard:
    """Store what she said, with any full postcode shortened, and see who answers."""
    with writing() as session:
        conversation = session.get_one(Conversation, conversation_id)
        place = find_place(session, spoken.text) if len(spoken.text) < 500 else None
        if place:
            PLACES.remember(conversation_id, place)
        letter = not spoken.intent and looks_like_school_message(spoken.text)
        message = add_message(
            session,
            conversation,
            "parent",
            shorten_postcodes(spoken.text) if spoken.text else _label(session, conversation, spoken),
            fields=spoken.fields,
            letter=letter,
            pressed=spoken.intent is not None,
            safety=(alarm.kind, alarm.urgency) if alarm else None,
        )
        held = conversation.held_by_worker_id is not None
        before = messages_after(session, conversation_id)[:-1]
        followed = None if spoken.intent or letter else follow_up(spoken.text, _last_topic(before))
    if followed:
        outgoing = f"/{followed}"
    elif spoken.intent:
        safe = {key: value for key, value in spoken.entities.items() if key in FOR_RASA}
        outgoing = f"/{spoken.intent}{json.dumps(safe)}" if safe else f"/{spoken.intent}"
    else:
        outgoing = "/translate_message" if letter else for_rasa(spoken.text)
    return _Heard(message.id, message.number, held, outgoing, spoken.intent or followed, "" if letter else spoken.text)


def _last_topic(before: list[Message]) -> str | None:
    """What the assistant spoke about last, if nobody else has spoken since."""
    return before[-1].topic if before and before[-1].sender == "assistant" else None


def _label(session: Session, conversation: Conversation, spoken: Spoken) -> str:
    """The words on the button she pressed: a choice is kept as text after it is made."""
    for message in reversed(messages_after(session, conversation.id)):
        card = message.card or {}
        offered = [(each["choice"], each["label"]) for each in message.choices]
        if "choice" in card:
            offered.append((card["choice"], card["submit"]))
        buttons = (each for service in card.get("services", []) for each in service.get("choices", []))
        offered += [(each["choice"], each["said"]) for each in buttons]
        for choice, label in offered:
            parsed = CHOICE.fullmatch(choice)
            if (
                parsed
                and parsed["intent"] == spoken.intent
                and json.loads(parsed["entities"] or "{}") == spoken.entities
            ):
                return str(label)
    return translate(labels().get(spoken.intent or "", "…"), conversation.language)


def _store_alarm(conversation_id: str, spoken: Spoken, alarm: Alarm) -> Answer:
    heard = _hear(conversation_id, spoken, alarm)
    with writing() as session:
        conversation = session.get_one(Conversation, conversation_id)
        said = crisis.answer(alarm, conversation.language, load_area(conversation.area))
        add_message(
            session,
            conversation,
            "system",
            said.text,
            card=said.card,
            choices=[dict(choice) for choice in said.choices],  # type: ignore[arg-type]
            english=said.english,
            safety=(alarm.kind, alarm.urgency),
        )
        return Answer(messages_after(session, conversation_id, heard.number), alarm)


def _joined(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A card that comes without words belongs under the words before it."""
    joined: list[dict[str, Any]] = []
    for part in parts:
        if joined and not part["text"] and not joined[-1].get("card"):
            joined[-1] = {
                **joined[-1],
                "card": part.get("card"),
                "choices": part.get("choices") or joined[-1].get("choices"),
            }
        else:
            joined.append(part)
    return joined


def _speak_all(conversation_id: str, parts: list[dict[str, Any]], heard: _Heard) -> Answer:
    with writing() as session:
        conversation = session.get(Conversation, conversation_id)
        if conversation is None:  # she has just had it wiped
            return Answer([unkept("assistant", part["text"], part["language"]) for part in parts], wiped=True)
        for part in _joined(parts):
            said = Said(
                text=part["text"],
                language=part.get("language") or conversation.language,
                english=part.get("english"),
                choices=tuple(part.get("choices") or ()),
                card=part.get("card"),
                topic=part.get("topic"),
            )
            speak(session, conversation, said)
        _offer_language(session, conversation, heard.typed)
        return Answer(messages_after(session, conversation_id, heard.number))


def _offer_language(session: Session, conversation: Conversation, typed: str) -> None:
    """Where she surely wrote in another of our languages: offer it, in that language, once. It is not forced on her."""
    found = surely_another_language(typed, conversation.language)
    if found is None:
        return
    choice = f'/change_language{{"language": "{found}"}}'
    offered = (each["choice"] for message in messages_after(session, conversation.id) for each in message.choices)
    if choice not in offered:
        text = translate(LANGUAGE_OFFER, found)
        button = {"label": language(found).name, "choice": choice}
        english = None if found == "en" else LANGUAGE_OFFER
        add_message(session, conversation, "assistant", text, language=found, choices=[button], english=english)


def _answer_without_rasa(conversation_id: str, spoken: Spoken, heard: _Heard) -> Answer:
    with reading() as session:
        conversation = session.get_one(Conversation, conversation_id)
    parts = without_rasa.answer(conversation, heard.intent, spoken.entities, heard.message_id)
    return _speak_all(conversation_id, [said.as_custom() for said in parts], heard)


def _erase(conversation_id: str) -> None:
    PLACES.forget(conversation_id)
    with writing() as session:
        erase(session, session.get_one(Conversation, conversation_id))
