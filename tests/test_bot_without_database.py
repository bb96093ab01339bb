"""Danger is answered at once although the database is locked, and although it is gone."""

import sqlite3
import time
from pathlib import Path

from cryptography.fernet import Fernet

import storage
from tests.bot_fixtures import begin, is_crisis, serving

KNIFE = "he's got a knife and he's outside"


def test_danger_is_answered_while_the_database_is_locked_and_stored_when_it_is_free(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        chat = begin(served)
        lock = sqlite3.connect(tmp_path / "fingerpost.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        answer = chat.say(KNIFE)
        assert is_crisis(answer)
        assert answer["messages"][0]["number"] == 0, "it was stored, so she waited for the lock"
        lock.execute("ROLLBACK")
        lock.close()
        for _ in range(100):
            if any(message["text"] == KNIFE for message in chat.messages()):
                break
            time.sleep(0.1)
        assert chat.messages()[-1]["safety"]["kind"] == "domestic_abuse", "the worker would not see it"


def test_danger_is_answered_when_the_database_is_gone(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        chat = begin(served)
        storage.dispose()
        storage.configure(f"sqlite:///{tmp_path}/nowhere/at.db", [Fernet.generate_key().decode()])
        assert is_crisis(chat.say(KNIFE))
        assert (
            served.post(
                f"/api/conversations/{chat.id}/messages", json={"text": "hello"}, headers=chat.headers
            ).status_code
            == 503
        )


def test_danger_is_answered_on_the_page_without_javascript_when_the_database_is_gone(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        served.post("/chat/start", data={"language": "en"})
        storage.dispose()
        storage.configure(f"sqlite:///{tmp_path}/nowhere/at.db", [Fernet.generate_key().decode()])
        assert 'href="tel:999"' in served.post("/chat/say", data={"text": KNIFE}).text
