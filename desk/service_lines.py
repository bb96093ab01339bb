"""Times, places, telephone numbers and prices as one line each, and read from a line that a worker typed. Pure."""

import re
import uuid
from collections.abc import Sequence
from typing import Any

from directory.cards import days_text
from directory.facts import DAYS, weekdays
from directory.feed import clean
from directory.postcodes import postcodes_in
from directory.standard import CostOption, Location, Phone, Schedule

Record = dict[str, Any]

_NTH = {"1": "1st", "2": "2nd", "3": "3rd", "4": "4th", "-1": "last"}
_LED = re.compile(r"(?:(\d)(?:st|nd|rd|th)|(last))\s+(.*)", re.IGNORECASE)
_TIME = re.compile(
    r"(?P<days>\D+?)\s*(?P<opens>\d[\d:.]*(?: ?[ap]m)?)\s*(?:to|-|–|until)\s*(?P<closes>\d.*)", re.IGNORECASE
)
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EVERY_DAY = "every day"
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}", re.IGNORECASE)  # as loose as addresses in feeds are
_MONEY = re.compile(r"£?\s*(\d+(?:\.\d{1,2})?)\s*(.*)")


def time_line(schedule: Schedule) -> str:
    """ "Monday to Friday 09:00 to 17:00", "2nd Tuesday 10:00 to 11:30"; else what it says in words."""
    days = weekdays(schedule)
    if not days or schedule.opens_at is None or schedule.closes_at is None:
        return " ".join(schedule.description.split())
    led = re.match(r"[+]?(-?\d)", schedule.byday)
    nth = f"{_NTH.get(led[1], '')} " if led and led[1] in _NTH else ""
    return f"{nth}{days_text(days, 'en')} {schedule.opens_at:%H:%M} to {schedule.closes_at:%H:%M}"


def read_time(line: str) -> Record | None:
    """A schedule from such a line; None when it cannot be read."""
    led = _LED.fullmatch(line.strip())
    nth, rest = ("-1" if led[2] else led[1], led[3]) if led else ("", line.strip())
    found = _TIME.fullmatch(rest)
    days = _days(found["days"]) if found else []
    if found is None or not days or nth not in {"", *_NTH}:
        return None
    opens, closes = _clock(found["opens"]), _clock(found["closes"])
    if opens is None or closes is None:
        return None
    return {
        "id": str(uuid.uuid4()),
        "freq": "MONTHLY" if nth else "WEEKLY",
        "byday": ",".join(f"{nth}{DAYS[day]}" for day in days),
        "opens_at": opens,
        "closes_at": closes,
    }


def _clock(text: str) -> str | None:
    bare = re.fullmatch(r"(\d{1,2}) ?([ap]m)?", text.strip(), re.IGNORECASE)
    read = clean.clock(f"{bare[1]}:00{bare[2] or ''}" if bare else text.replace(" ", ""))
    return f"{read:%H:%M}" if read else None


def _days(text: str) -> list[int]:
    """Weekday numbers of "Tuesdays", "Mon, Wed and Fri", "Monday to Friday"; empty when a word is no day."""
    if text.strip().lower() == _EVERY_DAY:
        return list(range(7))
    found: list[int] = []
    for part in re.split(r",|&|\band\b", text.lower()):
        ends = [_day(name) for name in re.split(r"\bto\b|-|–", part)]
        if None in ends or len(ends) > 2:
            return []
        first, last = ends[0], ends[-1]
        if first is None or last is None or last < first:
            return []
        found += range(first, last + 1)
    return sorted(set(found))


def _day(name: str) -> int | None:
    short = name.strip(" .:").removesuffix("s") if len(name.strip(" .:")) > 5 else name.strip(" .:")
    return next((at for at, each in enumerate(_DAY_NAMES) if len(short) >= 2 and each.startswith(short)), None)


def place_line(location: Location) -> str:
    """ "Library, 3 High Street, Fennbrook, B98 7JB"; "" for a masked place or one without an address."""
    if location.masked or not location.addresses:
        return ""
    at = location.addresses[0]
    parts = [location.name, at.address_1, at.city, at.postal_code]
    return ", ".join(part for part in (" ".join(each.split()) for each in parts) if part)


def read_place(line: str) -> tuple[Record, str] | None:
    """A service at a location, and its postcode, from such a line: the town stands before the postcode. None without one."""
    parts = [part.strip() for part in line.split(",") if part.strip()]
    if len(parts) < 2 or not _POSTCODE.fullmatch(parts[-1]):
        return None
    found = postcodes_in(parts[-1])
    postcode = found[0].full if found else parts[-1].upper()
    *before, town, _ = parts
    name, street = (before[0], ", ".join(before[1:])) if len(before) > 1 else ("", "".join(before))
    address = {"address_1": street, "city": town, "postal_code": postcode, "country": "GB"}
    at = {"id": str(uuid.uuid4()), "location_type": "physical", "name": name, "addresses": [address]}
    return {"id": str(uuid.uuid4()), "location": at}, postcode


def phone_line(phone: Phone) -> str:
    """ "01632 960100 (office)"."""
    return f"{phone.number} ({phone.description})" if phone.description else phone.number


def read_phone(line: str) -> Record | None:
    """A telephone number from such a line; None when there is none."""
    label = re.search(r"\(([^()]*[^\d\s()][^()]*)\)\s*$", line)
    number = line[: label.start()] if label else line
    if clean.telephone(number) is None:
        return None
    return {"id": str(uuid.uuid4()), "number": number.strip(), "description": label[1].strip() if label else ""}


def price_line(options: Sequence[CostOption]) -> str:
    """ "£2.50 a family" for each price."""
    priced = [option for option in options if option.amount]
    return "; ".join(f"£{option.amount:.2f} {option.amount_description}".strip() for option in priced)


def read_price(line: str) -> list[Record] | None:
    """Prices from such a line; None when one cannot be read."""
    found = [_MONEY.fullmatch(part.strip()) for part in line.split(";") if part.strip()]
    if not all(found):
        return None
    return [
        {"id": str(uuid.uuid4()), "amount": float(each[1]), "amount_description": each[2].strip()}
        for each in found
        if each
    ]
