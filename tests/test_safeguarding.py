"""The crisis gate: every rule's own examples, disguised danger, hostile input, and what it stands on."""

import cProfile
import pstats
import subprocess
import sys
from pathlib import Path

import pytest

from safeguarding import check
from safeguarding.book import Rule, read_book
from safeguarding.kinds import KINDS, LANGUAGES

ROOT = Path(__file__).parent.parent


def rules() -> list[Rule]:
    return read_book().rules


def said(rule: Rule) -> str:
    return f"{rule.urgency}-{rule.name}"


@pytest.mark.parametrize("rule", rules(), ids=said)
def test_a_rule_catches_its_own_examples(rule: Rule) -> None:
    for text in rule.catches:
        alarm = check(text, rule.language)
        assert alarm is not None, text
        assert alarm.kind == rule.kind, text
        if rule.urgency == "now":
            assert alarm.urgency == "now", text


@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.leaves], ids=said)
def test_a_rule_leaves_its_counter_examples_in_peace(rule: Rule) -> None:
    assert {text: alarm.rule for text in rule.leaves if (alarm := check(text, rule.language))} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_examples_of_danger_and_of_calm(language: str) -> None:
    mine = [rule for rule in rules() if rule.language == language]
    assert sum(len(rule.catches) for rule in mine) >= 20
    assert sum(len(rule.leaves) for rule in mine) >= 3
    assert {rule.kind for rule in mine if rule.catches} >= set(KINDS) - {"honour_abuse", "postnatal_psychosis"}


@pytest.mark.parametrize(
    "text",
    [
        "I want to k1ll myself",
        "i want to ki\u200bll my\u200dself",
        "i want to k i l l myself",
        "I WANT TO KILL MYSELF!!!!!",
        "i wаnt to kіll mysеlf",  # Cyrillic look-alikes
        "i want to k\u0336i\u0336l\u0336l\u0336 myself",
        "\u202ei want to kill myself\u202c",
        "مرحبا i want to kill myself شكرا",
        "hello\x00\x07 i want \x00to kill\x1b myself",
        "ｉ ｗａｎｔ ｔｏ ｋｉｌｌ ｍｙｓｅｌｆ",
        "thanks for the dates " * 2000 + " and i want to kill myself tonight " + "see you at the hub " * 2000,
    ],
)
def test_danger_is_seen_through_disguise(text: str) -> None:
    alarm = check(text)
    assert alarm is not None
    assert alarm.kind == "suicide_adult"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "\u200b\u200d",
        "🙂",
        "🙂" * 25_000,
        "\n" * 100_000,
        "a" * 100_000,
        "\ud800",
        "\u202e\u2066",
        "?!" * 9999,
        "999",
        "{child} & {hit}",
        "^ $",
        "'; drop table families; --",
        "<script>alert(1)</script>",
    ],
)
def test_nonsense_is_neither_an_alarm_nor_an_error(text: str) -> None:
    assert check(text) is None


HOSTILE = {
    "one word without end": "a",
    "letters apart": "k ",
    "not quite danger": "he she they child hit knife not now home ",
    "marks upon marks": "a\u0336\u0301\u0323",
    "zero width": "ki\u200bll ",
    "both directions": "مرحبا \u202ehello\u202c ",
    "sentences": "no. yes! why? ",
    "digits for letters": "k1ll 5h1t h3 ",
    "stars": "f*ck k*ll ",
    "control characters": "a\x00\x1b[0m\x07 ",
    "danger again and again": "he has a knife and i want to die ",
}


def calls(text: str) -> int:
    """How many function calls a check makes: work that can be counted, whatever else the machine is doing."""
    profile = cProfile.Profile()
    profile.runcall(check, text)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_twice_the_text_takes_about_twice_the_work(piece: str) -> None:
    half, whole = (piece * (size // len(piece) + 1) for size in (20_000, 40_000))
    check(half)
    check(whole)
    assert calls(whole) < 2.4 * calls(half) + 500


def test_the_gate_stands_on_nothing_else_of_the_project() -> None:
    script = (
        "import sys, safeguarding; safeguarding.check('hello');"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    rooms = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()} - {"safeguarding"}
    assert "safeguarding" in loaded
    assert len(rooms) >= 8
    assert loaded & rooms == set()
    assert loaded & {"socket", "sqlite3", "sqlalchemy", "urllib3", "httpx", "torch", "sklearn"} == set()


def test_the_command_line_answers_each_line_even_one_that_is_not_utf8() -> None:
    lines = b"i want to die\n\xff\xfe\nwhen is the holiday club\n"
    run = subprocess.run([sys.executable, "-m", "safeguarding"], cwd=ROOT, input=lines, capture_output=True, check=True)
    found = [b'"suicide_adult"' in line for line in run.stdout.splitlines()]
    assert found == [True, False, False]
