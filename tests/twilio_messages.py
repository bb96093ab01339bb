"""What an account of the double of Twilio holds: messages, how they move on, and the signed callbacks about them."""

import contextlib
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import requests
from twilio.request_validator import RequestValidator

from texts.phone_number import PhoneProblemError, read_phone_number
from texts.segments import count_segments

ACCOUNT_SID = "AC" + "0" * 32
AUTH_TOKEN = "auth-token-of-the-double"
SENDER = "+447700900999"
API = f"/2010-04-01/Accounts/{ACCOUNT_SID}"

FAULTS = ("429", "500", "500_after_accept", "timeout_after_accept", "drop_after_accept", "drop_before_accept", "slow")
CALLBACK_MODES = ("none", "normal", "early", "duplicate", "reordered", "late")
MAGIC_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
WORDS = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    21211: "The 'To' number is not a valid phone number.",
    21408: "Permission to send an SMS has not been enabled for the region.",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21610: "Attempt to send to unsubscribed recipient",
    21612: "The 'To' phone number is not currently reachable.",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit.",
}
OPT_OUT, OPT_IN = ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"), ("START", "YES", "UNSTOP")
JSON = dict[str, Any]


class RefusalError(Exception):
    """An answer in Twilio's error shape."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(WORDS.get(code, f"error {code}"))
        self.status, self.code = status, code


class Messages:
    """What the account holds."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        with self.lock:
            self.kept: dict[str, JSON] = {}
            self.callback_urls: dict[str, str] = {}
            self.faults: deque[JSON] = deque()
            self.refuse: dict[str, int] = dict(MAGIC_TO)
            self.callbacks: JSON = {"mode": "none", "final": "delivered"}

    def create(self, form: dict[str, str]) -> JSON:
        """Take a message, or refuse it as Twilio would."""
        to, body = form.get("To", ""), form.get("Body", "")
        service = form.get("MessagingServiceSid")
        self._check(to, form.get("From") or service, body)
        now = format_datetime(self.clock())
        message: JSON = {
            "sid": "SM" + secrets.token_hex(16),
            "account_sid": ACCOUNT_SID,
            "messaging_service_sid": service,
            "to": to,
            "from": form.get("From"),
            "body": body,
            "num_segments": "0" if service else str(max(count_segments(body).segments, 1)),
            "num_media": "0",
            "status": "accepted" if service else "queued",
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "price": None,
            "price_unit": "USD",
            "api_version": "2010-04-01",
            "date_created": now,
            "date_updated": now,
            "date_sent": None,
            "validity_period": form.get("ValidityPeriod"),
            "subresource_uris": {},
        }
        message["uri"] = f"{API}/Messages/{message['sid']}.json"
        with self.lock:
            self.kept[message["sid"]] = message
            if form.get("StatusCallback"):
                self.callback_urls[message["sid"]] = form["StatusCallback"].split("#")[0]
        return message

    def _check(self, to: str, sender: str | None, body: str) -> None:
        if not to:
            raise RefusalError(400, 21604)
        if not sender:
            raise RefusalError(400, 21603)
        if not body:
            raise RefusalError(400, 21602)
        if len(body) > 1600:
            raise RefusalError(400, 21617)
        if to in self.refuse:
            raise RefusalError(400, self.refuse[to])
        with contextlib.suppress(PhoneProblemError):
            if read_phone_number(to) == to:
                return
        raise RefusalError(400, 21211)

    def move(self, sid: str, status: str, error_code: int | None = None) -> None:
        """Give a message a status and call back."""
        with self.lock:
            message = self.kept[sid]
            message["status"], message["error_code"] = status, error_code
            if status in ("sent", "delivered"):
                message["date_sent"] = message["date_sent"] or format_datetime(self.clock())
        self.call_back(sid, status, error_code)

    def call_back(self, sid: str, status: str, error_code: int | None = None) -> None:
        """POST one status, signed, to the address the message was created with."""
        url = self.callback_urls.get(sid)
        if url is None:
            return
        message = self.kept[sid]
        form = {"MessageSid": sid, "SmsSid": sid, "MessageStatus": status, "SmsStatus": status, "To": message["to"]}
        form |= {"AccountSid": ACCOUNT_SID, "ApiVersion": "2010-04-01", "From": message["from"] or ""}
        if error_code is not None:
            form["ErrorCode"] = str(error_code)
        post_signed(url, form)

    def go_on(self, sid: str) -> None:
        """Move a new message along, calling back in the manner asked for."""
        mode, final = self.callbacks["mode"], self.callbacks["final"]
        code = self.callbacks.get("error_code")
        if mode == "late":
            time.sleep(0.5)
        for status in ("sent", final):
            self.move(sid, status, code if status == final else None)
            if mode == "duplicate":
                self.call_back(sid, status, code if status == final else None)
        if mode == "reordered":
            self.call_back(sid, "sending")


def post_signed(url: str, form: dict[str, str], token: str = AUTH_TOKEN) -> tuple[int, str]:
    """POST a form as Twilio does; gives the status and body of the answer, or 0 when nobody answers."""
    signature = RequestValidator(token).compute_signature(url, form)
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.post(url, form, headers={"X-Twilio-Signature": signature}, timeout=10)
        except requests.RequestException as error:
            return 0, type(error).__name__
        return answer.status_code, answer.text
