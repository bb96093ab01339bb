"""What goes wrong at the desk, as a page with a sentence and whatever was typed, so that nothing is lost."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from desk.page import page
from handover.errors import HandoverError, NotAllowedError, NotFoundError

NO_STORE = "no-store"
# Stricter than the chat's: no other site may put the desk in a frame.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TYPED = ("sentence", "reason", "text", "name", "description", "eligibility", "how_to_join", "times", "places", "phones")
SIGNED_OUT = "You are signed out, because nothing happened here for 30 minutes or you signed out yourself."
NOT_OUR_FORM = (
    "This form was not sent from a page of this desk, or the page is too old. Open the page again and send it anew."
)
NOT_READABLE = "Something in what was sent could not be read. Go back, check it, and send it again."


class SignInNeededError(Exception):
    """There is no session, or it has ended."""


class NotOurFormError(Exception):
    """A form came from somewhere else."""


class DeskRoute(APIRoute):
    """A route whose problems become pages, and whose answers no cache keeps."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, wrapped."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                response = await inner(request)
            except SignInNeededError:
                response = await _signed_out(request)
            except NotOurFormError:
                response = await _problem(request, 403, "That was not sent", NOT_OUR_FORM)
            except NotFoundError as error:
                response = await _problem(request, 404, "Not found", str(error))
            except NotAllowedError as error:
                response = await _problem(request, 409, "That cannot be done", str(error))
            except HandoverError as error:
                response = await _problem(request, 422, "That cannot be done", str(error))
            except RequestValidationError:
                response = await _problem(request, 422, "That could not be read", NOT_READABLE)
            return _guarded(request, response)

        return handle


def _guarded(request: Request, response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if "/static/" not in request.url.path:
        response.headers["Cache-Control"] = NO_STORE
    return response


async def _signed_out(request: Request) -> Response:
    if request.method == "GET":
        return RedirectResponse("/desk/sign-in", 303)
    return await _problem(request, 401, "You are signed out", SIGNED_OUT)


async def _problem(request: Request, status: int, title: str, sentence: str) -> Response:
    form = await request.form() if request.method == "POST" else {}
    typed = [str(form[name]) for name in TYPED if form.get(name)]
    return page(request, "problem.html", status, title=title, sentence=sentence, typed=typed)
