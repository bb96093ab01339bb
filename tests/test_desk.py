"""The workers' desk over HTTP: what is on its pages, answering, and the live conversation."""

import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select

import handover as room
from areas import Area
from desk import DeskSettings, make_router
from desk.words import moment, phone_words, promise_words
from handover.conversation import Conversation, add_message, messages_after
from handover.demo import MANAGERS_EMAIL
from handover.journey import State
from handover.models import Handover, WorkerSession
from handover.sign_in import begin_session
from storage import reading, utc_now, writing
from tests.desk_fixtures import (
    NOT_NOW,
    NOT_THERE,
    OURS,
    accepted,
    handover_id,
    post,
    record_of,
    signed_in,
    state_of,
    token_of,
)
from tests.handover_fixtures import (
    DANIELS_EMAIL,
    LINES,
    MONDAY_NINE,
    SENTENCE,
    a_request,
    area,
    encryption_key,
    london,
    worker,
)
from texts import Identity
from texts.verification import start_verification

FIXTURES = (
    area,
    encryption_key,
    handover_id,
)


# What is on the pages


def test_the_list_has_waiting_ones_first_and_says_in_words_what_is_overdue(handover_id: str, area: Area) -> None:
    with writing() as session:
        late = a_request(session, area, "so", MONDAY_NINE - timedelta(days=14))
        late_reference = late.reference
        soon_reference = session.get_one(Handover, handover_id).reference
    page = signed_in(area).get("/desk").text
    assert page.index(late_reference) < page.index(soon_reference)
    assert "Overdue by" in page
    assert "Answer by" in page
    assert "Somali, interpreter needed" in page
    assert LINES[1].text not in page


def test_the_page_shows_what_she_shared_and_how_she_may_be_reached(handover_id: str, area: Area) -> None:
    with writing() as session:
        handover = session.get_one(Handover, handover_id)
        handover.parent_name = "Amina"
        room.set_safe_contact(
            session, handover, "call", utc_now(), phone="07700 900123", times=["weekends"], words="It is the library"
        )
    page = signed_in(area).get(f"/desk/handovers/{handover_id}").text
    for shown in (LINES[0].text, LINES[0].english or "", "07700 900123", "tel:+447700900123", "It is the library"):
        assert shown in page
    assert "Saturday and Sunday" in page
    assert "Amina" in page
    assert "Tariq" not in page  # the line that she did not share
    assert record_of(handover_id) == ["requested", "read"]
    with reading() as session:
        chat = messages_after(session, session.get_one(Handover, handover_id).conversation_id or "")
    assert chat[-1].text == "Sofia has read what you shared."


def test_terms_that_ran_out_show_no_number(handover_id: str, area: Area) -> None:
    with writing() as session:
        handover = session.get_one(Handover, handover_id)
        room.set_safe_contact(session, handover, "call", utc_now() - timedelta(days=31), phone="07700 900123")
    page = signed_in(area).get(f"/desk/handovers/{handover_id}").text
    assert "no longer counts" in page
    assert "900123" not in page


def test_hostile_words_are_shown_as_words(handover_id: str, area: Area) -> None:
    hostile = "<script>alert(1)</script>\" onload='x' {{ 7*7 }}"
    with writing() as session:
        handover = session.get_one(Handover, handover_id)
        handover.lines[0].text = handover.lines[0].english = handover.parent_name = hostile
        room.accept(session, handover_id, worker(session), hostile, utc_now())
    web = signed_in(area)
    for path in ("", "/conversation"):
        page = web.get(f"/desk/handovers/{handover_id}{path}").text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "{{ 7*7 }}" in page


def test_no_page_is_kept_in_a_cache_or_shown_in_a_frame(handover_id: str, area: Area) -> None:
    accepted(handover_id)
    web = signed_in(area)
    for path in ("/sign-in", "", "/outbox", "/figures", f"/handovers/{handover_id}", "/handovers/nothing"):
        answer = web.get("/desk" + path)
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert web.get("/desk/static/desk.css").headers["content-type"].startswith("text/css")


def test_the_outbox_shows_texts_to_workers_and_only_their_states_to_managers(handover_id: str, area: Area) -> None:
    with writing() as session:
        start_verification(
            session, "07700 900123", "en", utc_now(), identity=Identity("Fennbrook", "01632 960100", can_reply=True)
        )
    page = signed_in(area).get("/desk/outbox").text
    assert "07••• •••123" in page
    assert "900123" not in page
    body = re.search(r'<p class="text" dir="auto">(.+?)</p>', page)
    assert body is not None
    managers = signed_in(area, MANAGERS_EMAIL).get("/desk/outbox").text
    assert "07••• •••123" in managers
    assert body[1] not in managers


def test_the_figures_count_and_name_nobody(handover_id: str, area: Area) -> None:
    page = signed_in(area).get("/desk/figures").text
    assert "fewer than 5" in page
    assert "Too few to say" in page
    assert LINES[1].text not in page


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-23 10:00", "Answer by Mon 23 Nov 2026, 12:30 (in 2 hours)"),
        ("2026-11-23 12:29", "Answer by Mon 23 Nov 2026, 12:30 (in 1 minute)"),
        ("2026-11-23 13:20", "Overdue by 50 minutes (promised for Mon 23 Nov 2026, 12:30)"),
        ("2026-11-26 12:30", "Overdue by 3 days (promised for Mon 23 Nov 2026, 12:30)"),
    ],
)
def test_a_promise_is_told_in_words(now: str, words: str) -> None:
    assert promise_words(london("2026-11-23 12:30"), london(now)) == words


def test_moments_are_londons_and_numbers_are_as_people_write_them() -> None:
    assert moment(datetime.fromisoformat("2026-07-06T23:30:00+00:00")) == "Tue 7 Jul 2026, 00:30"
    assert phone_words("+447700900123") == "07700 900123"


# From accepting to handing back


def test_the_story_at_the_desk(handover_id: str, area: Area) -> None:
    web = signed_in(area)
    base = f"/desk/handovers/{handover_id}"
    answer = post(web, f"{base}/accept", sentence=SENTENCE, written_in="pl")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{base}/conversation")
    with writing() as session:
        conversation = session.get_one(Conversation, session.get_one(Handover, handover_id).conversation_id)
        assert conversation.held_by_worker_id == worker(session).id
        add_message(session, conversation, "parent", "شکریہ", language="ur")

    page = web.get(f"{base}/conversation").text
    assert SENTENCE in page
    assert '<p class="text" lang="ur" dir="auto">شکریہ</p>' in page
    assert "will they take my kids" not in page  # said before she asked for a person
    assert '<option value="pl" selected>' in page

    assert post(web, f"{base}/say", text="Shall we meet?").status_code == 303
    assert state_of(handover_id) == State.IN_CONTACT
    assert post(web, f"{base}/hand-back").status_code == 303
    assert "The assistant answers in this chat at the moment" in web.get(f"{base}/conversation").text
    assert post(web, f"{base}/say", text="Too late").status_code == 422
    assert post(web, f"{base}/take-hold").status_code == 303
    assert post(web, f"{base}/close").status_code == 303
    assert web.get(f"{base}/conversation").status_code == NOT_NOW
    assert state_of(handover_id) == State.CLOSED
    assert "shared" not in re.sub(r"<[^>]+>", "", web.get(base).text)


def test_declining_needs_a_reason_and_passes_it_on(handover_id: str, area: Area) -> None:
    web = signed_in(area)
    assert post(web, f"/desk/handovers/{handover_id}/decline", reason=" ").status_code == 422
    assert post(web, f"/desk/handovers/{handover_id}/decline", reason="I am full.").status_code == 303
    assert web.get(f"/desk/handovers/{handover_id}").status_code == NOT_THERE
    assert signed_in(area, DANIELS_EMAIL).get(f"/desk/handovers/{handover_id}").status_code == 200


@pytest.mark.parametrize("text", ["", "   ", "long " * 1000])
def test_what_cannot_be_sent_stays_in_the_form_with_a_sentence(text: str, handover_id: str, area: Area) -> None:
    web = signed_in(area)
    answer = post(web, f"/desk/handovers/{handover_id}/accept", sentence=text)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert text in answer.text
    accepted(handover_id)
    answer = post(web, f"/desk/handovers/{handover_id}/say", text=text)
    assert answer.status_code == 422
    assert text in answer.text


def test_a_body_of_megabytes_is_refused(handover_id: str, area: Area) -> None:
    web = signed_in(area)
    answer = post(web, f"/desk/handovers/{handover_id}/accept", sentence="x" * 2_000_000)
    assert answer.status_code == 413
    assert state_of(handover_id) == State.REQUESTED


def test_bytes_that_are_no_text_do_no_harm(handover_id: str, area: Area) -> None:
    web = signed_in(area)
    token = token_of(web.get("/desk").text).encode()
    for body in (
        b"sentence=%ff%fe%00&form_token=" + token,
        b"sentence=\xff\xfe\x00&form_token=" + token,
        b"\x00\xff=&&&=",
    ):
        headers = OURS | {"content-type": "application/x-www-form-urlencoded"}
        answer = web.post(f"/desk/handovers/{handover_id}/decline", content=body, headers=headers)
        assert answer.status_code in (303, 403, 422)
    strange = web.post(
        "/desk/sign-in", content=b"--x", headers=OURS | {"content-type": "multipart/form-data; boundary=x"}
    )
    assert strange.status_code in (400, 403, 422)


def test_words_of_danger_stand_out_on_every_page_of_whoever_holds_the_chat(handover_id: str, area: Area) -> None:
    accepted(handover_id)
    with writing() as session:
        conversation = session.get_one(Conversation, session.get_one(Handover, handover_id).conversation_id)
        add_message(session, conversation, "parent", "he's got a knife and he's outside", safety=("violence", "now"))
    web = signed_in(area)
    for path in ("", f"/handovers/{handover_id}", f"/handovers/{handover_id}/conversation"):
        assert "Somebody may be in danger" in web.get("/desk" + path).text
    assert "violence, now" in web.get(f"/desk/handovers/{handover_id}/conversation").text
    assert "Somebody may be in danger" not in signed_in(area, MANAGERS_EMAIL).get("/desk").text


# Live


@pytest.fixture
def served(handover_id: str, area: Area) -> Iterator[str]:
    """The desk on a real server; gives its address."""
    app = FastAPI()
    app.include_router(make_router(DeskSettings(area=area, secure_cookies=False)))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


WRITE_FROM_ELSEWHERE = """
import sys
from storage import configure, writing
import handover
from handover.conversation import Conversation, add_message
url, key, conversation_id = sys.argv[1:]
configure(url, [key])
with writing() as session:
    conversation = session.get_one(Conversation, conversation_id)
    add_message(session, conversation, "parent", "from another <process>", safety=("violence", "now"))
"""


def events_of(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, object]]]:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def test_a_message_written_by_another_process_arrives_and_the_stream_ends_when_she_may_no_longer_read(
    encryption_key: str, served: str, handover_id: str, database: str
) -> None:
    accepted(handover_id)
    with writing() as session:
        token = begin_session(session, worker(session), utc_now())
        handover = session.get_one(Handover, handover_id)
        conversation_id = handover.conversation_id or ""
    address = f"{served}/desk/handovers/{handover_id}/stream"
    with httpx.stream("GET", address, cookies={"fingerpost_desk": token}, timeout=20) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = events_of(answer.iter_lines())
        first = [next(events) for _ in range(2)]  # the system's line and her own sentence
        assert SENTENCE in str(first[1][1]["html"])
        command = [sys.executable, "-c", WRITE_FROM_ELSEWHERE, database, encryption_key, conversation_id]
        subprocess.run(command, check=True, timeout=60)
        name, data = next(events)  # while the stream is open: the page was not loaded again
        assert (name, data["crisis"]) == ("message", True)
        assert "from another &lt;process&gt;" in str(data["html"])
        with writing() as session:
            room.withdraw(session, session.get_one(Handover, handover_id), utc_now())
        assert next(events)[0] == "changed"
        assert list(events) == []


def test_a_stream_ends_when_the_session_ends(served: str, handover_id: str) -> None:
    accepted(handover_id)
    with writing() as session:
        token = begin_session(session, worker(session), utc_now())
    address = f"{served}/desk/handovers/{handover_id}/stream"
    with httpx.stream("GET", address, cookies={"fingerpost_desk": token}, timeout=20) as answer:
        events = events_of(answer.iter_lines())
        next(events)
        with writing() as session:
            session.scalars(select(WorkerSession)).one().revoked_at = utc_now()
        assert [name for name, _ in events][-1] == "changed"


def test_a_stream_goes_on_after_the_last_message_the_browser_has(served: str, handover_id: str) -> None:
    accepted(handover_id)
    with writing() as session:
        token = begin_session(session, worker(session), utc_now())
        last = messages_after(session, session.get_one(Handover, handover_id).conversation_id or "")[-1].number
    address = f"{served}/desk/handovers/{handover_id}/stream"
    headers = {"last-event-id": str(last - 1)}
    with httpx.stream("GET", address, cookies={"fingerpost_desk": token}, headers=headers, timeout=20) as answer:
        assert SENTENCE in str(next(events_of(answer.iter_lines()))[1]["html"])
    refused = httpx.get(address, cookies={"fingerpost_desk": token}, headers={"last-event-id": "x"})
    assert refused.status_code == 422
