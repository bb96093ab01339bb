"""The app's own OpenAPI, asked by Schemathesis: whatever is sent to a public route, the answer is one that is described."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
import schemathesis
import uvicorn
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.bot_fixtures import Chat, begin, serving
from tests.e2e.house import free_port

EXAMPLES = 30  # of one route
PUBLIC = r"^/(oruk|api/conversations)"
OWN = "{conversation_id}"
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class House:
    """The real app on a real database with the demo area in it, on a port of its own."""

    web: TestClient
    address: str


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with serving(tmp_path_factory.mktemp("var"), **_database(request)) as web:
        port = free_port()
        config = uvicorn.Config(web.app, host="127.0.0.1", port=port, lifespan="off", log_config=None)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield House(web, f"http://127.0.0.1:{port}")
        server.should_exit = True
        thread.join(10)


def _database(request: pytest.FixtureRequest) -> dict[str, str]:
    if request.param == "sqlite":
        return {}
    address = request.getfixturevalue("postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return {"database_url": address.replace("postgresql://", "postgresql+psycopg://")}


def _operations(house: House) -> Iterator[Any]:
    schema = schemathesis.openapi.from_url(f"{house.address}/openapi.json", wait_for_schema=10)
    for found in schema.include(path_regex=PUBLIC).get_all_operations():
        assert isinstance(found, Ok), found
        yield found.ok()


def _wrong(operation: Any, chat: Chat | None = None) -> list[str]:
    """What is not as it is described, of one route; in a conversation of one's own, or with whatever is sent.

    That what fits the schema is accepted is not asked: which areas, postcodes and tokens there are is in no schema.
    """

    @SETTINGS
    @given(case=operation.as_strategy())
    def ask(case: Case[Any]) -> None:
        if chat:
            case.path_parameters = {"conversation_id": chat.id}
            case.headers.update(chat.headers)
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    try:
        ask()
    except FailureGroup as failed:
        return [f"{operation.method} {operation.path}: {str(each)[:600]}" for each in failed.exceptions]
    return []


def test_every_answer_is_one_that_is_described(house: House) -> None:
    operations = list(_operations(house))
    assert len(operations) == 16
    assert [line for operation in operations for line in _wrong(operation)] == []


def test_every_answer_in_a_conversation_is_one_that_is_described(house: House) -> None:
    chat = begin(house.web)
    own = [each for each in _operations(house) if OWN in each.path and each.method != "delete"]
    wrong = [line for each in own if not each.path.endswith("/stream") for line in _wrong(each, chat)]
    assert wrong == []
