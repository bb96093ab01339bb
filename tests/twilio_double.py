"""A server on loopback that speaks Twilio's Messages API well enough for its real SDK, with faults on demand.

`python -m tests.twilio_double --port 4010` runs it alone. Under `/_double` it is told what to do and shows what it got:

- `GET /_double/messages`: every message, oldest first.
- `POST /_double/faults` `{"kind", "times", "seconds"}`: what happens to the next creations, one of FAULTS.
- `POST /_double/refuse` `{"to", "code"}`: an error code for a number of one's own choice.
- `POST /_double/callbacks` `{"mode", "final", "error_code"}`: how status callbacks come, one of CALLBACK_MODES.
- `POST /_double/status` `{"sid", "status", "error_code"}`: move a message by hand and call back.
- `POST /_double/inbound` `{"url", "from", "to", "body", "sid"}`: a reply, signed, to a webhook; gives its answer.
- `POST /_double/reset`: forget everything.
"""

import argparse
import base64
import contextlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from tests.twilio_messages import (
    ACCOUNT_SID,
    API,
    AUTH_TOKEN,
    CALLBACK_MODES,
    FAULTS,
    JSON,
    OPT_IN,
    OPT_OUT,
    SENDER,
    Messages,
    RefusalError,
    post_signed,
)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet
    disable_nagle_algorithm = True
    messages: Messages

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: requests hold numbers."""

    def do_GET(self) -> None:
        """Show messages."""
        self._answer(lambda _: self._get())

    def do_POST(self) -> None:
        """Create a message, or tell the double what to do."""
        self._answer(self._post)

    def _answer(self, work: Callable[[bytes], tuple[int, object] | None]) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            answer = work(body)
        except RefusalError as refusal:
            more_info = f"https://www.twilio.com/docs/errors/{refusal.code}"
            answer = (
                refusal.status,
                {"code": refusal.code, "message": str(refusal), "more_info": more_info, "status": refusal.status},
            )
        if answer is None:
            self.close_connection = True
            self.connection.close()
            return
        content = json.dumps(answer[1]).encode()
        with contextlib.suppress(OSError):  # who asked has given up waiting
            self.send_response(answer[0])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def _get(self) -> tuple[int, object]:
        path = urlsplit(self.path).path
        if path == "/_double/messages":
            return 200, list(self.messages.kept.values())
        self._check_account(path)
        if path == f"{API}/Messages.json":
            return 200, self._page()
        return 200, self._message(path)

    def _page(self) -> JSON:
        query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        chosen = [each for each in reversed(self.messages.kept.values()) if query.get("To", each["to"]) == each["to"]]
        size, page = int(query.get("PageSize", 50)), int(query.get("Page", 0))
        shown = chosen[page * size : (page + 1) * size]
        later = urlencode({**query, "PageSize": size, "Page": page + 1})
        more = f"{API}/Messages.json?{later}" if len(chosen) > (page + 1) * size else None
        return {
            "messages": shown,
            "page": page,
            "page_size": size,
            "uri": self.path,
            "first_page_uri": f"{API}/Messages.json?PageSize={size}&Page=0",
            "next_page_uri": more,
            "previous_page_uri": None,
            "start": page * size,
            "end": page * size + len(shown) - 1,
        }

    def _message(self, path: str) -> JSON:
        sid = path.removeprefix(f"{API}/Messages/").removesuffix(".json")
        if sid not in self.messages.kept:
            raise RefusalError(404, 20404)
        return self.messages.kept[sid]

    def _post(self, body: bytes) -> tuple[int, object] | None:
        path = urlsplit(self.path).path
        if path.startswith("/_double/"):
            return self._told(path.removeprefix("/_double/"), json.loads(body or b"{}"))
        self._check_account(path)
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        if path == f"{API}/Messages.json":
            return self._create(form)
        message = self._message(path)
        if form.get("Status") == "canceled":
            message["status"] = "canceled"
        if form.get("Body") == "":
            message["body"] = ""
        return 200, message

    def _check_account(self, path: str) -> None:
        expected = base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {expected}":
            raise RefusalError(401, 20003)
        if not path.startswith(f"{API}/Messages"):
            raise RefusalError(404, 20404)

    def _create(self, form: dict[str, str]) -> tuple[int, object] | None:
        with self.messages.lock:
            fault: JSON = self.messages.faults.popleft() if self.messages.faults else {"kind": ""}
        kind, seconds = fault["kind"], float(fault.get("seconds", 3))
        if kind == "429":
            raise RefusalError(429, 20429)
        if kind == "500":
            return 500, {"message": "Internal Server Error"}
        if kind == "drop_before_accept":
            return None
        message = self.messages.create(form)
        shown = dict(message)
        self._start_callbacks(message["sid"])
        if kind in ("timeout_after_accept", "slow"):
            time.sleep(seconds)
        if kind == "500_after_accept":
            return 500, {"message": "Internal Server Error"}
        return None if kind in ("timeout_after_accept", "drop_after_accept") else (201, shown)

    def _start_callbacks(self, sid: str) -> None:
        mode = self.messages.callbacks["mode"]
        if mode == "early":
            self.messages.go_on(sid)
        elif mode != "none":
            threading.Thread(target=self.messages.go_on, args=(sid,), daemon=True).start()

    def _told(self, what: str, order: JSON) -> tuple[int, object]:
        match what:
            case "reset":
                self.messages.reset()
            case "faults" if order["kind"] in FAULTS:
                self.messages.faults.extend([order] * order.get("times", 1))
            case "refuse":
                self.messages.refuse[order["to"]] = order["code"]
            case "callbacks" if order["mode"] in CALLBACK_MODES:
                self.messages.callbacks = {"final": "delivered", **order}
            case "status":
                self.messages.move(order["sid"], order["status"], order.get("error_code"))
            case "inbound":
                return 200, self._reply(order)
            case _:
                return 400, {"message": f"the double does not know {what} {order}"}
        return 200, {}

    def _reply(self, order: JSON) -> JSON:
        word = order["body"].strip().upper()
        if word in OPT_OUT:
            self.messages.refuse[order["from"]] = 21610
        elif word in OPT_IN:
            self.messages.refuse.pop(order["from"], None)
        sid = order.get("sid") or "SM" + secrets.token_hex(16)
        form = {"MessageSid": sid, "From": order["from"], "To": order.get("to", SENDER), "Body": order["body"]}
        status, answer = post_signed(order["url"], {**form, "AccountSid": ACCOUNT_SID, "NumMedia": "0"})
        return {"status": status, "body": answer, "sid": sid}


def make_server(port: int = 0) -> ThreadingHTTPServer:
    """The server, listening on 127.0.0.1 (any free port for 0), not serving yet; `.messages` are what it holds."""
    handler = type("Double", (Handler,), {"messages": Messages()})
    ThreadingHTTPServer.request_queue_size = 128
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server


@contextlib.contextmanager
def running(clock: Callable[[], datetime] | None = None) -> Iterator[tuple[str, Messages]]:
    """Serve in a thread, by this clock if one is given; gives the address and what the account holds."""
    server = make_server()
    messages: Messages = server.RequestHandlerClass.messages  # type: ignore[attr-defined]
    messages.clock = clock or messages.clock
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", messages
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A double of Twilio's Messages API on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=4010)
    server = make_server(parser.parse_args().port)
    print(f"Twilio's double listens on http://127.0.0.1:{server.server_port}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
