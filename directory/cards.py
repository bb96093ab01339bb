"""Services as a parent reads them, in her language: what, how far, when, cost as stated, contact, how old the facts are."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from directory import models
from directory.access import ACCESS, access_of
from directory.facts import DAYS, weekdays
from directory.freshness import Freshness, freshness, months_since
from directory.ladder import SAID
from directory.phrases import Stated
from directory.query import Reason, Relaxation, london_today
from directory.results import Match, Results
from directory.standard import Schedule, Service
from locales import (
    LANGUAGES,
    N_,
    format_list,
    format_miles,
    format_money,
    format_short_date,
    format_time,
    format_weekday,
    translate,
    translate_plural,
)

_COSTS = {"free": N_("free"), "pays": N_("you pay"), "not stated": N_("cost not stated")}
_PRICE = N_("you pay: {price}")
_BETWEEN = N_("{days}, {opens} to {closes}")
_FROM = N_("{days}, from {opens}")
_TIMES_NOT_STATED = N_("times not stated: ask first")
_EVERY_DAY = N_("every day")
_DAY_RANGE = N_("{first} to {last}")
_DAY_AND_NIGHT = N_("day and night")
_MONTHLY = N_("once a month: {days}")
_ACCESS_NO, _ACCESS_IN_PART = N_("{access}: no"), N_("{access}: in a part only")
_CHECKED_ON = N_("last checked {date}")
_NOT_CHECKED = N_("we do not know when this was last checked, ring first")
_CALL, _WRITE, _VISIT = N_("Call {number}"), N_("Email {address}"), N_("Website")
_GONE = N_("This has not been on our list of services since {date}. It may have closed or changed.")
_RING_FIRST = N_("The phone number may be old: ring first.")
_WHOLE_DAYS = {(time(0), time(0)), (time(0), time(23, 59)), (time(0), time(23, 59, 59))}
MAX_DESCRIPTION = 400  # characters on a card
MAX_TIMES = 3  # lines of times on a card
MAX_TEXT_NAME = 70  # characters of a name in a text


def service_cards(results: Results, language: str, today: date | None = None) -> list[dict[str, Any]]:
    """The results as cards: id, name, description, distance, when, cost, access, contact, checked, why.

    All but the name and the description is in the language (those two are the service's own words). `distance` is None
    for a service by phone or online. `today` is a Europe/London date, the present one by default.
    """
    return [service_card(match, language, today or london_today()) for match in results.services]


def service_card(match: Match, language: str, today: date) -> dict[str, Any]:
    """One service as a card; see `service_cards`."""
    miles = match.distance_miles
    return {
        **kept_card(match.service, match.document, language, today),
        "distance": None if miles is None else format_miles(miles, language),
        "when": when_text(match.when, language),
        "why": [reason_text(reason, language) for reason in match.why],
    }


def kept_card(kept: models.Service, service: Service, language: str, today: date) -> dict[str, Any]:
    """A service as a card outside a search, as on a saved list: without a distance and without why it was found."""
    return {
        "id": kept.id,
        "name": service.name,
        "description": _shortened(service.description),
        "distance": None,
        "when": when_text(service.schedules, language),
        "cost": cost_text(service, kept.cost, language),
        "access": access_text(service, language),
        "contact": contact_links(service, language),
        "checked": checked_text(kept.assured_date, freshness(kept.assured_date, today), language, today),
        "why": [],
    }


def gone_card(kept: models.Service, service: Service, language: str) -> dict[str, Any]:
    """A saved service that has left its feed: its name, the ways to reach it that were last known, and `gone`, which says so.

    What may have changed meanwhile is left out.
    """
    contact = contact_links(service, language)
    date = format_short_date(kept.gone_on, language) if kept.gone_on else ""
    said = [translate(_GONE, language, date=date)]
    if any(link["href"].startswith("tel:") for link in contact):
        said.append(translate(_RING_FIRST, language))
    left_out = dict.fromkeys(("description", "when", "cost", "checked"), "")
    return {
        "id": kept.id,
        "name": service.name,
        **left_out,
        "distance": None,
        "contact": contact,
        "why": [],
        "gone": " ".join(said),
    }


def text_line(service: Service, language: str) -> str:
    """A service in a text message: its name, when, its first number. No more: anyone may read the phone it arrives on."""
    numbers = [phone.number for contact in service.contacts for phone in contact.phones]
    when = when_text(service.schedules[:1], language) if service.schedules else ""
    return ". ".join(part for part in (_cut(service.name, MAX_TEXT_NAME), when, *numbers[:1]) if part)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 3].rsplit(" ", 1)[0] + "..."


def relaxed_text(relaxed: Sequence[Relaxation], language: str) -> str:
    """What had to be given up to find the services, in sentences; "" when nothing was."""
    return " ".join(translate(SAID[each], language) for each in relaxed)


def reason_text(reason: Reason, language: str) -> str:
    """A reason in the language, each of its values rendered in its own way."""
    values: dict[str, str] = {}
    for name, kind, value in reason.values:
        if kind == "wording":
            values[name] = translate(value, language)
        elif kind == "day":
            values[name] = format_weekday(int(value), language)
        elif kind == "language":
            values[name] = LANGUAGES[value].name if value in LANGUAGES else value
        else:
            values[name] = value
    return translate(reason.text, language, **values)


def when_text(schedules: Sequence[Schedule], language: str) -> str:
    """The stated times: "Tuesday, 10:00 to 11:30; Friday, 13:00 to 14:00"."""
    lines = [_schedule_text(schedule, language) for schedule in schedules]
    said = list(dict.fromkeys(line for line in lines if line))[:MAX_TIMES]
    return "; ".join(said) if said else translate(_TIMES_NOT_STATED, language)


def _schedule_text(schedule: Schedule, language: str) -> str:
    if not weekdays(schedule):
        return schedule.description
    days = days_text(weekdays(schedule), language)
    if schedule.freq == "MONTHLY":
        days = translate(_MONTHLY, language, days=days)
    if schedule.opens_at is None:
        return days
    if (schedule.opens_at, schedule.closes_at) in _WHOLE_DAYS:
        return f"{days}, {translate(_DAY_AND_NIGHT, language)}"
    opens = format_time(schedule.opens_at, language)
    if schedule.closes_at is None:
        return translate(_FROM, language, days=days, opens=opens)
    return translate(_BETWEEN, language, days=days, opens=opens, closes=format_time(schedule.closes_at, language))


def days_text(days: Sequence[int], language: str) -> str:
    """Weekdays (0 for Monday) in the language; three or more in a row as a range."""
    if len(days) == len(DAYS):
        return translate(_EVERY_DAY, language)
    names = [format_weekday(day, language) for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return range_text(names[0], names[-1], language)
    return format_list(names, language)


def range_text(first: object, last: object, language: str) -> str:
    """From the first to the last of days or ages, in the language's own order and direction."""
    return translate(_DAY_RANGE, language, first=first, last=last)


def cost_text(service: Service, cost: str, language: str) -> str:
    """Free, what is paid, or that it is not stated."""
    amounts = sorted({option.amount for option in service.cost_options if option.amount})
    if cost == "pays" and amounts:
        price = " - ".join(format_money(round(amount * 100)) for amount in {amounts[0]: 0, amounts[-1]: 0})
        return translate(_PRICE, language, price=price)
    return translate(_COSTS[cost], language)


def access_text(service: Service, language: str) -> str:
    """What it states that it has, and has not: "Step-free · Hearing loop · Hoist: no"; "" when it states nothing."""
    said = access_of(service)
    lines: dict[Stated, str] = {"no": _ACCESS_NO, "partly": _ACCESS_IN_PART}
    told = [(lines.get(said[name]), translate(ACCESS[name], language)) for name in ACCESS if name in said]
    return " · ".join(translate(line, language, access=label) if line else label for line, label in told)


def contact_links(service: Service, language: str) -> list[dict[str, str]]:
    """Ways to reach the service as links: telephone, e-mail, website."""
    numbers = [phone.number for contact in service.contacts for phone in contact.phones]
    emails = [service.email, *(contact.email for contact in service.contacts)]
    links = [
        *(_link(translate(_CALL, language, number=number), f"tel:{_dialled(number)}") for number in numbers),
        *(_link(translate(_WRITE, language, address=email), f"mailto:{email}") for email in emails if email),
        *(_link(translate(_VISIT, language), url) for url in [service.url] if url),
    ]
    return list({link["href"]: link for link in links}.values())


def _link(label: str, href: str) -> dict[str, str]:
    return {"label": label, "href": href}


def _dialled(number: str) -> str:
    return "".join(character for character in number if character.isdigit() or character == "+")


def checked_text(checked: date | None, freshness: Freshness, language: str, today: date) -> str:
    """How old the facts are, in words: a date, or how many months ago once they are stale."""
    if checked is None:
        return translate(_NOT_CHECKED, language)
    if freshness == "stale":
        return translate_plural(
            "last checked {n} month ago, ring first",
            "last checked {n} months ago, ring first",
            months_since(checked, today),
            language,
        )
    return translate(_CHECKED_ON, language, date=format_short_date(checked, language))


def _shortened(text: str) -> str:
    if len(text) <= MAX_DESCRIPTION:
        return text
    return text[: MAX_DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"
