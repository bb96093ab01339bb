"""Fennbrook's directory on either database, and the reference data that lies beside the checkout."""

import os
from datetime import date
from pathlib import Path

import pytest

from directory.demo import load_demo
from storage import writing
from tests.conftest import missing

TODAY = date(2026, 11, 21)
SHARED = Path(os.environ.get("FINGERPOST_TEST_SHARED", Path(__file__).parents[3] / "shared")) / "data"


@pytest.fixture
def fennbrook(database: str) -> str:
    """The demo directory, loaded on 21 November 2026 (a Saturday)."""
    with writing() as session:
        load_demo(session, TODAY)
    return database


@pytest.fixture
def reference() -> Path:
    """The folder of reference feeds and schemas, which is not part of the repository."""
    if not (SHARED / "oruk").is_dir():
        missing(f"the reference data is not at {SHARED}")
    return SHARED
