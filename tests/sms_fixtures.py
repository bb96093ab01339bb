"""The double of Twilio, the real SDK pointed at it, and a real webhook server; loaded by `pytest_plugins`."""

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI

from tests.sms_support import IDENTITY, NOW, make_provider
from tests.twilio_double import running
from tests.twilio_messages import AUTH_TOKEN, Messages
from texts import TwilioProvider, make_router


@pytest.fixture
def double() -> Iterator[tuple[str, Messages]]:
    """The double of Twilio: its address and what it holds. Its clock stands at NOW."""
    with running(lambda: NOW) as served:
        yield served


@pytest.fixture
def provider(double: tuple[str, Messages]) -> TwilioProvider:
    """The real SDK, pointed at the double; no callbacks."""
    return make_provider(double[0])


@pytest.fixture
def webhooks(database: str) -> Iterator[str]:
    """The webhooks served by uvicorn on loopback; gives their public address."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = FastAPI()
    app.include_router(make_router(AUTH_TOKEN, address, IDENTITY))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield address
    server.should_exit = True
    thread.join(10)
    listening.close()
