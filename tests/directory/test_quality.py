"""How well parents' words find services, on judged queries that nobody tuned to; and what the search learns needs from."""

import json
import subprocess
from pathlib import Path

import pytest

from app import rasa_process
from bench.directory_quality import JUDGED, figures, fill, ndcg, ours, plain, read_judged, success
from directory.demo import records
from directory.needs import SURE, made_from, needs_in
from storage import reading, writing
from tests.directory.conftest import TODAY

ROOT = Path(__file__).parent.parent.parent
FEED = "oruk/real-feeds/bristol-council-services-v1-2024-12.json"
# What the search does today (python -m bench.directory_quality); a change may not make it worse.
FLOORS = {"demo": (0.68, 0.80), "bristol": (0.40, 0.57)}
# How much better than plain FTS5 with BM25 it must stay.
AHEAD = 0.1


def test_the_judged_queries_are_many_and_in_every_language() -> None:
    queries = [*read_judged("demo"), *read_judged("bristol")]
    assert len(queries) >= 120
    assert len({each.lang for each in queries}) == 11
    known = {record["id"] for record in records(TODAY)}
    assert {own_id for each in read_judged("demo") for own_id in each.grades} <= known


def test_no_judged_query_is_a_development_query() -> None:
    reported = {each.query for name in ("demo", "bristol") for each in read_judged(name)}
    tried = {each.query for name in ("demo", "bristol") for each in read_judged(f"{name}_development")}
    assert reported & tried == set()


@pytest.mark.parametrize("name", ["demo", "bristol"])
def test_the_search_finds_what_helps_and_is_well_ahead_of_plain_words(
    name: str, database: str, request: pytest.FixtureRequest
) -> None:
    feed = None if name == "demo" else request.getfixturevalue("reference") / FEED
    with writing() as session:
        fill(session, feed)
    queries = read_judged(name)
    with reading() as session:
        mine, theirs = figures(session, queries, ours), figures(session, queries, plain(session))
    shown = {"ours": mine, "plain": theirs}
    assert mine["nDCG@5"] >= FLOORS[name][0], shown
    assert mine["success@3"] >= FLOORS[name][1], shown
    assert mine["nDCG@5"] >= theirs["nDCG@5"] + AHEAD, shown


def test_gain_counts_by_grade_and_place() -> None:
    grades = {"a": 3, "b": 1}
    assert ndcg(["a", "b"], grades) == 1
    assert 0 < ndcg(["b", "a"], grades) < 1
    assert ndcg(["x"], grades) == 0
    assert success(["x", "y", "a"], grades)
    assert not success(["b"], grades)


SENTENCES = [
    ("i cant cope since the baby came i just cry", "parental_mental_health"),
    ("nie mam na jedzenie do piątku", "money_food_uniform"),
    ("my little brother gets shoved about by the same lads every dinner time", "bullying"),
    ("ابني عنده توحد واحتاج مساعدة", "send"),
    ("mera beta school nahi jana chahta", "school_attendance"),
]


@pytest.mark.parametrize(("text", "topic"), SENTENCES)
def test_a_sentence_is_known_by_its_need_in_any_language(text: str, topic: str) -> None:
    found = needs_in(text)
    assert topic in found
    assert found[topic] >= SURE


@pytest.mark.parametrize("text", ["", " ", "\x00", "🙂", "what is the capital of france"])
def test_nothing_is_made_of_what_names_no_need(text: str) -> None:
    assert [topic for topic, sure in needs_in(text).items() if sure >= SURE] == []


def test_the_weights_were_made_from_the_lines_that_are_here() -> None:
    asked = "from directory.needs_learning import data_hash; print(data_hash())"
    told = subprocess.run([str(rasa_process.PYTHON), "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert made_from() == told.stdout.strip(), "./fingerpost train --needs"


def test_judged_lines_hold_grades_from_one_to_three() -> None:
    for path in JUDGED.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert set(json.loads(line)["grades"].values()) <= {1, 2, 3}, path
