"""The chat as a page: works without JavaScript by form posts and a session cookie; chat.js takes over where it can."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Form, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError

from areas import load_area
from bot import conversations
from bot.api import Chat, shown_messages
from bot.gateway import BadMessageError, read_spoken
from bot.shown import render, show
from directory.postcode_licences import postcode_licences
from handover.conversation import Conversation, messages_after
from locales import LANGUAGES, language, translate
from safeguarding import check
from storage import reading, writing

STATIC = Path(__file__).parent / "static"
COOKIE = "fingerpost_chat"
NEUTRAL_PAGE = "https://www.bbc.co.uk/weather"


def make_router(chat: Chat, *, secure_cookies: bool) -> APIRouter:
    """The chat page, its files and the widget's script."""
    router = APIRouter(include_in_schema=False)
    router.mount("/chat/static", StaticFiles(directory=STATIC), name="chat-static")

    @router.get("/chat")
    def page(
        request: Request,
        language: str | None = None,
        embedded: bool = False,
        choose: bool = False,
        fingerpost_chat: Annotated[str | None, Cookie()] = None,
    ) -> HTMLResponse:
        conversation = None if choose else _of_cookie(fingerpost_chat)
        messages = None
        if conversation:
            with reading() as session:
                messages = shown_messages(messages_after(session, conversation.id))
        code = conversation.language if conversation else language
        return _page(chat.area, code, messages, embedded=embedded, licences=_licences())

    @router.post("/chat/start")
    def start(request: Request, language: Annotated[str, Form()] = "en") -> Response:
        chat.limits.refuse_if_busy("begin", request.client.host if request.client else "")
        with writing() as session:
            begun = conversations.begin(session, language, load_area(chat.area))
        response = _back()
        response.set_cookie(
            COOKIE,
            f"{begun.conversation.id}.{begun.token}",
            httponly=True,
            secure=secure_cookies,
            samesite="lax",
            path="/chat",
        )
        return response

    @router.post("/chat/say")
    async def say(request: Request, fingerpost_chat: Annotated[str | None, Cookie()] = None) -> Response:
        form = {str(key): str(value) for key, value in (await request.form()).items()}
        try:
            spoken = read_spoken(form.pop("text", None), form.pop("choice", None), form)
        except BadMessageError:
            return _back()  # an empty message changes nothing
        alarm = check(spoken.everything)
        try:
            conversation = await run_in_threadpool(_of_cookie, fingerpost_chat)
        except SQLAlchemyError:
            if alarm is None:
                raise
            answer = chat.gateway.answer_alarm_unstored(alarm, "en")
            return _page(chat.area, "en", [show(message) for message in answer.messages], embedded=False)
        if conversation is None:
            return _back()
        if alarm is None:
            chat.limits.refuse_if_busy("say", conversation.id)
        await chat.gateway.answer(conversation.id, spoken, conversation.language)
        return _back()

    @router.post("/chat/leave")
    def leave() -> Response:
        """Forget the chat in this browser and show the weather. The conversation stays for the worker who may answer."""
        response = RedirectResponse(NEUTRAL_PAGE, status.HTTP_303_SEE_OTHER)
        response.delete_cookie(COOKIE, path="/chat")
        return response

    @router.get("/widget.js")
    def widget() -> FileResponse:
        return FileResponse(STATIC / "widget.js", media_type="text/javascript")

    return router


def _back() -> RedirectResponse:
    return RedirectResponse("/chat#text", status.HTTP_303_SEE_OTHER)


def _of_cookie(cookie: str | None) -> Conversation | None:
    conversation_id, _, token = (cookie or "").partition(".")
    if not token:
        return None
    with reading() as session:
        return conversations.find(session, conversation_id, token)


def _licences() -> list[str]:
    with reading() as session:
        return postcode_licences(session)


def _page(
    area_key: str,
    code: str | None,
    messages: list[Mapping[str, Any]] | list[dict[str, Any]] | None,
    *,
    embedded: bool,
    licences: Sequence[str] = (),
) -> HTMLResponse:
    area = load_area(area_key)
    return HTMLResponse(
        render(
            "page.html",
            language(code).code,
            messages=messages,
            languages=LANGUAGES.values(),
            council=area.council,
            phone=translate(area.council_contact.number, language(code).code),
            embedded=embedded,
            licences=licences,
        )
    )
