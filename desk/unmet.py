"""Unmet need: what families looked for and nobody offers, as counts."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from desk.page import page
from desk.settings import DeskSettings
from desk.visitor import Reads
from directory.query import london_today
from directory.topics import LABELS
from directory.unmet import FEWEST, unmet_since
from storage import reading

MOST_SHOWN = 200
MONTHS = (1, 3, 12)


def add_routes(router: APIRouter, settings: DeskSettings) -> None:
    """A page that only shows."""

    @router.get("/unmet")
    def show(request: Request, visitor: Reads, months: Annotated[int, Query(ge=1, le=12)] = 12) -> Response:
        with reading() as session:
            counts = unmet_since(session, first_month(london_today(), months))
        return page(
            request,
            "directory/unmet.html",
            visitor=visitor,
            area=settings.area,
            counts=counts,
            cells=counts.cells[:MOST_SHOWN],
            months=months,
            choices=MONTHS,
            counted=counted,
            topic_words=topic_words,
        )


def first_month(today: date, months: int) -> date:
    """The first day of the first of so many months, the present one being the last. Pure."""
    before = today.year * 12 + today.month - months
    return date(before // 12, before % 12 + 1, 1)


def counted(times: int) -> str:
    """A number, or that it is too small to show."""
    return str(times) if times >= FEWEST else "fewer than 3"


def topic_words(topic: str) -> str:
    """A topic as a worker reads it."""
    return LABELS.get(topic, "something else")
