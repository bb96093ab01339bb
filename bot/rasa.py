"""Rasa's client: one message in, what the assistant says out. Rasa listens on loopback; this is the only way in."""

import re
from typing import Any

import httpx
import structlog

from directory.places import shorten_postcodes

log = structlog.get_logger(__name__)

# What Rasa may read: enough to tell the topic, nothing by which to tell the person.
LONGEST_FOR_RASA = 1_000
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
LONG_NUMBER = re.compile(r"\+?\d(?:[\s().-]?\d){6,}")


class RasaUnavailableError(Exception):
    """Rasa did not answer in time, or not with what it should."""


def for_rasa(text: str) -> str:
    """The text as Rasa may read and keep it: postcodes shortened, numbers and addresses masked, the length bounded.

    A long text keeps its end as well as its beginning, since the point is often there.
    """
    masked = LONG_NUMBER.sub("NUMBER", EMAIL.sub("EMAIL", shorten_postcodes(text)))
    if len(masked) > LONGEST_FOR_RASA:
        half = LONGEST_FOR_RASA // 2
        masked = f"{masked[:half]} {masked[-half:]}"
    # A leading slash is how Rasa names an intent; only the gateway may do that.
    return masked.lstrip("/ \n\t") or "?"


class Rasa:
    """The Rasa server at `url`.

    Args:
        url: its address, without a slash at the end.
        token: what `--auth-token` was given.
        timeout: seconds to wait for an answer.
    """

    def __init__(self, url: str, token: str, timeout: float) -> None:
        self._client = httpx.AsyncClient(base_url=url, timeout=timeout, trust_env=False)
        self._token = token

    async def say(self, conversation_id: str, message: str, message_id: str) -> list[dict[str, Any]]:
        """Give Rasa one message and return what it says, as the `custom` of each part.

        Raises:
            RasaUnavailableError: when it does not answer, or answers with nothing.
        """
        try:
            response = await self._client.post(
                "/webhooks/rest/webhook",
                json={"sender": conversation_id, "message": message, "metadata": {"message_id": message_id}},
            )
            response.raise_for_status()
            parts = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise RasaUnavailableError(type(error).__name__) from error
        said = [
            part["custom"] if "custom" in part else {"text": part["text"]}
            for part in parts
            if "custom" in part or "text" in part
        ]
        if not said:
            raise RasaUnavailableError("nothing was said")
        return said

    async def forget(self, conversation_id: str) -> None:
        """Empty Rasa's tracker of a conversation. A Rasa that is down has nothing to forget: its trackers are in memory."""
        try:
            response = await self._client.put(
                f"/conversations/{conversation_id}/tracker/events", params={"token": self._token}, json=[]
            )
            response.raise_for_status()
        except httpx.HTTPError as error:
            log.warning("rasa_tracker_not_emptied", error=type(error).__name__)

    async def ready(self) -> bool:
        """Whether Rasa answers and has a model."""
        try:
            response = await self._client.get("/status", params={"token": self._token})
        except httpx.HTTPError:
            return False
        return response.status_code == httpx.codes.OK and bool(response.json().get("model_id"))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()
