"""A directory of any size that looks like England's: towns of very different size, services in the words of the demo area.

How much of it a question's words meet is that of a real feed: some 80 different stems a service, and a tenth of the
services use a telling word of an ordinary question (in Bristol's feed of 2024: 82 stems, 11 %). Everything is drawn by a
seeded generator: the same size gives the same services.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any
from uuid import UUID

from directory.demo import records

TODAY = date(2026, 11, 21)
TOWNS = 600
SOUTH, NORTH, WEST, EAST = 50.6, 54.8, -3.2, 1.4
_SYLLABLES = "ash bar bel brin cal cam den dun el fal gar har hol kel lan mar nor os pen rad sal tan ul wen yar"
_ENDINGS = "bury ford ham ley minster ton wick worth"
SYLLABLES, ENDINGS = _SYLLABLES.split(), _ENDINGS.split()
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OTHER_WORDS, WORDS_EACH = 20_000, 60  # words that are not the demo area's, commoner and rarer ones (Zipf)
REMOTE, NO_DAYS = 0.15, 0.35  # shares of the services by phone or online, and of those that state no day


@dataclass(frozen=True)
class Town:
    """A town: where its middle is (degrees, WGS84), and how far its services spread (degrees)."""

    name: str
    latitude: float
    longitude: float
    spread: float


def towns() -> tuple[list[Town], list[float]]:
    """The towns, the largest first, with their running shares of all services (Zipf)."""
    chance = random.Random(7)
    found = []
    for rank in range(TOWNS):
        name = "".join(chance.sample(SYLLABLES, 2)) + chance.choice(ENDINGS)
        spread = 0.015 + 0.1 / (rank + 1) ** 0.5
        found.append(Town(name.title(), chance.uniform(SOUTH, NORTH), chance.uniform(WEST, EAST), spread))
    return found, list(accumulate(1 / (rank + 3) ** 0.8 for rank in range(TOWNS)))


def services(size: int) -> Iterator[dict[str, Any]]:
    """So many services as records of Open Referral UK 3.0."""
    chance = random.Random(11)
    places, shares = towns()
    models = list(records(TODAY))
    other = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(OTHER_WORDS)]
    often = list(accumulate(1 / (rank + 20) for rank in range(OTHER_WORDS)))
    for number in range(size):
        model = chance.choice(models)
        town = chance.choices(places, cum_weights=shares)[0]
        yield _service(number, model, town, chance.choices(other, cum_weights=often, k=WORDS_EACH), chance)


def _service(number: int, model: dict[str, Any], town: Town, said: list[str], chance: random.Random) -> dict[str, Any]:
    own_id = str(UUID(int=chance.getrandbits(128), version=4))
    made: dict[str, Any] = {
        "id": own_id,
        "name": f"{model['name']} {town.name} {number % 40}",
        "description": f"{model.get('description', '')} {' '.join(said)}, {town.name}.",
        "status": "active",
        "organization": {"id": str(UUID(int=number // 4 + 1)), "name": f"{town.name} {said[0]} Trust"},
        "attributes": model.get("attributes", []),
        "assured_date": (TODAY - timedelta(days=chance.randrange(600))).isoformat(),
        "contacts": [{"id": str(UUID(int=number + 1)), "phones": [{"number": "01632 960123"}]}],
    }
    if chance.random() < 0.7:
        low = chance.randrange(0, 14)
        made |= {"minimum_age": low, "maximum_age": low + chance.randrange(2, 8)}
    if chance.random() > NO_DAYS:
        days = ",".join(chance.sample(DAYS[:5], chance.randrange(1, 3)))
        made["schedules"] = [{"id": own_id, "freq": "WEEKLY", "byday": days, "opens_at": "10:00", "closes_at": "11:30"}]
    if chance.random() < REMOTE:
        return made | {"delivery": ["phone"]}
    location = {
        "id": own_id,
        "location_type": "physical",
        "latitude": round(chance.gauss(town.latitude, town.spread), 6),
        "longitude": round(chance.gauss(town.longitude, 1.6 * town.spread), 6),
        "addresses": [
            {
                "id": own_id,
                "address_1": f"{number % 200 + 1} High Street",
                "city": town.name,
                "state_province": "",
                "postal_code": "",
                "country": "GB",
                "address_type": "physical",
            }
        ],
    }
    return made | {"service_at_locations": [{"id": own_id, "location": location}]}


def write(size: int, path: Path) -> None:
    """Write so many services into a file, a JSON page."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write('{"contents": [')
        for number, record in enumerate(services(size)):
            stream.write((",\n" if number else "") + json.dumps(record))
        stream.write("]}")
