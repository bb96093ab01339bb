"""The live conversation: what the parent writes as she writes it, and the worker's answers."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from sqlalchemy.orm import Session

from desk.page import fragment, page
from desk.visitor import Posts, Reads, Visitor
from handover import HandoverError, NotAllowedError, NotFoundError, hand_back, handover_for, say, take_hold
from handover.conversation import Message
from handover.holding import crisis_messages, is_held, live_messages
from handover.models import Handover, Worker
from handover.permission import may_talk
from handover.sign_in import signed_in_worker
from locales import language
from storage import reading, utc_now, writing

POLL_SECONDS = 1.0
# Then the browser connects again, and its session is looked at anew.
LONGEST_STREAM_POLLS = 600
KEEP_ALIVE_POLLS = 15
NOT_LIVE = "There is no conversation here for you to read: accept the handover first, or it is over."
Typed = Annotated[str, Form()]


def add_routes(router: APIRouter) -> None:
    """The page of the conversation, its stream, and the forms on it."""

    @router.get("/handovers/{handover_id}/conversation")
    def show(request: Request, handover_id: str, visitor: Reads) -> Response:
        with reading() as session:
            return _page(request, session, handover_id, visitor)

    @router.get("/handovers/{handover_id}/stream")
    def stream(
        request: Request,
        handover_id: str,
        visitor: Reads,
        after: Annotated[int, Query(ge=0)] = 0,
        last_event_id: Annotated[int, Header(ge=0)] = 0,
    ) -> Response:
        with reading() as session:
            held = is_held(_own(session, handover_id, visitor.worker))
        events = _events(request, handover_id, visitor.token, max(after, last_event_id), held)
        return StreamingResponse(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    @router.post("/handovers/{handover_id}/say")
    def answer(
        request: Request, handover_id: str, visitor: Posts, text: Typed = "", written_in: Typed = "en"
    ) -> Response:
        with writing() as session:
            try:
                say(session, handover_id, visitor.worker, text, language=language(written_in).code)
            except NotFoundError:
                raise
            except HandoverError as error:
                return _page(request, session, handover_id, visitor, problem=str(error), text=text)
        return _to_newest(handover_id)

    @router.post("/handovers/{handover_id}/hand-back")
    def give_back(handover_id: str, visitor: Posts) -> Response:
        with writing() as session:
            hand_back(session, handover_id, visitor.worker, utc_now())
        return RedirectResponse(f"/desk/handovers/{handover_id}", 303)

    @router.post("/handovers/{handover_id}/take-hold")
    def take_again(handover_id: str, visitor: Posts) -> Response:
        with writing() as session:
            take_hold(session, handover_id, visitor.worker, utc_now())
        return _to_newest(handover_id)


def _to_newest(handover_id: str) -> Response:
    return RedirectResponse(f"/desk/handovers/{handover_id}/conversation#newest", 303)


def _own(session: Session, handover_id: str, worker: Worker) -> Handover:
    handover = handover_for(session, handover_id, worker)
    if not may_talk(worker, handover):
        raise NotAllowedError(NOT_LIVE)
    return handover


def _page(
    request: Request,
    session: Session,
    handover_id: str,
    visitor: Visitor,
    *,
    problem: str | None = None,
    text: str = "",
) -> Response:
    handover = _own(session, handover_id, visitor.worker)
    messages = live_messages(session, handover)
    mine = [message.language for message in messages if message.sender == "worker"]
    return page(
        request,
        "conversation.html",
        422 if problem else 200,
        visitor=visitor,
        handover=handover,
        messages=messages,
        newest=messages[-1].number if messages else 0,
        crisis=crisis_messages(session, handover),
        held=is_held(handover),
        written_in=mine[-1] if mine else "en",
        languages=[language(code) for code in sorted({"en", *visitor.worker.languages})],
        problem=problem,
        text=text,
    )


@dataclass(frozen=True)
class _Look:
    """What is new in a conversation, and whether the worker still holds it."""

    messages: list[Message]
    held: bool


def _look(handover_id: str, token: str, after: int) -> _Look | None:
    """None when the worker may no longer look: signed out, withdrawn, given to somebody else."""
    with reading() as session:
        worker = signed_in_worker(session, token, utc_now())
        if worker is None:
            return None
        try:
            handover = _own(session, handover_id, worker)
        except HandoverError:
            return None
        return _Look(live_messages(session, handover, after), is_held(handover))


async def _events(request: Request, handover_id: str, token: str, after: int, held: bool) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    for poll in range(1, LONGEST_STREAM_POLLS + 1):
        if await request.is_disconnected():
            return
        look = await run_in_threadpool(_look, handover_id, token, after)
        if look is None or look.held != held:
            yield _event("changed", {})
            return
        for message in look.messages:
            after = message.number
            crisis = bool(message.safety_kind) and message.sender == "parent"
            yield _event("message", {"html": fragment("message.html", message=message), "crisis": crisis}, after)
        if poll % KEEP_ALIVE_POLLS == 0:
            yield ": still here\n\n"
        await asyncio.sleep(POLL_SECONDS)


def _event(name: str, data: dict[str, object], number: int | None = None) -> str:
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
