"""The page behind the link of a letter to a service: it shows what families see and has one button.

It stands outside the desk, since whoever opens it has no password: the signed link is her key. Mail scanners open links,
so only pressing the button counts.
"""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.page import page
from desk.problems import DeskRoute
from desk.settings import DeskSettings
from directory.edits import still_right
from directory.letter_text import asked_about
from directory.letters import service_of_token
from directory.query import london_today
from storage import reading, utc_now, writing

GONE = 410


def make_router(settings: DeskSettings) -> APIRouter:
    """The page and its button, under /still-right."""
    router = APIRouter(prefix="/still-right", route_class=DeskRoute, include_in_schema=False, max_body_size=10_000)

    @router.get("/{token}")
    def show(request: Request, token: str) -> Response:
        with reading() as session:
            service = service_of_token(session, token, utc_now())
            if service is None:
                return _page(request, settings, GONE)
            facts = asked_about(service, london_today())
            return _page(request, settings, name=service.document().name, facts=facts, token=token)

    @router.post("/{token}")
    def confirm(request: Request, token: str) -> Response:
        with writing() as session:
            service = service_of_token(session, token, utc_now())
            if service is None:
                return _page(request, settings, GONE)
            still_right(session, service, london_today(), None, utc_now())
            return _page(request, settings, name=service.document().name, done=True)

    return router


def _page(request: Request, settings: DeskSettings, status: int = 200, **values: object) -> Response:
    told = {"area": settings.area, "name": "", "facts": [], "token": "", "done": False} | values
    answer = page(request, "directory/still_right.html", status, **told)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
