"""Twilio, through its own SDK."""

import logging
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit, urlunsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from texts.provider import Accepted, Found, NoAnswer, NotSent, Outcome, ProviderUnreachableError, Refused
from texts.sender_id import SenderError, check_messaging_service, check_sender

TIMEOUT_SECONDS = 10.0
LONGEST_VALIDITY = timedelta(hours=10)
CLOCK_DIFFERENCE = timedelta(hours=1)  # generous: a text of ours that is overlooked is sent a second time
FOUND_AT_MOST = 100
_LOOPBACK = ("127.0.0.1", "localhost", "::1")

# At INFO the SDK logs the query of every list request, which holds the number.
logging.getLogger("twilio.http_client").setLevel(logging.WARNING)


class TwilioHttp(TwilioHttpClient):  # type: ignore[misc]
    """The SDK's HTTP client with a timeout, without retries, and able to speak to a server on loopback.

    The SDK waits for ever by default. A POST that is retried blindly is a text sent twice, so nothing is retried here.

    Raises:
        ValueError: when the address is neither https nor on loopback.
    """

    def __init__(self, api_url: str | None = None, timeout: float = TIMEOUT_SECONDS) -> None:
        super().__init__(timeout=timeout)
        self._base = urlsplit(api_url) if api_url else None
        if self._base is not None:
            on_loopback = self._base.scheme == "http" and self._base.hostname in _LOOPBACK
            if not on_loopback and not (self._base.scheme == "https" and self._base.hostname):
                raise ValueError("FINGERPOST_TWILIO_API_URL must start with https:// (http:// on 127.0.0.1 only).")
            if self.session is not None:
                self.session.trust_env = not on_loopback  # a proxy of the machine cannot reach our loopback
                self.session.mount("http://", HTTPAdapter(max_retries=0))

    def request(  # type: ignore[no-untyped-def]
        self, method: str, url: str, *args, **kwargs
    ) -> Response:
        """Make a request, to the configured server when there is one."""
        if self._base is not None:
            asked = urlsplit(url)
            url = urlunsplit((self._base.scheme, self._base.netloc, asked.path, asked.query, ""))
        return super().request(method, url, *args, **kwargs)


class TwilioProvider:
    """Sends through a Twilio account.

    Args:
        account_sid, auth_token: the account's.
        sender: a number, short code or name to send from; or None with a Messaging Service.
        messaging_service_sid: or None.
        public_url: where Twilio reaches this installation, without a final slash; None asks for no status callbacks.
        api_url: another server that speaks Twilio's API, for tests.

    Raises:
        SenderError: without a usable sender.
        ValueError: for an `api_url` that is neither https nor on loopback.
    """

    sends = True

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        sender: str | None = None,
        messaging_service_sid: str | None = None,
        public_url: str | None = None,
        api_url: str | None = None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        if messaging_service_sid:
            self._sender = {"messaging_service_sid": check_messaging_service(messaging_service_sid)}
        elif sender:
            self._sender = {"from_": check_sender(sender).value}
        else:
            raise SenderError("Set FINGERPOST_TWILIO_FROM or FINGERPOST_TWILIO_MESSAGING_SERVICE_SID.")
        self._public_url = public_url.rstrip("/") if public_url else None
        self._client = Client(account_sid, auth_token, http_client=TwilioHttp(api_url, timeout))

    def send(self, to: str, body: str, text_id: str, valid_for: timedelta) -> Outcome:
        """Hand over one text."""
        more: dict[str, object] = dict(self._sender)
        if self._public_url:
            more["status_callback"] = f"{self._public_url}/sms/status?{urlencode({'text': text_id})}"
        seconds = int(min(valid_for, LONGEST_VALIDITY).total_seconds())
        try:
            made = self._client.messages.create(to=to, body=body, validity_period=max(seconds, 1), **more)
        except TwilioRestException as error:
            return _refusal(error)
        except requests.RequestException as error:
            return NotSent(type(error).__name__) if _never_connected(error) else NoAnswer(type(error).__name__)
        except (TwilioException, ValueError, KeyError) as error:
            # An answer that is not Twilio's: a proxy's page, half a body.
            return NoAnswer(type(error).__name__)
        return Accepted(str(made.sid), str(made.status)) if made.sid else NoAnswer("no SID")

    def find(self, to: str, since: datetime) -> list[Found]:
        """The texts to a number made since a moment."""
        try:
            listed = self._client.messages.list(to=to, limit=FOUND_AT_MOST)
        except (TwilioException, requests.RequestException, ValueError, KeyError) as error:
            raise ProviderUnreachableError(type(error).__name__) from error
        earliest = since - CLOCK_DIFFERENCE
        return [_found(each) for each in listed if each.date_created is None or _utc(each.date_created) >= earliest]

    def fetch(self, sid: str) -> Found | None:
        """One text by its SID."""
        try:
            return _found(self._client.messages(sid).fetch())
        except TwilioRestException as error:
            if error.status == 404:
                return None
            raise ProviderUnreachableError(type(error).__name__) from error
        except (TwilioException, requests.RequestException, ValueError, KeyError) as error:
            raise ProviderUnreachableError(type(error).__name__) from error


def _refusal(error: TwilioRestException) -> Outcome:
    if not 400 <= error.status < 500 or error.status == 408:
        return NoAnswer(f"HTTP {error.status}")
    return Refused(error.status, error.code or None)


def _never_connected(error: requests.RequestException) -> bool:
    """Whether the request cannot have reached the server: only then is it safe to send it again."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    return isinstance(reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.NameResolutionError)


def _found(message: MessageInstance) -> Found:
    code = message.error_code
    return Found(str(message.sid), str(message.status), message.body or "", int(code) if code else None)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
