"""`fingerpost understand`, `evaluate` and a second topic in the chat, with the real model."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect

from app.settings import ROOT
from tests.e2e.house import House, environment
from tests.e2e.story import open_chat, press, say

pytestmark = pytest.mark.e2e


def fingerpost(house: House, *arguments: str, said: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env=environment(house.var),
        input=said,
        capture_output=True,
        check=True,
        timeout=300,
    )


def understood(house: House, lines: list[bytes]) -> list[dict[str, Any]]:
    told = fingerpost(house, "understand", said=b"\n".join(lines) + b"\n")
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_every_line_is_answered_whatever_is_in_it(house: House) -> None:
    lines = [
        b"will they take my kids away",
        b"",
        b"\xff\xfe\x00",
        json.dumps({"text": "czy zabiora mi dzieci", "lang": "pl"}).encode(),
        "🙂🙂".encode(),
        b"\x01\x02\x1b[0m",
        "\u202eمرحبا\u202c hello".encode(),
        b"when is the breakfast club " * 4_000,
        b"x" * 300_000,
        b'{"text": 5}',
        b"he has a knife and he is at the door",
        b"how much does it cost? and will my ex be told?",
    ]
    answers = understood(house, lines)
    assert len(answers) == len(lines)
    assert answers[0]["topic"] == "children_taken_away"
    assert answers[2] == {"error": "Line 3 is not UTF-8 (byte 1).", "line": 3}
    assert (answers[3]["language"], answers[3]["topic"]) == ("pl", "children_taken_away")
    assert [answers[number]["topic"] for number in (1, 4, 5)] == ["off_topic"] * 3
    assert "longer than" in answers[8]["error"]
    assert answers[10]["safety"] == {"kind": "domestic_abuse", "urgency": "now"}
    assert {answers[11]["topic"], answers[11]["also"]} == {"cost", "who_will_know"}


def test_a_councils_own_file_is_evaluated_with_a_picture(house: House, tmp_path: Path) -> None:
    lines = "- will they take my kids\n- is it going to cost me anything\n"
    blocks = [
        {"intent": "children_taken_away", "examples": lines},
        {"intent": "off_topic", "examples": "- who won the cup"},
    ]
    file, picture = tmp_path / "test_en.yml", tmp_path / "confusion.png"
    file.write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}), encoding="utf-8")
    told = fingerpost(house, "evaluate", str(file), "--json", "--picture", str(picture))
    found = json.loads(told.stdout)
    assert found["en"]["lines"] == 3
    assert found["en"]["right"] == pytest.approx(2 / 3)
    assert set(found["all"]) == {"lines", "right", "macro_f1", "in_topic_refused", "off_topic_answered"}
    assert found["calibration"]
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_two_questions_in_one_message_are_both_dealt_with(page: Page, house: House) -> None:
    open_chat(page, house.url, "English")
    say(page, "how much does it cost? and will my ex be told?")
    answer = page.locator(".message.from-assistant").last
    expect(answer).to_contain_text("You asked about something else too.")
    press(page, answer.locator(".choices button").first.inner_text())
    expect(page.locator(".message.from-assistant").last).not_to_contain_text("You asked about something else too.")


def test_a_bare_question_that_nothing_answers_is_asked_back(page: Page, house: House) -> None:
    open_chat(page, house.url, "English")
    say(page, "will it cost me anything")
    say(page, "why?")
    expect(page.locator(".message.from-assistant").last).to_contain_text("I am not sure that I understood you.")
