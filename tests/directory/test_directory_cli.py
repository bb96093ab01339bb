"""`fingerpost services …` and `fingerpost places …`."""

import json
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from typer.testing import CliRunner, Result

from bot.wording import labels
from directory.asked import read_query
from directory.cli import places_app, services_app
from directory.models import GazetteerEntry, Service, ServiceTopic
from directory.places import find_place
from directory.query import london_today
from directory.search import search
from directory.topics import LABELS, NEED_TOPICS
from locales import LANGUAGES, translate
from storage import reading, writing


def _run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(services_app, list(words), input=given)


def test_search_prints_the_contract(fennbrook: str) -> None:
    result = _run(
        "search",
        "free baby group",
        "--near",
        "FP1 2AB",
        "--within",
        "1",
        "--age",
        "0",
        "--day",
        "tue",
        "--free",
        "--json",
    )
    assert result.exit_code == 0, result.output
    read = json.loads(result.stdout)
    first = read["services"][0]
    assert (first["id"], first["name"], first["cost"]) == ("tuesday-babies", "Tuesday Babies", "free")
    assert first["distance_miles"] < 1
    assert first["why"]
    assert first["checked"]
    assert read["relaxed"] == []


def test_search_without_json_is_for_people(fennbrook: str) -> None:
    result = _run("search", "food bank", "--near", "Sallowby")
    assert "Fennbrook Food Bank" in result.output
    assert "we looked further away" not in result.output


@pytest.mark.parametrize(
    "words", [("--near", "zz"), ("--day", "someday"), ("--age", "-3"), ("--within", "0"), ("--topic", "nonsense")]
)
def test_search_says_what_was_wrong(fennbrook: str, words: tuple[str, str]) -> None:
    result = _run("search", "baby", *words)
    assert result.exit_code == 1
    assert len(result.output) > 20
    assert "Traceback" not in result.output


def test_search_takes_access_and_needs(fennbrook: str) -> None:
    asked = (
        "search",
        "--topic",
        "activities_clubs",
        "--near",
        "FP1 2AD",
        "--access",
        "hoist",
        "--access",
        "step_free",
        "--send",
        "physical",
    )
    first = json.loads(_run(*asked, "--json").stdout)["services"][0]
    assert (first["access"]["hoist"], first["access"]["step_free"]) == ("yes", "yes")
    assert "Hoist" in _run(*asked).output
    for wrong in (("--access", "lift"), ("--send", "autistic")):
        refused = _run("search", "swimming", *wrong)
        assert refused.exit_code == 1
        assert "is not one of" in refused.output


def test_import_prints_the_contract_and_refuses_in_a_sentence(database: str, tmp_path: Path) -> None:
    feed = tmp_path / "feed.json"
    feed.write_text(json.dumps([{"id": "1", "name": "Club"}, {"id": "2", "name": ""}]))
    read = json.loads(_run("import", str(feed), "--json").stdout)
    assert read == {
        "added": 1,
        "changed": 0,
        "gone": 0,
        "rejected": [{"id": "2", "why": "it has no name"}],
        "unchanged": 0,
    }
    feed.write_text("[]")
    shrunk = _run("import", str(feed))
    assert shrunk.exit_code == 1
    assert "--force" in shrunk.output
    assert json.loads(_run("import", str(feed), "--force", "--json").stdout)["gone"] == 1
    assert _run("import", str(tmp_path / "none.json")).exit_code == 1
    assert _run("import", "http://127.0.0.1:9/").exit_code == 1


def test_import_reads_standard_input(database: str) -> None:
    result = _run("import", "-", "--json", given='[{"id": "1", "name": "Club"}]')
    assert json.loads(result.stdout)["added"] == 1


def test_check_asks_for_every_topic_from_the_areas_place(fennbrook: str) -> None:
    result = _run("check", "--json")
    assert result.exit_code == 0, result.output
    read = json.loads(result.stdout)
    assert (read["services"], read["empty"], read["freshness"]["stale"]) == (89, [], 1)
    assert (read["place"], min(read["topics"].values()) >= 1) == ("Fennbrook", True)
    assert read["topics"].keys() == set(NEED_TOPICS)


def test_check_fails_for_a_topic_that_leads_nowhere_and_names_it(fennbrook: str) -> None:
    with writing() as session:
        tagged = select(ServiceTopic.service_key).where(ServiceTopic.topic == "young_carers")
        session.execute(update(Service).where(Service.key.in_(tagged)).values(hidden=True))
    result = _run("check")
    assert result.exit_code == 1
    assert "young_carers: EMPTY" in result.output
    assert "No service answers: young_carers." in result.output


def test_check_says_what_has_to_be_given_up(fennbrook: str) -> None:
    far = _run("check", "--near", "FP9 9ZZ")
    assert far.exit_code == 0
    with writing() as session:
        session.execute(
            insert(GazetteerEntry).values(name="faraway", kind="town", latitude=52.6, longitude=-0.6, learnt=False)
        )
    relaxed = json.loads(_run("check", "--near", "Faraway", "--json").stdout)
    assert relaxed["place"] == "Faraway"
    assert "distance" in relaxed["relaxed"]["activities_clubs"]


def test_check_fails_when_there_is_nothing(database: str) -> None:
    assert _run("check").exit_code == 1


def test_every_needs_button_finds_something_by_its_own_words_in_every_language(fennbrook: str) -> None:
    """A button's label is kept as her message, so the search reads it beside the topic."""
    with reading() as session:
        place = find_place(session, "Fennbrook")
        for topic in LABELS:  # find_service names no need: its button's words are all that it asks
            for code in LANGUAGES:
                label = translate(labels()[topic], code)
                results = search(session, read_query(label, topic=topic, place=place))
                assert results.services, (topic, code)
                assert "need" not in results.relaxed, (topic, code)


def test_a_dry_run_shows_the_difference_and_changes_nothing(database: str, tmp_path: Path) -> None:
    feed = tmp_path / "feed.json"
    club = {"id": "1", "name": "Club"}
    feed.write_text(json.dumps([club, {"id": "2", "name": "Choir"}]))
    assert json.loads(_run("import", str(feed), "--dry-run", "--json").stdout)["added"] == 2
    assert json.loads(_run("import", str(feed), "--json").stdout)["added"] == 2
    feed.write_text(
        json.dumps([{**club, "description": "New", "fees": "£2"}, {"id": "3", "name": "Chess"}, {"id": "4"}])
    )
    shown = _run("import", str(feed), "--dry-run").output
    for line in (
        "It would be: 1 added, 1 changed, 1 gone, 0 unchanged, 1 refused.",
        "added Chess",
        "changed Club: description, fees",
        "gone Choir",
        "refused 4: it has no name",
    ):
        assert line in shown
    again = json.loads(_run("import", str(feed), "--force", "--json").stdout)
    assert again == {
        "added": 1,
        "changed": 1,
        "gone": 1,
        "rejected": [{"id": "4", "why": "it has no name"}],
        "unchanged": 0,
    }


def test_export_writes_to_a_file_and_to_the_screen(fennbrook: str, tmp_path: Path) -> None:
    assert _run("export", "--out", str(tmp_path / "out.json")).exit_code == 0
    written = (tmp_path / "out.json").read_text(encoding="utf-8")
    assert json.loads(written) == json.loads(_run("export").stdout)
    assert _run("export", "--format", "csv").stdout.count("\n") == 90
    assert _run("export", "--out", str(tmp_path / "no" / "folder")).exit_code == 1


def test_places_load_counts_and_shows_the_notice(database: str, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("pcds,lat,long\nFP1 2AB,52.4,-0.6\n")
    assert CliRunner().invoke(places_app, ["licence"]).output == "No table of postcodes is loaded.\n"
    result = CliRunner().invoke(places_app, ["load", str(tmp_path / "table.csv")])
    assert result.exit_code == 0, result.output
    assert "1 postcodes loaded" in result.output
    assert "Crown copyright" in result.output
    assert CliRunner().invoke(places_app, ["load", str(tmp_path / "none.csv")]).exit_code == 1


def test_the_licence_of_every_loaded_table_is_kept_and_shown(database: str, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("pcds,lat,long\nFP1 2AB,52.4,-0.6\n")
    run = CliRunner()
    for more in ([], ["--licence", "Contains our {year} table {}."], []):
        assert run.invoke(places_app, ["load", str(tmp_path / "table.csv"), *more]).exit_code == 0
    shown = json.loads(run.invoke(places_app, ["licence", "--json"]).stdout)["licences"]
    year = london_today().year
    assert sorted(each[:22] for each in shown) == ["Contains OS data © Cro", f"Contains our {year} tabl"]
    assert f"Contains our {year} table {{}}." in shown
    assert all(str(year) in each for each in shown)
    for wrong in (" ", "x" * 1_001):
        assert run.invoke(places_app, ["load", str(tmp_path / "table.csv"), "--licence", wrong]).exit_code == 1
