"""Danger is answered at once although the database is locked, and although it is gone."""

import sqlite3
import time
from pathlib import Path

from cryptography.fernet import Fernet

import storage
from bot.gateway import CRISIS_SECONDS
from tests.bot_fixtures import begin, is_crisis, serving

KNIFE = "he's got a knife and he's outside"


def test_danger_is_answered_at_once_while_the_database_is_locked(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        chat = begin(served)
        lock = sqlite3.connect(tmp_path / "fingerpost.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        assert is_crisis(chat.say(KNIFE))
        waited = time.monotonic() - began
        lock.execute("ROLLBACK")
        lock.close()
    assert waited < CRISIS_SECONDS * 4, "she waited for the database"


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
