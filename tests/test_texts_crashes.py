"""Many senders at once, senders that are killed, the loop, and the double as a process of its own."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from sqlalchemy import func, select

import storage
from tests.sms_support import (
    NOW,
    PHONE,
    ask_for_code,
    make_provider,
    news,
    put,
    verified,
)
from tests.twilio_messages import Messages
from texts import (
    enqueue,
    reconcile,
    run_sender,
    send_due,
)
from texts.delivery_status import Status
from texts.models import Text

pytest_plugins = ["tests.sms_fixtures"]
LATER = NOW + timedelta(minutes=2)
Double = tuple[str, Messages]


def test_many_senders_at_once_send_each_text_once(database: str, double: Double) -> None:
    recipient_id = verified()
    with storage.writing() as session:
        for n in range(120):
            times = {"not_before": NOW, "not_after": NOW + timedelta(days=1)}
            enqueue(session, recipient_id, f"Text {n}", kind="reminder", dedupe_key=f"k{n}", **times)
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: send_due(make_provider(double[0], timeout=10), NOW), range(4)))
    assert sum(each.accepted for each in counts) == 120
    assert Counter(message["body"] for message in double[1].kept.values()).most_common(1)[0][1] == 1


def test_the_same_callback_many_times_at_once_counts_once(database: str) -> None:
    text_id = put(verified())
    for known in (None, text_id):
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda _, known=known: news(known, f"SM{known}", "sent"), range(16)))
        assert Counter(told)["nothing new"] == 15


KILLED = """
import os, sys
from datetime import datetime
import storage, texts.models
from tests.sms_support import make_provider
from texts import send_due
url, key, api, now = sys.argv[1:]
storage.configure(url, [key])
send_due(make_provider(api, timeout=30), datetime.fromisoformat(now))
"""


def test_senders_killed_while_they_wait_for_the_answer_send_nothing_twice_and_lose_nothing(
    tmp_path: Path, database: str, double: Double
) -> None:
    key = "ZmluZ2VycG9zdC1hLXRlc3Qta2V5LTMyLWJ5dGVzISE="
    storage.configure(database, [key])
    recipient_id = verified()
    for n in range(12):
        put(recipient_id, f"k{n}", f"Text {n}")
    kills = 0
    for kind in ("timeout_after_accept", "drop_before_accept", "timeout_after_accept"):
        double[1].faults.extend([{"kind": ""}, {"kind": ""}, {"kind": "timeout_after_accept", "seconds": 3}])
        if kind == "drop_before_accept":
            double[1].faults.appendleft({"kind": kind})
        sender = subprocess.Popen([sys.executable, "-c", KILLED, database, key, double[0], NOW.isoformat()])
        posted = len(double[1].kept) + 3
        while len(double[1].kept) < posted and sender.poll() is None:
            time.sleep(0.01)
        os.kill(sender.pid, signal.SIGKILL)
        kills += sender.wait() == -signal.SIGKILL
    assert kills == 3
    provider, moment = make_provider(double[0]), LATER
    for _ in range(3):
        reconcile(provider, moment)
        send_due(provider, moment)
        moment += timedelta(minutes=2)
    assert Counter(message["body"] for message in double[1].kept.values()) == Counter(f"Text {n}" for n in range(12))
    with storage.reading() as session:
        assert session.scalars(select(func.count()).where(Text.status == Status.QUEUED)).one() == 12


def test_the_loop_sends_until_it_is_told_to_stop(database: str, double: Double) -> None:
    today = storage.utc_now()
    recipient_id = ask_for_code(at=today - NOW)
    stop_event = threading.Event()
    loop = threading.Thread(target=run_sender, args=(make_provider(double[0]), stop_event, 0.05))
    loop.start()
    end = time.monotonic() + 5
    while not double[1].kept and time.monotonic() < end:
        time.sleep(0.02)
    stop_event.set()
    loop.join(5)
    assert not loop.is_alive()
    assert len(double[1].kept) == 1
    assert recipient_id


@pytest.fixture
def served() -> Iterator[str]:
    """The double as a process of its own."""
    command = [sys.executable, "-m", "tests.twilio_double", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process.stdout.readline().split()[-1]
    process.terminate()
    process.wait(5)
    process.stdout.close()


def test_the_double_runs_alone_and_is_told_what_to_do_over_http(database: str, served: str) -> None:
    put(verified())
    order = json.dumps({"kind": "429", "times": 1}).encode()
    requests.post(f"{served}/_double/faults", order, timeout=5).raise_for_status()
    assert send_due(make_provider(served), NOW).put_back == 1
    assert send_due(make_provider(served), LATER).accepted == 1
    sent = requests.get(f"{served}/_double/messages", timeout=5).json()
    assert [message["to"] for message in sent] == [PHONE]
