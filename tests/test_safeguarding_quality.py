"""How well the gate tells danger from calm, on cases that nobody tuned to; and that its weights are fresh and quick."""

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from app import rasa_process
from app.gate_figures import CASES, gate_figures, read_cases
from safeguarding import check
from safeguarding.examples import EXAMPLES, ExampleError, read_examples
from safeguarding.gate import learned_or_none
from safeguarding.kinds import KINDS, LANGUAGES
from safeguarding.learned import read_learned
from safeguarding.normalise import split

ROOT = Path(__file__).parent.parent
# What the gate does today (`./fingerpost evaluate --gate`); a change may not make it worse.
FLOOR_RECALL = 0.97
CEILING_FALSE_ALARMS = 0.05


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return gate_figures(read_cases([CASES]))


def test_the_cases_are_many_and_in_every_language(figures: dict[str, Any]) -> None:
    assert figures["recall"]["of"] >= 400
    assert figures["false_alarms"]["of"] >= 400
    assert set(figures["recall_by_language"]) == set(LANGUAGES)
    assert set(figures["recall_by_kind"]) == set(KINDS)


def test_recall_and_false_alarms_have_not_become_worse(figures: dict[str, Any]) -> None:
    shown = {name: (each["share"], each["low"], each["high"]) for name, each in figures.items() if "share" in each}
    assert figures["recall"]["share"] >= FLOOR_RECALL, shown
    assert figures["false_alarms"]["share"] <= CEILING_FALSE_ALARMS, shown


def test_school_letters_are_read_in_peace() -> None:
    letters = [
        each["text"]
        for name in ("letters.yml", "letters_aside.yml")
        for each in yaml.safe_load((ROOT / "tests" / "messages" / name).read_text(encoding="utf-8"))
    ]
    alarms = [text for text in letters if check(text, "en")]
    assert len(letters) >= 50
    assert len(alarms) <= len(letters) // 20, alarms


def test_no_case_is_among_the_examples_it_learns_from() -> None:
    given = [json.loads(line) for path in CASES.glob("*.jsonl") for line in path.open(encoding="utf-8")]
    cases = {split(each["text"]).words for each in given}
    learnt = {split(text).words for each in read_examples() for text in each.texts(20, random.Random(1))}
    assert cases & learnt == set()


def test_the_weights_were_made_from_the_lines_that_are_here() -> None:
    asked = "from safeguarding.learning import examples_hash; print(examples_hash())"
    told = subprocess.run([str(rasa_process.PYTHON), "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert read_learned().made_from == told.stdout.strip(), "./fingerpost train --gate"


def test_every_language_has_lines_of_every_kind_danger_and_calm() -> None:
    found = {(each.language, each.kind is not None) for each in read_examples()}
    kinds = {(each.language, each.kind) for each in read_examples() if each.kind}
    assert found == {(language, danger) for language in LANGUAGES for danger in (True, False)}
    assert kinds == {(language, kind) for language in LANGUAGES for kind in KINDS}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("weather.txt", "[calm]\nrain\n"),
        ("fgm.txt", "[later]\nrain\n"),
        ("fgm.txt", "rain\n"),
        ("fgm.txt", "[calm]\n(rain|snow\n"),
        ("ordinary.txt", "[now]\nhelp\n"),
    ],
)
def test_a_file_of_examples_that_cannot_be_read_is_refused_with_its_place(
    tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / name).write_text(content, encoding="utf-8")
    with pytest.raises(ExampleError, match=name):
        read_examples(tmp_path)


def test_a_line_stands_for_each_of_its_choices() -> None:
    example = next(each for each in read_examples(EXAMPLES) if each.line.count("(") == 1)
    texts = example.texts(99, random.Random(1))
    assert len(texts) > 1
    assert all("|" not in text and "(" not in text for text in texts)


@pytest.mark.parametrize("content", [None, b"", b"not weights", b'{"machines": []}\nnot zlib'])
def test_without_its_weights_the_gate_stands_on_its_rules_and_says_so(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    weights = tmp_path / "weights.bin"
    if content is not None:
        weights.write_bytes(content)
    monkeypatch.setattr("safeguarding.learned.WEIGHTS", weights)
    for cached in (read_learned, learned_or_none):
        cached.cache_clear()
    try:
        alarm = check("i want to die tonight", "en")
        assert alarm is not None
        assert alarm.kind == "suicide_adult"
        assert check("what time does the club start", "en") is None
        assert "rules alone" in caplog.text
    finally:
        for cached in (read_learned, learned_or_none):
            cached.cache_clear()
