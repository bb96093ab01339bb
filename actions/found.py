"""Services as she sees them: three cards at a time, with what she can do about them under each and under all."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.descriptions import in_her_language
from actions.turn import Turn, show, utter
from actions.wanted import KIND, Wanted, query_of, said
from directory.cards import relaxed_text, service_cards
from directory.ladder import WIDER_MILES
from directory.query import Query
from directory.results import Results
from directory.search import search
from directory.unmet import count_unmet
from handover.saved_services import saved_services
from locales import N_, translate
from storage import writing

SHOWN = 3
MORE, NOT_QUITE, TEXT_ME, LIST = N_("More"), N_("Not quite right"), N_("Text me this"), N_("My saved list")
SAVE, SAVE_NAMED = N_("Save"), N_("Save: {name}")
SOME_MORE = N_("Here are some more.")
Widened = Literal["distance", "day"]
WIDER: dict[Widened, str] = {"distance": N_("These are further away."), "day": N_("These are on other days too.")}
Choice = dict[str, str]


@dataclass(frozen=True)
class Found:
    """Services to show now.

    Attributes:
        query: what was asked of the directory in the end.
        wider: how she has to look wider for more, since those as asked are all seen.
        more: there are others after them.
    """

    results: Results
    wanted: Wanted
    query: Query
    wider: tuple[Widened, ...] = ()
    more: bool = False


def find(session: Session, turn: Turn, wanted: Wanted, seen: Sequence[str] = ()) -> Found:
    """The next three services that she has not seen. Where those as asked are all seen, it looks wider."""
    found = _next(session, turn, wanted, seen)
    now = found.results.services[:SHOWN]
    more = len(found.results.services) > SHOWN
    if now and not more:
        after = [*seen, *(match.service.id for match in now)]
        more = bool(_next(session, turn, wanted, after).results.services)
    return replace(found, results=replace(found.results, services=now), more=more)


def count_if_unmet(found: Found) -> None:
    """Count a question that nothing on its need answered: by topic, outcode and age band, for the desk's figures."""
    if found.results.unmet or "need" in found.results.relaxed:
        with writing() as session:
            count_unmet(session, found.query)


def _next(session: Session, turn: Turn, wanted: Wanted, seen: Sequence[str]) -> Found:
    wider: Iterator[tuple[Wanted, tuple[Widened, ...]]] = _wider(wanted) if seen else iter([(wanted, ())])
    while True:
        question, given_up = next(wider)
        query = query_of(session, turn.conversation.id, question, len(seen) + SHOWN + 1)
        results = search(session, query)
        new = [match for match in results.services if match.service.id not in seen]
        last = question.within_miles >= WIDER_MILES[-1] and not (question.days or question.times)
        if new or last or not seen:
            relaxed = [each for each in results.relaxed if each not in given_up]
            return Found(replace(results, services=new, relaxed=relaxed), wanted, query, given_up)


def _wider(wanted: Wanted) -> Iterator[tuple[Wanted, tuple[Widened, ...]]]:
    """As asked, then further away, then on any day."""
    yield wanted, ()
    for miles in WIDER_MILES:
        if miles > wanted.within_miles:
            yield replace(wanted, within_miles=miles), ("distance",)
    on_days: tuple[Widened, ...] = ("distance", "day") if wanted.days or wanted.times else ("distance",)
    yield replace(wanted, within_miles=WIDER_MILES[-1], days=(), times=()), on_days


def show_found(
    dispatcher: CollectingDispatcher, session: Session, turn: Turn, found: Found, seen: Sequence[str] = ()
) -> None:
    """Show them: a sentence, what was given up to find them, the cards, and what she can do next."""
    results, code = found.results, turn.language
    told = in_her_language([match.document.description for match in results.services], code)
    cards = service_cards(results, code)
    card = {
        "kind": KIND,
        "search": found.wanted.as_json(),
        "asked": said(found.wanted, found.query, code),
        "services": [_with_save({**each, **more}, found.wanted, code) for each, more in zip(cards, told, strict=True)],
    }
    choices = _choices(session, turn, found, after=len(seen))
    text = relaxed_text(results.relaxed, code)
    if seen:
        wider = " ".join(translate(WIDER[each], code) for each in found.wider)
        text = " ".join(part for part in (wider, text) if part) or translate(SOME_MORE, code)
    else:
        utter(dispatcher, "utter_services_relaxed" if results.relaxed else "utter_services_found")
    show(dispatcher, text, turn, card=card, choices=choices)


def _with_save(card: dict[str, Any], wanted: Wanted, code: str) -> dict[str, Any]:
    save = {
        "label": translate(SAVE, code),
        "said": translate(SAVE_NAMED, code, name=card["name"]),  # what is kept of it in the chat
        "choice": choice(step="save", service=card["id"], search=wanted.id),
    }
    return {**card, "choices": [save]}


def choice(**entities: str) -> str:
    """What a button about services sends."""
    return f"/service_choice{json.dumps(entities)}"


def _choices(session: Session, turn: Turn, found: Found, after: int) -> list[Choice]:
    code, wanted = turn.language, found.wanted.id
    buttons = [(MORE, choice(step="more", search=wanted))] if found.more else []
    buttons += [
        (NOT_QUITE, choice(step="not_quite", search=wanted)),
        (TEXT_ME, choice(step="text", search=wanted, after=str(after))),
    ]
    if saved_services(session, turn.conversation.id):
        buttons.append((LIST, choice(step="list")))
    return [{"label": translate(label, code), "choice": sent} for label, sent in buttons]
