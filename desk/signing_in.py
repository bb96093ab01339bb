"""Signing in and out."""

import secrets
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.guard import is_own_form
from desk.page import page
from desk.problems import NotOurFormError
from desk.settings import DeskSettings
from desk.visitor import COOKIE, Posts, own_origin
from handover.sign_in import begin_session, form_token, note_failure, sign_out, worker_signing_in
from storage import reading, utc_now, writing

log = structlog.get_logger(__name__)

FORM_COOKIE = "fingerpost_desk_form"
FAILED = (
    "That did not work. Check the e-mail address and the password. After several tries you have to wait 15 minutes."
)


def add_routes(router: APIRouter, settings: DeskSettings) -> None:
    """The sign-in page, and the two forms that begin and end a session."""

    def set_cookie(response: Response, name: str, value: str) -> None:
        response.set_cookie(name, value, path="/desk", httponly=True, samesite="lax", secure=settings.secure_cookies)

    def sign_in_page(request: Request, problem: str | None, email: str) -> Response:
        form_cookie = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
        response = page(
            request,
            "sign_in.html",
            401 if problem else 200,
            area=settings.area,
            form_token=form_token(form_cookie),
            problem=problem,
            email=email,
        )
        set_cookie(response, FORM_COOKIE, form_cookie)
        return response

    @router.get("/sign-in")
    def show(request: Request) -> Response:
        return sign_in_page(request, None, "")

    @router.post("/sign-in", dependencies=[Depends(own_origin)])
    def sign_in(
        request: Request,
        email: Annotated[str, Form(max_length=320)] = "",
        password: Annotated[str, Form(max_length=1000)] = "",
        form: Annotated[str, Form(alias="form_token", max_length=200)] = "",
    ) -> Response:
        form_cookie = request.cookies.get(FORM_COOKIE)
        if not form_cookie or not is_own_form(form, form_cookie):
            raise NotOurFormError
        network, now = request.client.host if request.client else "", utc_now()
        with reading() as session:
            worker = worker_signing_in(session, email, password, network, now)
        with writing() as session:
            if worker is None:
                note_failure(session, email, network, now)
                log.info("desk_sign_in_failed")
                token = None
            else:
                token = begin_session(session, worker, now)
                log.info("desk_signed_in", worker=worker.id)
        if token is None:
            return sign_in_page(request, FAILED, email)
        response = RedirectResponse("/desk", 303)
        set_cookie(response, COOKIE, token)
        response.delete_cookie(FORM_COOKIE, path="/desk")
        return response

    @router.post("/sign-out")
    def leave(visitor: Posts) -> Response:
        with writing() as session:
            sign_out(session, visitor.token, utc_now())
        response = RedirectResponse("/desk/sign-in", 303)
        response.delete_cookie(COOKIE, path="/desk")
        response.headers["Clear-Site-Data"] = '"cache"'
        return response
