"""The letters to services that wait, and the services that have to be rung because they have no e-mail address."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.page import page
from desk.settings import DeskSettings
from desk.visitor import Posts, Reads
from directory.letters import TOGETHER, TRIES, mark_sent, to_ring, waiting_letters
from storage import reading, utc_now, writing

MOST_SHOWN = 50


def add_routes(router: APIRouter, settings: DeskSettings) -> None:
    """The page, and the button for a letter that a worker sent herself."""

    @router.get("/letters")
    def show(request: Request, visitor: Reads) -> Response:
        with reading() as session:
            letters = waiting_letters(session, settings.area.council, settings.public_url)
            return page(
                request,
                "directory/letters.html",
                visitor=visitor,
                letters=letters[:MOST_SHOWN],
                number=len(letters),
                ring=to_ring(session),
                sends=settings.sends_letters,
                tries=TRIES,
            )

    @router.post("/letters/sent")
    def sent(visitor: Posts, asked: Annotated[list[str], Form(max_length=TOGETHER)]) -> Response:
        with writing() as session:
            for each in asked:
                mark_sent(session, each, visitor.worker.id, utc_now())
        return RedirectResponse("/desk/letters", 303)
