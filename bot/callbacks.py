"""What Rasa calls back: the action endpoint (rasa-sdk's executor, mounted here) and the wording endpoint (NLG)."""

import asyncio
import hmac
from functools import cache
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Header, HTTPException, status
from pydantic import BaseModel
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

import actions.register
from areas import load_area
from bot import wording
from handover.conversation import Conversation
from storage import reading

log = structlog.get_logger(__name__)


class WordingCall(BaseModel):
    """What Rasa sends to its NLG endpoint; only the parts used here."""

    response: str
    arguments: dict[str, Any] = {}
    tracker: dict[str, Any]


@cache
def executor() -> ActionExecutor:
    """rasa-sdk's executor with every action registered."""
    made = ActionExecutor()
    for action in actions.register.ACTIONS:
        made.register_action(action)
    return made


def run_action(call: dict[str, Any]) -> dict[str, Any]:
    """Run one custom action: Rasa's call in, its events and responses out.

    It runs on the caller's thread, since actions read the database and may translate; a loop of its own serves the SDK.
    """
    # Rasa 3.6 leaves the domain out for actions that did not ask for it; the SDK wants an empty one then.
    result = asyncio.run(executor().run({"domain": {}, **call}))
    return {"events": result.events, "responses": result.responses} if result else {"events": [], "responses": []}


def make_router(internal_token: str) -> APIRouter:
    """The two endpoints; both want the token that only our own Rasa process was given."""

    def rasa_only(authorization: Annotated[str, Header()] = "") -> None:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {internal_token}".encode()):
            raise HTTPException(status.HTTP_403_FORBIDDEN, "This address is for the assistant's own Rasa process.")

    router = APIRouter(prefix="/rasa", dependencies=[Depends(rasa_only)], include_in_schema=False)

    @router.post("/actions")
    def actions_endpoint(call: dict[str, Any]) -> Any:
        try:
            return run_action(call)
        except ActionExecutionRejection as rejection:
            # Rasa's protocol: 400 tells the form that the input was not for it.
            raise HTTPException(
                status.HTTP_400_BAD_REQUEST, {"error": str(rejection), "action_name": rejection.action_name}
            ) from rejection

    @router.post("/nlg")
    def wording_endpoint(call: WordingCall) -> dict[str, Any]:
        with reading() as session:
            conversation = session.get(Conversation, call.tracker["sender_id"])
        if conversation is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "That conversation is gone.")
        area = load_area(conversation.area)
        topics = call.arguments.pop("choices", None)
        said = wording.say(
            call.response,
            conversation.language,
            area,
            call.arguments,
            topics,
            also=_second_topic(call.response, call.tracker),
        )
        return {"text": "", "custom": said.as_custom()}

    return router


def _second_topic(response: str, tracker: dict[str, Any]) -> str | None:
    """The second topic of her latest message, where this response answers the first."""
    latest = tracker.get("latest_message") or {}
    if response != f"utter_{(latest.get('intent') or {}).get('name')}":
        return None
    also: str | None = latest.get("also")
    return also
