"""Open Referral UK 3.0 (HSDS-UK 3.0) out: the public API under /oruk. Read only, no key, open to every origin."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from sqlalchemy.orm import Session

from directory import published
from directory.models import TaxonomyTerm
from directory.places import find_place
from directory.published import Document, Filters
from storage import reading

router = APIRouter(prefix="/oruk", tags=["Open Referral UK"])

MAX_PER_PAGE = 500
Item = TypeVar("Item")

_PROFILE = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"
_OPENAPI = "https://openreferraluk.org/specifications/3.0/openapi.json"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Page = Annotated[int, Query(ge=1, le=1_000_000)]
PerPage = Annotated[int, Query(ge=1, le=MAX_PER_PAGE)]
Format = Literal["json", "ndjson"]
Words = Annotated[str, Query(max_length=200)]
Identifier = Annotated[str | None, Query(max_length=36)]


class Paging:
    """Which part of a list is wanted and how it is written."""

    def __init__(self, page: Page = 1, per_page: PerPage = 50, format: Format = "json") -> None:
        self.page, self.per_page, self.format = page, per_page, format

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        """The items of this page."""
        return items[(self.page - 1) * self.per_page : self.page * self.per_page]

    def answer(self, request: Request, total: int, contents: list[Document]) -> Response:
        """The page in the standard's envelope, or one JSON document a line."""
        if self.format == "ndjson":
            lines = "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in contents)
            return _answer(request, lines, "application/x-ndjson")
        pages = max(1, -(-total // self.per_page))
        envelope = {
            "total_items": total,
            "total_pages": pages,
            "page_number": self.page,
            "size": len(contents),
            "first_page": self.page == 1,
            "last_page": self.page >= pages,
            "empty": not contents,
            "contents": contents,
        }
        return _answer(request, json.dumps(envelope, ensure_ascii=False))


Paged = Annotated[Paging, Depends()]


def _answer(request: Request, body: str, kind: str = "application/json") -> Response:
    """The answer with CORS and an ETag; 304 without a body when the reader has it already."""
    content = body.encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=60"}
    if tag in [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)


def _one(request: Request, read: Callable[[Session], Document | None]) -> Response:
    with reading() as session:
        found = read(session)
    if found is None:
        raise HTTPException(404, "There is nothing here with this id.", headers={"Access-Control-Allow-Origin": "*"})
    return _answer(request, json.dumps(found, ensure_ascii=False))


def _filters(
    *,
    search: Words = "",
    taxonomy_term_id: Identifier = None,
    taxonomy_id: Identifier = None,
    organization_id: Identifier = None,
    modified_after: datetime | None = None,
    postcode: Annotated[str | None, Query(max_length=20)] = None,
    proximity: Annotated[float, Query(gt=0, le=published.MAX_METRES, description="metres")] = 8_000,
    minimum_age: Annotated[float | None, Query(ge=0, le=120)] = None,
    maximum_age: Annotated[float | None, Query(ge=0, le=120)] = None,
    day: Annotated[list[str] | None, Query(description="mon … sun, or iCalendar's MO … SU")] = None,
    start_time: time | None = None,
    end_time: time | None = None,
) -> Filters:
    if modified_after is not None and modified_after.tzinfo is None:
        modified_after = modified_after.replace(tzinfo=ZoneInfo("Europe/London"))
    return Filters(
        search=search,
        taxonomy_term_id=taxonomy_term_id,
        taxonomy_id=taxonomy_id,
        organization_id=organization_id,
        modified_after=modified_after,
        near=_near(postcode, proximity) if postcode else None,
        minimum_age=minimum_age,
        maximum_age=maximum_age,
        days=[_weekday(each) for each in day or []],
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


@router.get("/")
@router.get("", include_in_schema=False)
def about(request: Request) -> Response:
    """Which version of the standard this is."""
    return _answer(request, json.dumps({"version": "HSDS-UK-3.0", "profile": _PROFILE, "openapi_url": _OPENAPI}))


@router.get("/services")
def list_services(
    request: Request, paging: Paged, filters: Filtered, minimal: bool = False, full: bool = False
) -> Response:
    """Services; `full` with everything nested, `minimal` with their ids and last change only."""
    with reading() as session:
        ids = published.service_ids(session, filters)
        rows = published.services(session, paging.of(ids))
    if minimal:
        contents = [published.service_minimum(row) for row in rows]
    else:
        contents = [published.service_document(row) if full else published.service_summary(row) for row in rows]
    return paging.answer(request, len(ids), contents)


@router.get("/services/{service_id}")
def get_service(request: Request, service_id: str) -> Response:
    """One service whole."""

    def read(session: Session) -> Document | None:
        return next((published.service_document(row) for row in published.services(session, [service_id])), None)

    return _one(request, read)


@router.get("/taxonomies")
def list_taxonomies(request: Request, paging: Paged, search: Words = "") -> Response:
    """Taxonomies that our services are tagged with."""
    with reading() as session:
        found = published.taxonomies(session, search)
    return paging.answer(request, len(found), list(paging.of(found)))


@router.get("/taxonomies/{taxonomy_id}")
def get_taxonomy(request: Request, taxonomy_id: str) -> Response:
    """One taxonomy."""
    return _one(request, lambda session: _by_id(published.taxonomies(session), taxonomy_id))


@router.get("/taxonomy_terms")
def list_taxonomy_terms(
    request: Request,
    paging: Paged,
    *,
    search: Words = "",
    taxonomy_id: Identifier = None,
    parent_id: Identifier = None,
    top_only: bool = False,
) -> Response:
    """Terms of the taxonomies."""
    with reading() as session:
        found = published.taxonomy_terms(session, search, taxonomy_id, parent_id, top_only)
    return paging.answer(request, len(found), list(paging.of(found)))


@router.get("/taxonomy_terms/{term_id}")
def get_taxonomy_term(request: Request, term_id: str) -> Response:
    """One term."""

    def read(session: Session) -> Document | None:
        row = session.get(TaxonomyTerm, term_id)
        return published.term_document(row) if row else None

    return _one(request, read)


@router.get("/organizations")
def list_organizations(
    request: Request, paging: Paged, search: Words = "", full: bool = False, full_service: bool = False
) -> Response:
    """Organizations; `full` or `full_service` with their services."""
    with reading() as session:
        found = published.organizations(session, search)
        shown: list[Any] = list(paging.of(found))
        if full or full_service:
            shown = [published.organization(session, each["id"]) for each in shown]
    return paging.answer(request, len(found), shown)


@router.get("/organizations/{organization_id}")
def get_organization(request: Request, organization_id: str, full_service: bool = False) -> Response:
    """One organization."""
    return _one(request, lambda session: published.organization(session, organization_id, full=full_service))


@router.get("/service_at_locations")
def list_service_at_locations(request: Request, paging: Paged, filters: Filtered) -> Response:
    """Services at their places."""
    with reading() as session:
        ids = published.place_ids(session, filters)
        contents = published.places_at(session, paging.of(ids))
    return paging.answer(request, len(ids), contents)


@router.get("/service_at_locations/{place_id}")
def get_service_at_location(request: Request, place_id: str) -> Response:
    """One service at one place."""

    def read(session: Session) -> Document | None:
        if place_id not in published.place_ids(session, Filters()):
            return None
        return _by_id(published.places_at(session, [place_id]), place_id)

    return _one(request, read)


def _by_id(found: Sequence[Document], own_id: str) -> Document | None:
    return next((each for each in found if each["id"] == own_id), None)
