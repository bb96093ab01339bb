import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from messages.cli import languages_app, read_message_command

from .conftest import EN_ES

APP = typer.Typer()
APP.command("read-message")(read_message_command)
APP.add_typer(languages_app, name="languages")
RUN = CliRunner()


@pytest.fixture(autouse=True)
def own_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FINGERPOST_ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    return tmp_path / "packages"


def test_a_message_is_read_from_a_file_or_from_standard_input(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("The trip is on Friday 13th March.", encoding="utf-8")
    from_file = RUN.invoke(APP, ["read-message", "--to", "pl", "--today", "2026-03-02", str(letter)])
    from_input = RUN.invoke(APP, ["read-message", "--to", "pl", "--today", "2026-03-02", "-"], input=letter.read_text())
    assert from_file.exit_code == 0
    assert json.loads(from_file.stdout)["events"][0]["date"] == "2026-03-13"
    assert from_file.stdout == from_input.stdout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_saved_by_other_programs_are_read(tmp_path: Path, encoding: str) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_bytes("The trip is on Friday 13th March – it costs £6.".encode(encoding))
    shown = json.loads(RUN.invoke(APP, ["read-message", "--today", "2026-03-02", str(letter)]).stdout)
    assert shown["events"][0]["cost"] == "£6"
    assert "–" in shown["lines"][0]["source"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--to", "xx", "-"], "does not speak"),
        (["--today", "13/3/26", "-"], "YYYY-MM-DD"),
        (["no-such-file.txt"], "cannot be read"),
    ],
)
def test_a_mistake_gets_a_sentence_and_a_failing_exit(arguments: list[str], says: str) -> None:
    result = RUN.invoke(APP, ["read-message", *arguments], input="x")
    assert result.exit_code == 1
    assert says in result.stderr
    assert "Traceback" not in result.output


def test_too_long_a_message_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("a " * 200_000)
    result = RUN.invoke(APP, ["read-message", str(tmp_path / "long.txt")])
    assert result.exit_code == 1
    assert "too long" in result.stderr


def test_a_test_package_is_refused_for_families(own_packages: Path) -> None:
    result = RUN.invoke(APP, ["languages", "install", str(EN_ES)])
    assert result.exit_code == 1
    assert "tests only" in result.stderr
    assert not own_packages.exists()


def test_languages_are_listed_with_what_letters_can_be_put_into() -> None:
    rows = json.loads(RUN.invoke(APP, ["languages", "list", "--json"]).stdout)
    assert [row["code"] for row in rows] == ["en", "pl", "ro", "ur", "pa", "bn", "ar", "so", "uk", "es", "pt"]
    assert {row["letters"] for row in rows} == {"source", None}
    assert "no package" in RUN.invoke(APP, ["languages", "list"]).stdout


def test_checking_an_empty_folder_says_that_letters_stay_in_english() -> None:
    result = RUN.invoke(APP, ["languages", "check"])
    assert result.exit_code == 0
    assert "letters stay in English" in result.stdout


def test_checking_names_a_folder_that_is_no_package(own_packages: Path) -> None:
    (own_packages / "stray").mkdir(parents=True)
    result = RUN.invoke(APP, ["languages", "check"])
    assert result.exit_code == 1
    assert "stray" in result.stderr
