"""What she is looking for. It stands on the card of what was found, in our own store: "more" and "not quite" read it there,
so they work when Rasa does not, and for an older card too."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from actions.turn import PLACES, message_text
from directory.access import ACCESS, ANY_NEED, SEND, access_said, send_in, send_said
from directory.asked import questions_for, wants_free
from directory.cards import days_text, range_text
from directory.places import find_place
from directory.query import Place, Query
from directory.times_of_day import TIMES, times_in
from handover.conversation import Message, messages_after
from locales import N_, format_list, translate
from storage import new_id

ANYWHERE = "anywhere"
NEAR, FROM_ANYWHERE = N_("near {place}"), N_("any place")
AGED = N_("age {ages}")
MILES = 5.0
NEARER = (2.0, 1.0, 0.5)  # miles, when what was found is too far
KIND = "services"


@dataclass(frozen=True)
class Wanted:
    """One question to the directory.

    Attributes:
        need: a need topic, or None.
        message_id: the message whose words count; None where she pressed a button.
        place: an outcode or a town, ANYWHERE, or None when it is not known.
        ages: of the children, in years; days: weekday numbers, 0 for Monday; times: names of TIMES; empty is any.
        within_miles: how far is near.
    """

    need: str | None = None
    message_id: str | None = None
    place: str | None = None
    ages: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    times: tuple[str, ...] = ()
    within_miles: float = MILES
    id: str = field(default_factory=new_id)

    def as_json(self) -> dict[str, Any]:
        """As it is kept on the card."""
        return asdict(self)


def query_of(session: Session, conversation_id: str, wanted: Wanted, limit: int) -> Query:
    """The search to make. The exact place is in memory only; where it is forgotten, its outcode or town has to do."""
    words = message_text(session, wanted.message_id)
    access, send = _told(session, conversation_id, wanted, words)
    return Query(
        words=words,
        topic=wanted.need,
        place=_place(session, conversation_id, wanted.place),
        within_miles=wanted.within_miles,
        ages=wanted.ages,
        days=wanted.days,
        times=wanted.times,
        free=wants_free(words),
        access=access,
        send=send,
        limit=limit,
    )


def _told(
    session: Session, conversation_id: str, wanted: Wanted, words: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The access and the needs (SEND) that she has told of in this chat. They are read in her words, and kept nowhere else.

    What she takes back later counts no more. A need told for one question is not asked of one that is no child's.
    """
    access: dict[str, bool] = {}
    send: dict[str, bool] = {}
    for text in hers(session, conversation_id):
        access |= access_said(text)
        send |= send_said(text)
    of_a_child = "age" in questions_for(wanted.need, words)
    needs = [name for name, still in send.items() if still] if of_a_child else send_in(words)
    named = [name for name in SEND if name in needs and name != ANY_NEED]
    return tuple(name for name in ACCESS if access.get(name)), tuple(named or needs)


def hers(session: Session, conversation_id: str, first: int = 1) -> list[str]:
    """What she has written in this chat from this number of a message on, letters left out."""
    return [
        message.text
        for message in messages_after(session, conversation_id, first - 1)
        if message.sender == "parent" and not message.pressed and not message.is_letter
    ]


def times_told(session: Session, conversation_id: str, since: str | None) -> tuple[str, ...]:
    """The parts of the day that she named last, in this message or after it."""
    began = session.get(Message, since) if since else None
    texts = hers(session, conversation_id, began.number if began else 1)
    return next((found for text in reversed(texts) if (found := times_in(text))), ())


def _place(session: Session, conversation_id: str, label: str | None) -> Place | None:
    if label is None or label == ANYWHERE:
        return None
    exact = PLACES.recall(conversation_id)
    place = exact if exact and exact.label == label else find_place(session, label)
    return place if place and place.known else None


def said(wanted: Wanted, query: Query, code: str) -> list[str]:
    """What was looked for, in a few words each, so that she sees what is known of her and can change it."""
    near = wanted.place is not None and wanted.place != ANYWHERE
    return [
        translate(NEAR, code, place=wanted.place) if near else translate(FROM_ANYWHERE, code),
        *([translate(AGED, code, ages=_ages_text(wanted.ages, code))] if wanted.ages else []),
        *([days_text(sorted(wanted.days), code)] if wanted.days else []),
        *(translate(TIMES[name], code) for name in wanted.times),
        *(translate(ACCESS[name], code) for name in query.access),
        *(translate(SEND[name], code) for name in query.send),
    ]


def _ages_text(ages: tuple[int, ...], code: str) -> str:
    whole = sorted(ages)
    if len(whole) > 2 and whole[-1] - whole[0] == len(whole) - 1:
        return range_text(whole[0], whole[-1], code)
    return format_list([str(age) for age in whole], code)


def find_wanted(session: Session, conversation_id: str, wanted_id: str | None) -> Wanted | None:
    """What was looked for under this id, or last; None when no services have been shown in this chat."""
    for card in reversed(list(_cards(session, conversation_id))):
        if wanted_id in (None, card["search"]["id"]):
            kept = card["search"]
            lists = {name: tuple(kept.get(name, ())) for name in ("ages", "days", "times")}
            return Wanted(**{**kept, **lists})
    return None


def shown_ids(session: Session, conversation_id: str, wanted_id: str) -> list[str]:
    """The services shown under this id so far, in their order."""
    cards = [card for card in _cards(session, conversation_id) if card["search"]["id"] == wanted_id]
    return [service["id"] for card in cards for service in card["services"]]


def _cards(session: Session, conversation_id: str) -> Iterator[dict[str, Any]]:
    for message in messages_after(session, conversation_id):
        card = message.card
        if card and card["kind"] == KIND and "search" in card:
            yield card
