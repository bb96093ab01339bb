"""The chat on PostgreSQL, and its limits shared through Redis: what several processes stand on."""

import os
from pathlib import Path

import psycopg
import pytest
import redis
from fastapi import HTTPException

from bot.limits import RULES, Limits
from tests.bot_fixtures import begin, is_crisis, serving
from tests.conftest import missing

REDIS = os.environ.get("FINGERPOST_TEST_REDIS", "redis://127.0.0.1:6379/9")


def test_a_parent_asks_finds_and_is_answered_in_danger_on_postgresql(postgres: str, tmp_path: Path) -> None:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    with serving(tmp_path, database_url=postgres) as web:
        chat = begin(web, "pl")
        assert chat.choose("/children_taken_away")["messages"][0]["card"]["kind"] == "source"
        assert chat.choose("/talk_to_human")["messages"][0]["card"]["worker"]["name"] == "Sofia Marsh"
        assert is_crisis(chat.say("he's got a knife and he's outside"))
        assert chat.web.delete(f"/api/conversations/{chat.id}", headers=chat.headers).status_code == 204


def test_two_processes_count_one_limit_through_redis() -> None:
    try:
        redis.Redis.from_url(REDIS).ping()
    except redis.ConnectionError:
        missing(f"Redis does not answer at {REDIS}")
    one, other = Limits(REDIS), Limits(REDIS)
    who = f"test-{os.getpid()}"
    for number in range(RULES["say"].amount):
        (one if number % 2 else other).refuse_if_busy("say", who)
    with pytest.raises(HTTPException) as refused:
        one.refuse_if_busy("say", who)
    assert refused.value.status_code == 429
