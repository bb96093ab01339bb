"""Likely duplicates side by side. A worker decides; nothing is merged by itself."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.page import page
from desk.service_facts import in_words
from desk.service_form import FIELDS, form_of
from desk.visitor import Posts, Reads
from desk.words import day_words
from directory.duplicates import Decision, Pair, decide, find_duplicates, how_many_undecided, undecided_pairs
from directory.models import Service
from handover.errors import NotAllowedError
from storage import reading, utc_now, writing

MOST_SHOWN = 10
ALREADY = "This pair was decided by a colleague, or one of the two is not shown any more."
_LONGEST = 300  # characters of a fact in a comparison


@dataclass(frozen=True)
class Row:
    """A fact of both services."""

    label: str
    first: str
    other: str

    @property
    def same(self) -> bool:
        """Whether they agree."""
        return self.first.casefold() == self.other.casefold()


def add_routes(router: APIRouter) -> None:
    """The page, the decision, and looking again."""

    @router.get("/duplicates")
    def show(request: Request, visitor: Reads) -> Response:
        with reading() as session:
            pairs = undecided_pairs(session, MOST_SHOWN)
            return page(
                request,
                "directory/duplicates.html",
                visitor=visitor,
                pairs=[(pair, compared(pair)) for pair in pairs],
                number=how_many_undecided(session),
            )

    @router.post("/duplicates/look")
    def look(visitor: Posts) -> Response:
        find_duplicates()
        return RedirectResponse("/desk/duplicates", 303)

    @router.post("/duplicates/{pair_id}/decide")
    def settle(pair_id: str, visitor: Posts, decision: Annotated[Decision, Form()]) -> Response:
        with writing() as session:
            if not decide(session, pair_id, decision, visitor.worker.id, utc_now()):
                raise NotAllowedError(ALREADY)
        return RedirectResponse("/desk/duplicates", 303)


def compared(pair: Pair) -> list[Row]:
    """What either service states, beside each other."""
    first, other = _facts(pair.first), _facts(pair.other)
    return [Row(label, first[label], other[label]) for label in first if first[label] or other[label]]


def _facts(service: Service) -> dict[str, str]:
    document = service.document()
    form = form_of(document)
    provider = {"From": service.source, "Provider": form.provider}
    facts = {label: _short(in_words(field, form)) for field, (label, _) in FIELDS.items()}
    return {**provider, **facts, "Last checked": day_words(service.assured_date) if service.assured_date else ""}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + "…"
