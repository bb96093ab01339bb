"""What Twilio calls: the status of a text, and replies. Nothing is believed without its signature."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

import structlog
from fastapi import APIRouter, HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from storage import writing
from texts.identity import Identity
from texts.inbound import Reply, answer_reply
from texts.receipts import News, note_status

log = structlog.get_logger(__name__)

LARGEST_BODY = 64 * 1024
LONGEST_ID = 64
NO_PROVIDER = "No SMS provider is set up here. Set FINGERPOST_TWILIO_AUTH_TOKEN to receive callbacks."
BAD_SIGNATURE = "The request is not signed by the SMS provider for this address. Check FINGERPOST_PUBLIC_URL."


def make_router(auth_token: str | None, public_url: str, identity: Identity) -> APIRouter:
    """The routes `POST /sms/status` and `POST /sms/inbound`.

    Args:
        auth_token: the account's; without one both routes answer 503.
        public_url: the address that Twilio calls, which its signature covers; a proxy may show us another.
        identity: who the answers to replies come from.
    """
    router = APIRouter(tags=["sms"])
    validator = RequestValidator(auth_token) if auth_token else None
    base = public_url.rstrip("/")

    async def signed_form(request: Request, path: str) -> FormData:
        if validator is None:
            raise HTTPException(503, NO_PROVIDER)
        form = read_form(await _read_body(request))
        query = request.url.query
        address = f"{base}{path}?{query}" if query else f"{base}{path}"
        signature = request.headers.get("X-Twilio-Signature")
        if not signature or not validator.validate(address, form, signature):
            log.warning("webhook refused: wrong signature", path=path)
            raise HTTPException(403, BAD_SIGNATURE)
        return form

    @router.post("/sms/status", status_code=204)
    async def status(request: Request) -> Response:
        """The status of a text. 204 for news, for old news and for texts not known yet."""
        form = await signed_form(request, "/sms/status")
        sid, word = _field(form, "MessageSid"), _field(form, "MessageStatus")
        text_id = request.query_params.get("text", "")[:LONGEST_ID]
        error_code = _number(str(form.get("ErrorCode", "")))
        await run_in_threadpool(_note, text_id if text_id.isprintable() else "", sid, word, error_code)
        return Response(status_code=204)

    @router.post("/sms/inbound")
    async def inbound(request: Request) -> Response:
        """A reply. The answer is TwiML."""
        form = await signed_form(request, "/sms/inbound")
        came = Reply(
            sid=_field(form, "MessageSid"),
            sender=_field(form, "From"),
            body=str(form.get("Body", "")),
            opt_out_type=str(form.get("OptOutType", "")),
            at=datetime.now(UTC),
        )
        answer = await run_in_threadpool(_answer, came, identity)
        message = f"<Message>{escape(answer)}</Message>" if answer else ""
        twiml = f'<?xml version="1.0" encoding="UTF-8"?><Response>{message}</Response>'
        return Response(twiml, media_type="application/xml")

    return router


def _note(text_id: str, sid: str, word: str, error_code: int | None) -> None:
    with writing() as session:
        note_status(session, text_id or None, News(sid, word, error_code, datetime.now(UTC)))


def _answer(came: Reply, identity: Identity) -> str | None:
    with writing() as session:
        return answer_reply(session, came, identity)


async def _read_body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise HTTPException(413, "The request is too large.")
    return body


def read_form(body: bytes) -> FormData:
    """The form as it was signed: every parameter, empty and repeated ones too.

    Raises:
        HTTPException: 400 when it is not UTF-8.
    """
    try:
        return FormData([*parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict")])
    except UnicodeDecodeError as error:
        raise HTTPException(400, "The form is not UTF-8.") from error


def _field(form: FormData, name: str) -> str:
    value = str(form.get(name, ""))[:LONGEST_ID]
    if not value or not value.isprintable():
        raise HTTPException(400, f"The form has no usable {name}.")
    return value


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else None
