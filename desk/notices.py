"""What the manager is told of the directory: services that nobody has checked for a year, and those hidden for it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import AwareDatetime

from desk.page import page
from desk.visitor import Posts, Reads
from directory.notices import note_read, unread_notices
from handover.errors import NotAllowedError
from storage import reading, utc_now, writing

MANAGERS_ONLY = "These notices are for the manager: she says that she has read them."
MOST_SHOWN = 100


def add_routes(router: APIRouter) -> None:
    """The page, and the manager's button."""

    @router.get("/notices")
    def show(request: Request, visitor: Reads) -> Response:
        with reading() as session:
            notices = unread_notices(session)
        shown = notices[:MOST_SHOWN]
        return page(
            request,
            "directory/notices.html",
            visitor=visitor,
            notices=shown,
            number=len(notices),
            up_to=shown[-1].at.isoformat() if shown else "",
        )

    @router.post("/notices/read")
    def read(visitor: Posts, up_to: Annotated[AwareDatetime, Form()]) -> Response:
        if not visitor.worker.manager:
            raise NotAllowedError(MANAGERS_ONLY)
        with writing() as session:
            note_read(session, up_to, utc_now())
        return RedirectResponse("/desk/notices", 303)
