"""A chat over HTTP in this process, with a real database and a Rasa that does not answer."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from fastapi.testclient import TestClient

import directory.demo
import handover.demo
import storage
from app.main import create_app
from app.settings import Settings
from areas import load_area
from storage import writing
from tests.e2e.house import free_port

AREA = load_area("demo")


@dataclass
class Chat:
    """One parent's chat."""

    web: TestClient
    id: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def say(self, text: str) -> dict[str, Any]:
        return self.send({"text": text})

    def choose(self, choice: str, **fields: str) -> dict[str, Any]:
        return self.send({"choice": choice, "fields": fields} if fields else {"choice": choice})

    def send(self, body: dict[str, Any]) -> dict[str, Any]:
        response = self.web.post(f"/api/conversations/{self.id}/messages", json=body, headers=self.headers)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.web.get(
            f"/api/conversations/{self.id}/messages", headers=self.headers
        ).json()["messages"]
        return found


@contextmanager
def serving(var: Path, **more: Any) -> Iterator[TestClient]:
    """The app on a new SQLite database with the demo area in it."""
    settings = Settings(
        var_dir=var,
        secret_key=Fernet.generate_key().decode(),
        rasa_port=free_port(),
        rasa_timeout=0.5,
        _env_file=None,
        **more,
    )
    app = create_app(settings)
    storage.Base.metadata.create_all(storage.engine().execution_options(writing=True))
    with writing() as session:
        directory.demo.load_demo(session)
        handover.demo.load_demo(session, AREA)
    with TestClient(app, base_url="http://127.0.0.1:8000") as web:
        yield web


ADDRESSES = (f"10.0.{number // 256}.{number % 256}" for number in itertools.count(1))


def begin(web: TestClient, language: str = "en") -> Chat:
    """Begin a chat from an address of its own: the rate limit counts by address."""
    web = TestClient(web.app, base_url=str(web.base_url), client=(next(ADDRESSES), 50_000))
    response = web.post("/api/conversations", json={"language": language})
    assert response.status_code == 201
    begun = response.json()
    return Chat(web, begun["id"], begun["token"])


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with serving(tmp_path_factory.mktemp("var")) as served:
        yield served


@pytest.fixture
def chat(web: TestClient) -> Chat:
    return begin(web)


def is_crisis(answer: dict[str, Any]) -> bool:
    """Whether an answer is the crisis answer, 999 first."""
    return bool(answer["safety"]) and answer["messages"][0]["card"]["contacts"][0]["number"] == "999"
