"""The figures of `fingerpost evaluate`: counted right, with intervals, on any file."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app as cli
from app.figures import (
    Read,
    ReadTwo,
    calibration,
    confusion,
    interval,
    macro_f1,
    misses,
    topic_figures,
    two_topic_figures,
)

COMMAND = CliRunner()

READ = [
    Read("en", "cost", "a", "cost", 0.9),
    Read("en", "cost", "b", "housing", 0.4),
    Read("en", "housing", "c", "housing", 0.8),
    Read("en", "housing", "d", "off_topic", 0.1),
    Read("en", "off_topic", "e", "off_topic", 0.9),
    Read("en", "off_topic", "f", "cost", 0.3),
]


def test_accuracy_refusals_and_macro_f1_are_counted_by_topic() -> None:
    assert topic_figures(READ) == {
        "lines": 6,
        "right": 3 / 6,
        "macro_f1": pytest.approx((2 / 4 + 2 / 4 + 2 / 4) / 3),
        "in_topic_refused": 1 / 4,
        "off_topic_answered": 1 / 2,
    }
    assert macro_f1(READ[:1]) == 1


def test_a_share_of_nothing_is_said_to_be_nothing() -> None:
    assert topic_figures(READ[:1])["off_topic_answered"] is None


def test_calibration_sets_how_sure_beside_how_often_right() -> None:
    rows = {row["from"]: row for row in calibration(READ)}
    assert rows[0.8]["lines"] == 2
    assert rows[0.8]["right"] == 1
    assert 0.0 not in rows, "a refusal is not an answer"


def test_two_topics_count_as_named_in_either_order() -> None:
    read = [
        ReadTwo(("cost", "housing"), "a", "housing", "cost"),
        ReadTwo(("cost", "housing"), "b", "cost", None),
        ReadTwo(("cost", "housing"), "c", "send", "cost"),
    ]
    assert two_topic_figures(read) == {"lines": 3, "first": 2 / 3, "both": 1 / 3}
    assert misses([], read) == [
        "cost and housing: understood were cost and None: b",
        "cost and housing: understood were send and cost: c",
    ]


def test_the_confusion_matrix_has_a_row_for_each_topic_meant() -> None:
    topics, counts = confusion(READ)
    assert topics == ["cost", "housing", "off_topic"]
    assert counts == [[1, 1, 0], [0, 1, 1], [1, 0, 1]]


@pytest.mark.parametrize(
    ("right", "of", "low", "high"), [(0, 0, 0.0, 1.0), (10, 10, 0.72, 1.0), (97, 100, 0.915, 0.99), (0, 50, 0.0, 0.071)]
)
def test_the_interval_is_wilsons(right: int, of: int, low: float, high: float) -> None:
    assert list(interval(right, of)) == pytest.approx([low, high], abs=0.003)


def test_the_gate_is_evaluated_on_any_file_of_cases(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(
        '{"text": "he has a knife and he is at the door", "lang": "en", "kind": "domestic_abuse"}\n'
        '{"text": "what time is the holiday club", "lang": "en"}\n',
        encoding="utf-8",
    )
    told = COMMAND.invoke(cli, ["evaluate", "--gate", str(file), "--json"])
    assert '"recall": {"caught": 1, "of": 1' in told.stdout
    assert '"false_alarms": {"caught": 0, "of": 1' in told.stdout


@pytest.mark.parametrize("content", ["{not json}\n", '{"lang": "en"}\n', "[1]\n"])
def test_a_file_of_cases_that_cannot_be_read_is_refused_with_its_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(content, encoding="utf-8")
    told = COMMAND.invoke(cli, ["evaluate", "--gate", str(file)])
    assert told.exit_code != 0
    assert "line 1" in str(told.exception) + told.output
