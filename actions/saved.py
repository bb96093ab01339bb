"""Her saved list: read from the directory as it is now, as cards, as a line for a worker and as texts to herself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from actions.descriptions import in_her_language
from actions.found import choice
from actions.turn import Turn
from directory.cards import gone_card, kept_card, text_line
from directory.filters import published
from directory.models import Service, ServiceTopic
from directory.query import london_today
from handover.saved_services import saved_services
from locales import N_, language, translate
from texts.identity import Identity
from texts.outbox import LONGEST_BODY, MOST_SEGMENTS
from texts.sanitise import sanitise
from texts.segments import count_segments

REMOVE, REMOVE_NAMED = N_("Take off the list"), N_("Take off the list: {name}")
ANOTHER, ANOTHER_NAMED = N_("Look for another"), N_("Look for another service instead of {name}")
SAVED = N_("I saved these services: {names}")
NOT_LISTED = N_("{name} (not on the list of services any more)")
LEFT_OUT = N_("Not in the texts, because it is not on our list of services any more: {names}")
OPENING = N_("{name}: what you asked us to text you.")
STOP_BY_REPLY = N_("To stop these texts, reply STOP.")
STOP_BY_CALL = N_("To stop these texts, call {phone}.")
CONSENT_VERSION = "services-1"
CONSENT = N_(
    "We will text this phone the names, times and phone numbers of the services you chose, once. "
    "The texts will be in {language}. At night they wait until the morning. "
    "Anyone who picks up this phone could read them. We use the number only for the texts you ask for. "
    "You can stop at any time: each text says how, or tell us here in the chat. Do you agree?"
)
A_TEXT = 3  # services in one text, at most
# A service of these is never put in a text unless she says again that it is safe.
CAREFUL_TOPICS = frozenset({"domestic_abuse_support"})


@dataclass(frozen=True)
class Kept:
    """A service of her choice.

    Attributes:
        careful: it is not texted unless she says again that it is safe.
    """

    service: Service
    careful: bool

    @property
    def gone(self) -> bool:
        """Whether it has left its feed. It is never texted: the text would outlive the words that say so."""
        return self.service.gone_on is not None


def her_list(session: Session, conversation_id: str) -> list[Kept]:
    """What is on her list, also what has left its feed, in her order."""
    saved = {each.service_id: each.careful for each in saved_services(session, conversation_id)}
    with_care = {service_id for service_id, careful in saved.items() if careful}
    return chosen(session, list(saved), with_care, which=~Service.hidden)


def chosen(
    session: Session,
    service_ids: Sequence[str],
    careful: Iterable[str] = (),
    which: ColumnElement[bool] | None = None,
) -> list[Kept]:
    """These services, in this order.

    Args:
        careful: those found for a need that asks for care, whatever the directory says they are about.
        which: of them; by default those that are neither hidden nor gone meanwhile.
    """
    shown = published() if which is None else which
    asked = select(Service).options(joinedload(Service.kept)).where(Service.id.in_(service_ids), shown)
    found = {service.id: service for service in session.scalars(asked)}
    about = (
        select(Service.id)
        .join(ServiceTopic, ServiceTopic.service_key == Service.key)
        .where(Service.id.in_(service_ids), ServiceTopic.topic.in_(CAREFUL_TOPICS))
    )
    with_care = {*careful, *session.scalars(about)}
    return [Kept(found[each], each in with_care) for each in service_ids if each in found]


def list_cards(turn: Turn, kept: Sequence[Kept]) -> list[dict[str, Any]]:
    """The list as cards, each with a button that takes it off, and one that looks for another where it is gone."""
    code = turn.language
    documents = [each.service.document() for each in kept]
    told = in_her_language(
        ["" if each.gone else doc.description for each, doc in zip(kept, documents, strict=True)], code
    )
    cards = [
        gone_card(each.service, document, code)
        if each.gone
        else {**kept_card(each.service, document, code, london_today()), **more}
        for each, document, more in zip(kept, documents, told, strict=True)
    ]
    return [
        {**card, "choices": [*([_another(card, code)] if each.gone else []), _remove(card, code)]}
        for each, card in zip(kept, cards, strict=True)
    ]


def _another(card: dict[str, Any], code: str) -> dict[str, str]:
    said = translate(ANOTHER_NAMED, code, name=card["name"])
    return {"label": translate(ANOTHER, code), "said": said, "choice": "/find_service"}


def _remove(card: dict[str, Any], code: str) -> dict[str, str]:
    return {
        "label": translate(REMOVE, code),
        "said": translate(REMOVE_NAMED, code, name=card["name"]),
        "choice": choice(step="remove", service=card["id"]),
    }


def line_for_worker(kept: Sequence[Kept], code: str) -> str:
    """The list as one line of what a worker is told; names only, as they are."""
    return translate(SAVED, code, names="; ".join(_named(each, code) for each in kept))


def _named(each: Kept, code: str) -> str:
    return translate(NOT_LISTED, code, name=each.service.name) if each.gone else each.service.name


def bodies(kept: Sequence[Kept], code: str, identity: Identity) -> list[str]:
    """The texts: at most three services each, fewer where it would get too long. What they are about is not said."""
    lines = [text_line(each.service.document(), code) for each in kept]
    texts: list[str] = []
    while lines:
        fitting = next(
            n for n in range(min(A_TEXT, len(lines)), 0, -1) if n == 1 or _fits(_body(lines[:n], code, identity))
        )
        texts.append(_body(lines[:fitting], code, identity))
        lines = lines[fitting:]
    return texts


def _body(lines: Sequence[str], code: str, identity: Identity) -> str:
    numbered = [f"{number}. {line}" for number, line in enumerate(lines, start=1)]
    stop = translate(STOP_BY_REPLY, code)
    if not identity.can_reply:
        stop = translate(STOP_BY_CALL, code, phone=translate(identity.phone, code))
    return sanitise("\n".join([translate(OPENING, code, name=identity.name), *numbered, stop]))


def _fits(text: str) -> bool:
    return len(text) <= LONGEST_BODY and count_segments(text).segments <= MOST_SEGMENTS


def consent_wording(code: str) -> str:
    """The exact words to show before she agrees to be texted."""
    return translate(CONSENT, code, language=language(code).name)
