"""Every sentence the assistant says: the English of domain.yml, in the conversation's language, with the area's facts."""

from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import yaml

from areas import Area, LocalContact
from areas.pack import Weekday
from locales import N_, format_list, format_short_date, format_time, format_weekday, language, translate

ROOT = Path(__file__).parent.parent
# What rules say is in the domain, what only actions say beside them; one form for both.
SOURCES = (ROOT / "domain.yml", ROOT / "actions" / "responses.yml")
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

SKIP = N_("Skip this")
ALSO = N_("You asked about something else too. Shall I tell you about that?")
UNKNOWN_FACT = N_("We do not know how your council does this. Ask {name} on {phone}.")
# Of these facts the sentence says more closely what is unknown.
UNKNOWN = {
    "retention": N_("We do not know how long your council keeps it. Ask {name} on {phone}."),
    "assessment_time": N_("We do not know how long this takes where you live. Ask {name} on {phone}."),
}
UNKNOWN_HOURS = N_("at times that we do not know")
DAY_AND_NIGHT = N_("day and night")
DAY_HOURS = N_("{day} {opens} to {closes}")
DAYS_HOURS = N_("{first} to {last} {opens} to {closes}")


class Choice(TypedDict):
    """A button: what it says and what it sends."""

    label: str
    choice: str


class Source(TypedDict):
    """Where an answer, or a local fact in it, comes from and when that was last reviewed."""

    source: str
    url: str | None
    reviewed: str


@dataclass(frozen=True)
class Said:
    """One thing the assistant says: text in the language, the same in English where that differs, and what is under it."""

    text: str
    language: str
    english: str | None = None
    choices: tuple[Choice, ...] = ()
    card: dict[str, Any] | None = None
    topic: str | None = None

    def as_custom(self) -> dict[str, Any]:
        """The form in which it travels through Rasa."""
        return {
            "text": self.text,
            "language": self.language,
            "english": self.english,
            "choices": list(self.choices),
            "card": self.card,
            "topic": self.topic,
        }


class _Response(TypedDict):
    text: str
    metadata: NotRequired[dict[str, Any]]


@cache
def responses() -> dict[str, _Response]:
    """Each response by name."""
    found: dict[str, _Response] = {}
    for source in SOURCES:
        loaded = yaml.safe_load(source.read_text(encoding="utf-8"))
        found |= {name: variations[0] for name, variations in loaded["responses"].items()}
    return found


@cache
def labels() -> dict[str, str]:
    """The English label of each topic's button."""
    found = {
        name.removeprefix("utter_"): response["metadata"]["label"]
        for name, response in responses().items()
        if response.get("metadata", {}).get("label")
    }
    return found | {"skip": SKIP}


def say(
    name: str,
    code: str,
    area: Area,
    values: dict[str, object] | None = None,
    topics: list[str] | None = None,
    *,
    also: str | None = None,
) -> Said:
    """Render the response `name` in a language for an area.

    Args:
        topics: what to offer as buttons, instead of the response's own choices.
        also: a second topic of her message, offered first.

    Raises:
        KeyError: when there is no such response, or a placeholder has no value.
    """
    response = responses()[name]
    metadata = response.get("metadata", {})
    shown = language(code).code
    offered = metadata.get("choices", []) if topics is None else topics
    if also in labels():
        offered = [also, *(topic for topic in offered if topic != also)]
    sources = _sources(response, area, shown)
    in_both = [_filled(response["text"], each, area, values, more=also in labels()) for each in (shown, "en")]
    return Said(
        in_both[0],
        shown,
        None if shown == "en" else in_both[1],
        choices(offered, shown),
        {"kind": "source", "sources": sources} if sources else None,
        name.removeprefix("utter_") if name.removeprefix("utter_") in labels() else None,
    )


def _filled(source: str, code: str, area: Area, values: dict[str, object] | None, *, more: bool) -> str:
    """The text with its placeholders filled; a paragraph that comes twice (two facts unknown) is said once."""
    text = translate(source, code, **{**local_values(area, code), **(values or {})})
    paragraphs = [*text.split("\n\n"), *([translate(ALSO, code)] if more else [])]
    return "\n\n".join(dict.fromkeys(paragraphs))


def _sources(response: _Response, area: Area, code: str) -> list[Source]:
    """The source of the answer, then those of the local facts in it."""
    metadata = response.get("metadata", {})
    found: list[Source] = []
    if metadata.get("source"):
        day = date.fromisoformat(metadata["reviewed"])
        found.append(_source(metadata["source"], metadata.get("source_url"), day, code))
    for name, fact in area.facts.items():
        if fact and f"{{{name}_text}}" in response["text"]:
            found.append(_source(fact.source, fact.source_url, fact.reviewed, code))
    return list({each["source"]: each for each in reversed(found)}.values())[::-1]


def _source(name: str, url: str | None, day: date, code: str) -> Source:
    return {"source": name, "url": url, "reviewed": format_short_date(day, code)}


def choices(topics: list[str], code: str) -> tuple[Choice, ...]:
    """Buttons for topics, in a language."""
    return tuple(
        Choice(label=translate(labels()[topic], code), choice=f"/{topic}") for topic in topics if topic in labels()
    )


def local_values(area: Area, code: str) -> dict[str, object]:
    """The area's words, numbers and facts as placeholder values, in a language."""
    words = area.words
    values: dict[str, object] = {
        "area_name": area.name,
        "early_help_name": translate(words.early_help, code),
        "team_around_the_family": translate(words.team_around_the_family, code),
        "lead_professional": translate(words.lead_professional, code),
        "link_worker": translate(words.link_worker, code),
        "council_phone": translate(area.council_contact.number, code),
        "council_hours": hours_text(area.council_contact, code),
        "front_door_name": area.front_door.name,
        "front_door_phone": translate(area.front_door.number, code),
        "out_of_hours_phone": translate(area.out_of_hours.number, code),
    }
    contact = area.council_contact
    for name, fact in area.facts.items():
        if fact:
            steps = [f"{number}. {translate(step, code)}" for number, step in enumerate(fact.steps, start=1)]
            values[f"{name}_text"] = "\n\n".join(
                [translate(fact.text.strip(), code), *(["\n".join(steps)] if steps else [])]
            )
        else:
            phone = translate(contact.number, code)
            values[f"{name}_text"] = translate(UNKNOWN.get(name, UNKNOWN_FACT), code, name=contact.name, phone=phone)
    return values


def hours_text(contact: LocalContact, code: str) -> str:
    """Opening hours in words: "Monday to Thursday 08:30 to 17:00, Friday 08:30 to 16:30"."""
    if contact.hours is None:
        return translate(UNKNOWN_HOURS, code)
    if contact.hours == "always":
        return translate(DAY_AND_NIGHT, code)
    runs: list[tuple[int, int, time, time]] = []
    for number, day in enumerate(WEEK):
        hours = contact.hours.get(day)
        if hours is None:
            continue
        if runs and runs[-1][1] == number - 1 and runs[-1][2:] == (hours.opens, hours.closes):
            runs[-1] = (runs[-1][0], number, hours.opens, hours.closes)
        else:
            runs.append((number, number, hours.opens, hours.closes))
    return format_list([_run_text(*run, code) for run in runs], code)


def _run_text(first: int, last: int, opens: time, closes: time, code: str) -> str:
    times = {"opens": format_time(opens, code), "closes": format_time(closes, code)}
    if first == last:
        return translate(DAY_HOURS, code, day=format_weekday(first, code), **times)
    return translate(DAYS_HOURS, code, first=format_weekday(first, code), last=format_weekday(last, code), **times)
