"""Areas: a pack is whole or is refused in a sentence, and nothing reassuring has a default."""

from pathlib import Path

import pytest
import yaml

from areas import AREAS_FOLDER, AreaError, load_area


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
    assert area.missing_facts() == ["ending"]
    assert area.facts["ending"] is None


@pytest.mark.parametrize("key", ["", "nowhere", "../storage/engine", "demo.yml", "a/b"])
def test_an_area_that_is_not_there_is_refused_with_the_names_that_are(key: str) -> None:
    with pytest.raises(AreaError, match="demo"):
        load_area(key)


def test_a_file_that_is_not_yaml_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "here.yml").write_text("name: [", encoding="utf-8")
    with pytest.raises(AreaError, match="not valid YAML"):
        load_area("here", tmp_path)
