"""Services that left their feed, those that somebody minds first: a worker lets one go or keeps it as our own."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from desk.page import page
from desk.services import find_service, to_service
from desk.visitor import Posts, Reads
from directory.gone import keep_as_ours, let_go, list_gone
from directory.models import Service
from handover.errors import NotAllowedError
from handover.saved_services import all_saved
from storage import reading, utc_now, writing

BACK = "This service is in the directory again. Look at its page first."


def add_routes(router: APIRouter) -> None:
    """The page, and the two decisions."""

    @router.get("/gone")
    def show(
        request: Request, visitor: Reads, number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1
    ) -> Response:
        with reading() as session:
            listing = list_gone(session, all_saved(session), number)
            return page(request, "directory/gone.html", visitor=visitor, listing=listing)

    @router.post("/services/{service_id}/let-go")
    def delete(service_id: str, visitor: Posts) -> Response:
        with writing() as session:
            let_go(session, _gone(session, service_id), visitor.worker.id, utc_now())
        return RedirectResponse("/desk/gone", 303)

    @router.post("/services/{service_id}/keep")
    def keep(service_id: str, visitor: Posts) -> Response:
        with writing() as session:
            keep_as_ours(session, _gone(session, service_id), visitor.worker.id, utc_now())
        return to_service(service_id)


def _gone(session: Session, service_id: str) -> Service:
    service = find_service(session, service_id)
    if service.gone_on is None:
        raise NotAllowedError(BACK)
    return service
