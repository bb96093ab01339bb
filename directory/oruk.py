"""Open Referral UK 3.0 (HSDS-UK 3.0) out: the public API under /oruk. Read only, no key.

Every endpoint and parameter of the specification, and on services and places also postcode, proximity, ages, day and times.
Two sentences of it are read by their sense: `top_only` gives the terms at the top, those without a parent, and `postcode`
finds places within `proximity` of it, whether or not the service names an area.
"""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from sqlalchemy.orm import Session

from directory import published
from directory.filters import place_ids, service_ids
from directory.oruk_filters import WRONG, Filtered, Identifier, Words
from directory.oruk_pages import A_LIST, UNCHANGED, Paged, answer
from directory.published import Document
from storage import reading

PREFIX = "/oruk"
router = APIRouter(prefix=PREFIX, tags=["Open Referral UK"])

_PROFILE = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"
_OPENAPI = "https://openreferraluk.org/specifications/3.0/openapi.json"
_LIST: dict[int | str, dict[str, Any]] = {**A_LIST, **WRONG}
_ONE: dict[int | str, dict[str, Any]] = {**UNCHANGED, 404: {"description": "There is nothing here with this id."}}


def _one(request: Request, own_id: str, read: Callable[[Session, str], Document | None]) -> Response:
    with reading() as session:
        found = None if "\x00" in own_id else read(session, own_id)
    if found is None:
        raise HTTPException(404, "There is nothing here with this id.")
    return answer(request, found)


@router.get("/", responses={**UNCHANGED})
@router.get("", include_in_schema=False)
def about(request: Request) -> Response:
    """Which version of the standard this is."""
    return answer(request, {"version": "HSDS-UK-3.0", "profile": _PROFILE, "openapi_url": _OPENAPI})


@router.get("/services", responses=_LIST)
def list_services(
    request: Request, paging: Paged, filters: Filtered, minimal: bool = False, full: bool = False
) -> Response:
    """Services; `full` with everything nested, `minimal` all at once with their ids and last changes only."""

    def show(session: Session, ids: Sequence[str]) -> list[Document]:
        if minimal:
            return published.service_minima(session, ids)
        rows = published.services(session, ids)
        return [published.service_document(row) if full else published.service_summary(row) for row in rows]

    with reading() as session:
        return paging.answer(request, session, service_ids(session, filters), show, whole=minimal)


@router.get("/services/{service_id}", responses=_ONE)
def get_service(request: Request, service_id: str) -> Response:
    """One service whole."""

    def read(session: Session, own_id: str) -> Document | None:
        return next((published.service_document(row) for row in published.services(session, [own_id])), None)

    return _one(request, service_id, read)


@router.get("/taxonomies", responses=_LIST)
def list_taxonomies(request: Request, paging: Paged, search: Words = "") -> Response:
    """Taxonomies that our services are tagged with."""
    with reading() as session:
        return paging.answer(request, session, published.taxonomies(session, search), _as_it_is)


@router.get("/taxonomies/{taxonomy_id}", responses=_ONE)
def get_taxonomy(request: Request, taxonomy_id: str) -> Response:
    """One taxonomy with its terms."""
    return _one(request, taxonomy_id, published.taxonomy)


@router.get("/taxonomy_terms", responses=_LIST)
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
        return paging.answer(request, session, found, _as_it_is)


@router.get("/taxonomy_terms/{term_id}", responses=_ONE)
def get_taxonomy_term(request: Request, term_id: str) -> Response:
    """One term."""
    return _one(request, term_id, published.taxonomy_term)


@router.get("/organizations", responses=_LIST)
def list_organizations(
    request: Request, paging: Paged, search: Words = "", full: bool = False, full_service: bool = False
) -> Response:
    """Organizations; `full` with their services in short, `full_service` with their services whole."""
    services_as = "full" if full_service else "short" if full else "none"

    def show(session: Session, ids: Sequence[str]) -> list[Document]:
        return published.organizations(session, ids, services_as=services_as)

    with reading() as session:
        return paging.answer(request, session, published.organization_ids(session, search), show)


@router.get("/organizations/{organization_id}", responses=_ONE | WRONG)
def get_organization(request: Request, organization_id: str, full_service: bool = False) -> Response:
    """One organization with its services in short, or whole."""

    def read(session: Session, own_id: str) -> Document | None:
        services_as = "full" if full_service else "short"
        return next(iter(published.organizations(session, [own_id], services_as=services_as)), None)

    return _one(request, organization_id, read)


@router.get("/service_at_locations", responses=_LIST)
def list_service_at_locations(request: Request, paging: Paged, filters: Filtered, full: bool = False) -> Response:
    """Services at their places; `full` with addresses and the services whole."""

    def show(session: Session, ids: Sequence[str]) -> list[Document]:
        return published.places_at(session, ids, full=full)

    with reading() as session:
        return paging.answer(request, session, place_ids(session, filters), show)


@router.get("/service_at_locations/{place_id}", responses=_ONE)
def get_service_at_location(request: Request, place_id: str) -> Response:
    """One service at one place."""

    def read(session: Session, own_id: str) -> Document | None:
        return next(iter(published.places_at(session, [own_id])), None)

    return _one(request, place_id, read)


def _as_it_is(_: Session, documents: Sequence[Document]) -> list[Document]:
    return list(documents)
