"""The outbox and the figures."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.page import page
from desk.settings import DeskSettings
from desk.visitor import Reads
from handover.figures import figures_of
from storage import reading, utc_now
from texts.outbox import list_outbox


def add_routes(router: APIRouter, settings: DeskSettings) -> None:
    """Two pages that only show."""

    @router.get("/outbox")
    def show_outbox(request: Request, visitor: Reads) -> Response:
        with reading() as session:
            return page(request, "outbox.html", visitor=visitor, rows=list_outbox(session))

    @router.get("/figures")
    def show_figures(request: Request, visitor: Reads) -> Response:
        with reading() as session:
            figures = figures_of(session, settings.area.key, utc_now())
        return page(request, "figures.html", visitor=visitor, area=settings.area, figures=figures)
