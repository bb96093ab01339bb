"""Areas: a pack is whole or is refused in a sentence, and nothing reassuring has a default."""

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from app.cli import app as cli
from app.preview import Answer
from areas import AREAS_FOLDER, AreaError, load_area
from bot import crisis
from bot.wording import hours_text, say
from safeguarding import Alarm

COMMAND = CliRunner()


def pack() -> dict[str, object]:
    loaded: dict[str, object] = yaml.safe_load((AREAS_FOLDER / "demo.yml").read_text(encoding="utf-8"))
    return loaded


def write(folder: Path, content: object) -> None:
    (folder / "here.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


@pytest.mark.parametrize("key", sorted(path.stem for path in AREAS_FOLDER.glob("*.yml")))
def test_every_pack_in_the_house_is_whole(key: str) -> None:
    assert load_area(key).key == key


@pytest.mark.parametrize("missing", ["words", "front_door", "out_of_hours", "answer_within_hours", "facts", "reviewed"])
def test_a_pack_without_a_must_have_is_refused_and_says_which(tmp_path: Path, missing: str) -> None:
    content = pack()
    del content[missing]
    write(tmp_path, content)
    with pytest.raises(AreaError, match=missing):
        load_area("here", tmp_path)


def test_a_fact_must_be_stated_or_said_to_be_unknown(tmp_path: Path) -> None:
    content = pack()
    facts = content["facts"]
    assert isinstance(facts, dict)
    del facts["cost"]
    write(tmp_path, content)
    with pytest.raises(AreaError, match="cost"):
        load_area("here", tmp_path)


def test_a_fact_that_is_null_is_unknown_and_not_something_reassuring() -> None:
    area = load_area("demo")
    assert area.unknown() == ["ending"]
    assert area.facts["ending"] is None


@pytest.mark.parametrize("key", ["", "nowhere", "../storage/engine", "demo.yml", "a/b"])
def test_an_area_that_is_not_there_is_refused_with_the_names_that_are(key: str) -> None:
    with pytest.raises(AreaError, match="demo"):
        load_area(key)


def test_a_file_that_is_not_yaml_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "here.yml").write_text("name: [", encoding="utf-8")
    with pytest.raises(AreaError, match="not valid YAML"):
        load_area("here", tmp_path)


REAL = ["allchild", "barking_and_dagenham", "greenwich", "lincolnshire", "oldham", "walsall", "worcestershire"]

# What each area says to "what happens next?", from its own published text.
NEXT = {
    "worcestershire": ["five steps", "My Family Plan", "every 6 to 12 weeks", "\n5. "],
    "walsall": ["Early Help Pathway", "20 working days", "at least every 6 weeks", "before each meeting ends", "\n6. "],
    "allchild": ["Link Worker", "Impact Programme", "share their money", "Team Around the Family (TAF)"],
    "barking_and_dagenham": ["Community Solutions", "five life-cycles", "key worker or lead professional"],
    "lincolnshire": ["team around the child (TAC)", "early help consultant"],
    "oldham": ["three levels", "all ages", "Oldham Family Connect", "Positive Steps"],
    "greenwich": ["Connect", "Core", "three to six months"],
    "demo": ["four steps", "20 working days"],
}


@pytest.mark.parametrize("key", NEXT)
def test_what_happens_next_is_told_in_each_areas_own_steps_words_and_times(key: str) -> None:
    said = say("utter_assessment_process", "en", load_area(key))
    assert [words for words in NEXT[key] if words not in said.text] == []
    assert said.card is not None
    pathway = load_area(key).facts["pathway"]
    assert pathway is not None
    assert pathway.source in {each["source"] for each in said.card["sources"]}


@pytest.mark.parametrize("key", REAL)
def test_what_a_real_area_has_not_stated_is_said_to_be_unknown_and_nothing_reassuring(key: str) -> None:
    area = load_area(key)
    assert area.facts["cost"] is None
    said = say("utter_cost", "en", area)
    assert "We do not know how your council does this. Ask " in said.text
    assert "None" not in said.text + say("utter_how_to_get_help", "en", area).text


def test_after_a_councils_own_steps_only_the_time_they_take_is_said_to_be_unknown() -> None:
    said = say("utter_assessment_process", "en", load_area("worcestershire")).text
    assert "We do not know how long this takes where you live." in said
    assert "how your council does this" not in said


def test_two_unknown_facts_in_one_answer_are_said_once() -> None:
    said = say("utter_record_and_privacy", "en", load_area("oldham"))
    assert said.text.count("We do not know how your council") == 1
    assert "how long your council keeps it" in said.text


def test_a_crisis_answer_names_no_local_number_that_the_area_has_not_stated() -> None:
    alarm = Alarm("child_immediate_risk", "urgent", "a test")
    shown = {area: str(crisis.answer(alarm, "en", load_area(area)).card) for area in ("walsall", "worcestershire")}
    assert "None" not in shown["walsall"]
    assert "01905 822666" in shown["worcestershire"]


def test_a_number_without_stated_hours_is_not_said_to_be_open_day_and_night() -> None:
    area = load_area("worcestershire")
    assert hours_text(area.front_door, "en") == "at times that we do not know"
    assert hours_text(load_area("demo").out_of_hours, "en") == "day and night"


def test_check_names_what_is_unknown_old_and_undecided_and_fails_only_before_going_live() -> None:
    told = COMMAND.invoke(cli, ["area", "check", "oldham", "--json"])
    found = json.loads(told.stdout)
    assert told.exit_code == 0
    assert "cost" in found["unknown"]
    assert found["old"] == ["ending", "levels", "pathway"]
    assert set(found["not_ready"]) >= {"front_door: phone", "working_hours"}
    assert "Childline" in found["unverified"]
    assert COMMAND.invoke(cli, ["area", "check", "oldham", "--live"]).exit_code == 1
    assert COMMAND.invoke(cli, ["area", "check", "demo", "--live"]).exit_code == 0


def test_a_preview_shows_an_answer_as_parents_read_it_and_as_a_page(tmp_path: Path) -> None:
    told = COMMAND.invoke(cli, ["area", "preview", "walsall", "--topic", "assessment_process"])
    assert "Early Help Pathway" in told.stdout
    page = tmp_path / "preview.html"
    assert COMMAND.invoke(cli, ["area", "preview", "walsall", "--language", "ur", "--page", str(page)]).exit_code == 0
    assert 'dir="rtl"' in page.read_text(encoding="utf-8")
    assert COMMAND.invoke(cli, ["area", "preview", "walsall", "--topic", "nothing"]).exit_code == 2
    assert COMMAND.invoke(cli, ["area", "preview", "walsall", "--language", "xx"]).exit_code == 2


def test_a_preview_marks_the_words_that_are_new_and_those_that_are_gone() -> None:
    answer = Answer("cost", "Cost", "It is free here.", [], "It may cost here.")
    assert answer.changed
    assert [(kind, piece) for kind, piece in answer.pieces() if kind != "same"] == [
        ("gone", "may cost "),
        ("new", "is free "),
    ]
    assert not Answer("cost", "Cost", "It is free.", [], None).changed
