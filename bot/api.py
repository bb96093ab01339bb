"""The chat's HTTP contract: conversations, messages, the live stream."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import SQLAlchemyError

from areas import AreaError, load_area
from bot import conversations
from bot.gateway import Answer, BadMessageError, Gateway, read_spoken
from bot.limits import Limits
from bot.shown import show
from handover.conversation import Conversation, Message, messages_after
from handover.models import Worker
from safeguarding import check
from storage import reading, writing

After = Annotated[int, Query(ge=0, le=2**31 - 1, description="the number of the last message that is known")]
STREAM_SECONDS = 300
POLL_SECONDS = 1.0
HEARTBEAT_SECONDS = 15


class Begin(BaseModel):
    """A new conversation: the language she reads and the area whose pack answers (the installation's own by default)."""

    language: str = Field("en", max_length=8)
    area: str | None = Field(None, max_length=64)


class Sent(BaseModel):
    """A text, or a choice with the fields of its card's form."""

    text: str | None = None
    choice: str | None = Field(None, max_length=1_000)
    fields: dict[str, str] | None = None


@dataclass(frozen=True)
class Chat:
    """What the chat's routes need."""

    gateway: Gateway
    area: str
    limits: Limits


def make_router(chat: Chat) -> APIRouter:
    """The routes under /api/conversations."""
    wrong: dict[int | str, dict[str, Any]] = {422: {"description": "What was sent cannot be read; `detail` says why."}}
    router = APIRouter(prefix="/api/conversations", tags=["chat"], responses=wrong)
    own: dict[int | str, dict[str, Any]] = {
        401: {"description": "No conversation's token was sent."},
        404: {"description": "There is no such conversation, or the token is not its own."},
    }
    busy: dict[int | str, dict[str, Any]] = {429: {"description": "Too many calls; try again in a little while."}}

    @router.post("", status_code=status.HTTP_201_CREATED, responses=busy)
    def begin(request: Request, wanted: Begin) -> dict[str, Any]:
        """Begin a conversation. The token in the answer is shown once and kept nowhere else."""
        chat.limits.refuse_if_busy("begin", request.client.host if request.client else "")
        try:
            area = load_area(wanted.area or chat.area)
        except AreaError as error:
            raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, str(error)) from error
        with writing() as session:
            begun = conversations.begin(session, wanted.language, area)
            shown = shown_messages(messages_after(session, begun.conversation.id))
        return {
            "id": begun.conversation.id,
            "token": begun.token,
            "language": begun.conversation.language,
            "messages": shown,
        }

    @router.post("/{conversation_id}/messages", responses=own | busy)
    async def send(conversation_id: str, sent: Sent, token: Token) -> dict[str, Any]:
        """Send a text or a choice; the answer holds every message that came after it."""
        try:
            spoken = read_spoken(sent.text, sent.choice, sent.fields)
        except BadMessageError as error:
            raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, str(error)) from error
        alarm = check(spoken.everything)
        try:
            conversation = await run_in_threadpool(_own, conversation_id, token)
        except SQLAlchemyError:
            if alarm is None:
                raise
            return _bare(chat.gateway.answer_alarm_unstored(alarm, "en"))
        if alarm is None:
            chat.limits.refuse_if_busy("say", conversation_id)
        answer = await chat.gateway.answer(conversation_id, spoken, conversation.language)
        return await run_in_threadpool(_answered, conversation_id, answer.messages, answer.alarm)

    @router.get("/{conversation_id}/messages", responses=own)
    def messages(conversation_id: str, token: Token, after: After = 0) -> dict[str, Any]:
        """The conversation's messages, from the beginning or after a number."""
        conversation = _own(conversation_id, token)
        with reading() as session:
            shown = shown_messages(messages_after(session, conversation_id, after))
        return {
            "messages": shown,
            "language": conversation.language,
            "held": conversation.held_by_worker_id is not None,
        }

    @router.get("/{conversation_id}/stream", responses=own)
    async def stream(conversation_id: str, token: Token, after: After = 0) -> StreamingResponse:
        """New messages as server-sent events, for five minutes at a time."""
        await run_in_threadpool(_own, conversation_id, token)
        return StreamingResponse(
            _events(conversation_id, after), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
        )

    @router.delete("/{conversation_id}", status_code=status.HTTP_204_NO_CONTENT, responses=own)
    async def erase(conversation_id: str, token: Token) -> Response:
        """Delete the conversation and everything said in it."""
        await run_in_threadpool(_own, conversation_id, token)
        await chat.gateway.forget(conversation_id)
        return Response(status_code=status.HTTP_204_NO_CONTENT)

    return router


def _token(authorization: Annotated[str, Header()] = "") -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Send the conversation's token as a bearer token.")
    return token


Token = Annotated[str, Depends(_token)]


def _own(conversation_id: str, token: str) -> Conversation:
    with reading() as session:
        conversation = conversations.find(session, conversation_id, token)
    if conversation is None:
        # The same for a wrong token as for no conversation: nobody learns which exist.
        raise HTTPException(status.HTTP_404_NOT_FOUND, "There is no such conversation.")
    return conversation


def shown_messages(messages: list[Message]) -> list[dict[str, Any]]:
    """Messages as the contract shows them, with the names of the workers who wrote."""
    ids = {message.worker_id for message in messages if message.worker_id}
    workers: dict[str, Worker] = {}
    if ids:
        with reading() as session:
            workers = {found: worker for found in ids if (worker := session.get(Worker, found))}
    return [show(message, workers.get(message.worker_id or "")) for message in messages]


def _answered(conversation_id: str, messages: list[Message], alarm: Any) -> dict[str, Any]:
    safety = {"kind": alarm.kind, "urgency": alarm.urgency} if alarm else None
    try:
        with reading() as session:
            conversation = session.get(Conversation, conversation_id)
        shown = shown_messages(messages)
    except SQLAlchemyError:
        return {"messages": [show(message) for message in messages], "safety": safety}
    return {
        "messages": shown,
        "safety": safety,
        "language": conversation.language if conversation else None,
        "ended": conversation is None,
    }


def _bare(answer: Answer) -> dict[str, Any]:
    return {
        "messages": [show(message) for message in answer.messages],
        "safety": {"kind": answer.alarm.kind, "urgency": answer.alarm.urgency} if answer.alarm else None,
        "language": None,
        "ended": False,
    }


async def _events(conversation_id: str, after: int) -> AsyncIterator[str]:
    """Poll once a second: it works on both databases and across processes, and a second is live enough to read by."""
    quiet = 0.0
    for _ in range(int(STREAM_SECONDS / POLL_SECONDS)):
        new, gone = await run_in_threadpool(_new_messages, conversation_id, after)
        if gone:
            return
        for message in new:
            after = max(after, message["number"])
            yield f"id: {message['number']}\ndata: {json.dumps(message, ensure_ascii=False)}\n\n"
        quiet = 0.0 if new else quiet + POLL_SECONDS
        if quiet >= HEARTBEAT_SECONDS:
            quiet = 0.0
            yield ": still here\n\n"
        await asyncio.sleep(POLL_SECONDS)


def _new_messages(conversation_id: str, after: int) -> tuple[list[dict[str, Any]], bool]:
    with reading() as session:
        gone = session.get(Conversation, conversation_id) is None
        return shown_messages(messages_after(session, conversation_id, after)), gone
