"""Changing a service at the desk, and adding one."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from desk.page import page
from desk.service_form import ACCESS_SAID, COSTS, DELIVERIES, STATUSES, ServiceForm, form_of
from desk.service_reading import FormError, Locate, read_form, typed_form
from desk.services import find_listed, to_service
from desk.visitor import Posts, Reads, Visitor
from directory.access import ACCESS
from directory.duplicates import Alike, likely_same
from directory.edits import add_service, edit_service, still_right
from directory.keeping import DESK
from directory.models import Service
from directory.places import find_place
from directory.query import london_today
from directory.topics import LABELS
from storage import reading, utc_now, writing

CHANGED_MEANWHILE = (
    "This service was changed while you were writing. What you wrote is still below and is not kept yet. Compare it with "
    "the service’s page, then keep it."
)


async def _typed(request: Request) -> ServiceForm:
    form = await request.form()
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    chosen = {name: [each for each in form.getlist(name) if isinstance(each, str)] for name in ("delivery", "topics")}
    return typed_form(texts, chosen["delivery"], chosen["topics"])


TypedForm = Annotated[ServiceForm, Depends(_typed)]


def add_routes(router: APIRouter) -> None:
    """Two pages with a form each. They stand before the page of one service, whose address is wider."""

    @router.get("/services/add")
    def show_empty(request: Request, visitor: Reads) -> Response:
        return _page(request, visitor, ServiceForm(delivery=("in person",)), None)

    @router.post("/services/add")
    def add(request: Request, visitor: Posts, form: TypedForm, alike: Annotated[str, Form()] = "") -> Response:
        """Add it, unless it looks like services that she has not been shown: then she is shown them first.

        Args:
            alike: the identifiers of those that she was shown.
        """
        with reading() as session:
            try:
                read = read_form(form, None, DESK, _locate(session))
            except FormError as error:
                return _page(request, visitor, form, None, error)
            found = likely_same(session, read)
            if any(each.service.id not in alike.split() for each in found):
                return _page(request, visitor, form, None, alike=found)
        with writing() as session:
            made = add_service(session, read, visitor.worker.id, utc_now())
            return to_service(made.id)

    @router.get("/services/{service_id}/edit")
    def show_form(request: Request, service_id: str, visitor: Reads) -> Response:
        with reading() as session:
            service = find_listed(session, service_id)
            return _page(request, visitor, form_of(service.document(), service.fingerprint), service)

    @router.post("/services/{service_id}/edit")
    def change(request: Request, service_id: str, visitor: Posts, form: TypedForm) -> Response:
        with writing() as session:
            service = find_listed(session, service_id)
            try:
                if form.seen != service.fingerprint:
                    raise FormError("seen", CHANGED_MEANWHILE)
                read = read_form(form, service.document(), service.source, _locate(session))
            except FormError as error:
                return _page(request, visitor, form, service, error)
            edit_service(session, service, read, visitor.worker.id, utc_now())
            if form.all_right:
                still_right(session, service, london_today(), visitor.worker.id, utc_now())
        return to_service(service_id)


def _locate(session: Session) -> Locate:
    def locate(postcode: str) -> tuple[float, float] | None:
        place = find_place(session, postcode)
        if place is None or place.latitude is None or place.longitude is None:
            return None
        return place.latitude, place.longitude

    return locate


def _page(
    request: Request,
    visitor: Visitor,
    form: ServiceForm,
    service: Service | None,
    error: FormError | None = None,
    *,
    alike: Sequence[Alike] = (),
) -> Response:
    return page(
        request,
        "directory/service_form.html",
        422 if error else 200,
        visitor=visitor,
        form=form,
        service=service,
        seen=service.fingerprint if service else "",
        problem=str(error) if error else None,
        wrong=error.field if error else "",
        costs=COSTS,
        deliveries=DELIVERIES,
        states=STATUSES,
        topics=LABELS,
        alike=alike,
        access=ACCESS,
        access_said=ACCESS_SAID,
    )
