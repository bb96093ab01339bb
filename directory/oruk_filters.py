"""The public API's questions for services and places, read into filters."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, HTTPException, Query
from pydantic import AfterValidator, WithJsonSchema

from directory.access import ACCESS, SEND
from directory.filters import MAX_METRES, Filters
from directory.places import find_place
from storage import reading

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WRONG: dict[int | str, dict[str, Any]] = {422: {"description": "What was asked cannot be answered; `detail` says why."}}


def _without_null(text: str) -> str:
    """PostgreSQL cannot compare with U+0000, and nothing here holds one."""
    return text.replace("\x00", " ")


def _moment(value: datetime) -> datetime:
    """A naive moment is Europe/London's."""
    try:
        return (value if value.tzinfo else value.replace(tzinfo=ZoneInfo("Europe/London"))).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("this date is too far away") from error


def _clock(value: time) -> time:
    if value.tzinfo is not None:
        raise ValueError("times are Europe/London's; leave the offset out")
    return value


def _one_of(known: Collection[str]) -> Callable[[str], str]:
    """A name of a closed list, which the answer names where another is asked for."""

    def check(name: str) -> str:
        if name not in known:
            raise ValueError(f"this is one of {', '.join(known)}")
        return name

    return check


Access = Annotated[str, AfterValidator(_one_of(ACCESS)), WithJsonSchema({"type": "string", "enum": list(ACCESS)})]
Need = Annotated[str, AfterValidator(_one_of(SEND)), WithJsonSchema({"type": "string", "enum": list(SEND)})]
Words = Annotated[str, Query(max_length=200), AfterValidator(_without_null)]
_Id = Annotated[str, AfterValidator(_without_null)]
Identifier = Annotated[_Id | None, Query(max_length=36)]
_Age = Annotated[float | None, Query(ge=0, le=120, allow_inf_nan=False, description="years")]
_Moment = Annotated[datetime, AfterValidator(_moment)]
_Clock = Annotated[time, AfterValidator(_clock)]


def _filters(
    *,
    search: Words = "",
    taxonomy_term_id: Identifier = None,
    taxonomy_id: Identifier = None,
    organization_id: Identifier = None,
    modified_after: Annotated[_Moment | None, Query(description="changed then or later")] = None,
    postcode: Annotated[str | None, Query(max_length=20, description="full, sector or first half; or a town")] = None,
    proximity: Annotated[float, Query(gt=0, le=MAX_METRES, allow_inf_nan=False, description="metres")] = 8_000,
    minimum_age: _Age = None,
    maximum_age: _Age = None,
    access: Annotated[list[Access] | None, Query(description="what a service states it has, all of these")] = None,
    send: Annotated[list[Need] | None, Query(description="needs (SEND) it says it is for, one of these")] = None,
    day: Annotated[list[str] | None, Query(description="mon … sun, or iCalendar's MO … SU", max_length=7)] = None,
    start_time: Annotated[_Clock | None, Query(description="opens then or later, Europe/London")] = None,
    end_time: Annotated[_Clock | None, Query(description="closes then or earlier, Europe/London")] = None,
) -> Filters:
    return Filters(
        search=search,
        taxonomy_term_id=taxonomy_term_id,
        taxonomy_id=taxonomy_id,
        organization_id=organization_id,
        modified_after=modified_after,
        near=_near(_without_null(postcode), proximity) if postcode else None,
        minimum_age=minimum_age,
        maximum_age=maximum_age,
        days=[_weekday(each) for each in day or []],
        access=access or (),
        send=send or (),
        starts=start_time,
        ends=end_time,
    )


Filtered = Annotated[Filters, Depends(_filters)]


def _near(postcode: str, proximity: float) -> tuple[float, float, float]:
    with reading() as session:
        place = find_place(session, postcode)
    if place is None or place.latitude is None or place.longitude is None:
        raise HTTPException(422, "We do not know where this postcode is. It may be new; its first half may work.")
    return place.latitude, place.longitude, proximity


def _weekday(name: str) -> int:
    short = name.strip().lower()
    found = [
        number
        for number, each in enumerate(_WEEKDAYS)
        if short in (each[:2], each) or (len(short) > 3 and short.startswith(each))
    ]
    if not found:
        raise HTTPException(422, "A day is mon, tue, wed, thu, fri, sat or sun.")
    return found[0]
