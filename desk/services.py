"""The directory at the desk: the list of services, one service, and the small forms on its page."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from desk.page import page
from desk.service_facts import as_parents_see_it, facts_with_sources
from desk.visitor import Posts, Reads, Visitor
from directory.edits import edits_on, entries_of, hide_service, show_service, still_right, take_back
from directory.freshness import freshness
from directory.keeping import ServiceKeeping
from directory.listing import Shown, list_services
from directory.models import Service
from directory.postcode_licences import postcode_licences
from directory.query import london_today
from handover.errors import NotAllowedError, NotFoundError
from handover.models import Worker
from storage import reading, utc_now, writing

Typed = Annotated[str, Form()]
MAX_WORDS = 200
GONE = "This service is gone from its feed. Keep it as ours, or let it go."


def add_routes(router: APIRouter) -> None:
    """The list, the page, and its forms."""

    @router.get("/services")
    def show_all(
        request: Request,
        visitor: Reads,
        words: Annotated[str, Query(max_length=MAX_WORDS)] = "",
        shown: Shown = "all",
        number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    ) -> Response:
        today = london_today()
        with reading() as session:
            listing = list_services(session, words, shown, number, today)
            ages = {service.key: freshness(service.assured_date, today) for service in listing.services}
            return page(
                request,
                "directory/services.html",
                visitor=visitor,
                listing=listing,
                ages=ages,
                words=words,
                shown=shown,
                licences=postcode_licences(session),
            )

    @router.get("/services/{service_id}")
    def show(request: Request, service_id: str, visitor: Reads) -> Response:
        with reading() as session:
            return service_page(request, session, find_service(session, service_id), visitor)

    @router.post("/services/{service_id}/still-right")
    def confirm(service_id: str, visitor: Posts) -> Response:
        with writing() as session:
            service = find_listed(session, service_id)
            still_right(session, service, london_today(), visitor.worker.id, utc_now())
        return to_service(service_id)

    @router.post("/services/{service_id}/hide")
    def hide(request: Request, service_id: str, visitor: Posts, reason: Typed = "") -> Response:
        with writing() as session:
            service = find_listed(session, service_id)
            try:
                hide_service(session, service, reason[:1_000], visitor.worker.id, utc_now())
            except ValueError as error:
                return service_page(request, session, service, visitor, problem=str(error))
        return to_service(service_id)

    @router.post("/services/{service_id}/show")
    def show_again(service_id: str, visitor: Posts) -> Response:
        with writing() as session:
            show_service(session, find_listed(session, service_id), visitor.worker.id, utc_now())
        return to_service(service_id)

    @router.post("/services/{service_id}/take-back")
    def give_back(service_id: str, visitor: Posts, fact: Typed = "") -> Response:
        with writing() as session:
            take_back(session, find_listed(session, service_id), fact, visitor.worker.id, utc_now())
        return to_service(service_id)


def find_service(session: Session, service_id: str) -> Service:
    """The service with this public identifier, hidden or not, gone or not.

    Raises:
        NotFoundError: when there is none.
    """
    found = select(Service).options(joinedload(Service.kept)).where(Service.id == service_id)
    service = session.scalars(found).one_or_none()
    if service is None:
        raise NotFoundError("There is no such service. It may have left its feed.")
    return service


def find_listed(session: Session, service_id: str) -> Service:
    """The service with this public identifier, hidden or not, that is in the directory.

    Raises:
        NotFoundError: when there is none.
        NotAllowedError: when it is gone.
    """
    service = find_service(session, service_id)
    if service.gone_on is not None:
        raise NotAllowedError(GONE)
    return service


def to_service(service_id: str) -> Response:
    """Back to the service's page."""
    return RedirectResponse(f"/desk/services/{service_id}", 303)


def names_of(session: Session) -> dict[str, str]:
    """What workers are called, by id; those who have left too."""
    return {worker.id: worker.name for worker in session.scalars(select(Worker))}


def service_page(
    request: Request, session: Session, service: Service, visitor: Visitor, *, problem: str | None = None
) -> Response:
    """One service: as parents see it, where each fact comes from, and what may be done."""
    today = london_today()
    kept = session.get(ServiceKeeping, (service.source, service.feed_id))
    return page(
        request,
        "directory/service.html",
        422 if problem else 200,
        visitor=visitor,
        service=service,
        card=as_parents_see_it(service, today),
        age=freshness(service.assured_date, today),
        facts=facts_with_sources(service, edits_on(session, service)),
        kept=kept,
        entries=entries_of(session, service)[:50],
        names=names_of(session),
        problem=problem,
    )
