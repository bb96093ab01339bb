"""What a letter to a service says: what families see, and a link for each service. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from directory import standard
from directory.cards import service_card
from directory.models import Service
from directory.query import LONDON, Query
from directory.ranking import NO_WORDS
from directory.results import Match
from locales import format_date

_TEXT = """Hello,

{council} shows {what} to families. Is what we say still right?

{each}
{links_work} until {ends}.

If something is wrong, answer this letter and tell us what to change.

If we hear nothing, families are told that this may be out of date. After some months we stop showing it.

Thank you,
{council}
"""
_EACH = """{facts}

If all of this is right, open this link and press the button there:
{link}
"""


def letter_text(
    services: Sequence[Service], links: Sequence[str], council: str, today: date, ends: datetime
) -> tuple[str, str]:
    """Subject and text of a letter about one service, or several of one address.

    Args:
        today: the day the letter is of, Europe/London.
        ends: when its first link stops working, aware.
    """
    one = len(services) == 1
    name = " ".join(services[0].document().name.split())[:100]
    subject = f"Is this still right? {name}" if one else f"Are these still right? {name} and {len(services) - 1} more"
    each = "\n".join(
        _EACH.format(facts=_in_lines(service, today), link=link) for service, link in zip(services, links, strict=True)
    )
    body = _TEXT.format(
        council=council,
        what="your service" if one else f"these {len(services)} services of yours",
        each=each,
        links_work="The link works" if one else "The links work",
        ends=format_date(ends.astimezone(LONDON).date(), "en"),
    )
    return subject, body


def _in_lines(service: Service, today: date) -> str:
    facts = [("", service.document().name), *asked_about(service, today)]
    texts = [f"{label}: {words}" if label else words for label, words in facts]
    return "\n".join(f"    {line}" for text in texts for line in text.splitlines() if line.strip())


def asked_about(service: Service, today: date) -> list[tuple[str, str]]:
    """What a service is asked to look at: each fact that families see or are helped by, and what it is called."""
    card = service_card(Match(service, None, Query(today=today), NO_WORDS, frozenset()), "en", today)
    document = service.document()
    shown = [
        each["label"] if each["href"].startswith(("tel:", "mailto:")) else each["href"] for each in card["contact"]
    ]
    facts = [
        ("What it is", card["description"]),
        ("When", card["when"]),
        ("Where", "\n".join(_addresses(document))),
        ("Ages", _ages(document)),
        ("Cost", card["cost"]),
        ("Contact", "\n".join(shown)),
        ("Last checked", card["checked"].removeprefix("last checked ")),
    ]
    return [(label, words) for label, words in facts if words]


def _addresses(service: standard.Service) -> Iterator[str]:
    """Every open address on a line."""
    for at in service.service_at_locations:
        for address in [] if at.location.masked else at.location.addresses[:1]:
            parts = (at.location.name, address.address_1, address.city, address.postal_code)
            yield ", ".join(" ".join(part.split()) for part in parts if part.strip())


def _ages(service: standard.Service) -> str:
    low, high = service.minimum_age, service.maximum_age
    if low is None and high is None:
        return ""
    if high is None:
        return f"from {low:g}"
    return f"up to {high:g}" if low is None else f"{low:g} to {high:g}"
