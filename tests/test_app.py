"""The house: settings with clear errors, the command line of the contract, ports, keys, the model's hash, health."""

import importlib.machinery
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import types
from datetime import date
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from fastapi.testclient import TestClient
from sqlalchemy import update
from typer.testing import CliRunner

import storage
from app import cli, rasa_process
from app.launcher import PortTakenError, check_ports
from app.settings import ROOT, Settings, SettingsError, settings
from directory.gone import how_many_here
from directory.models import Service
from storage import reading, writing
from tests.bot_fixtures import web
from tests.e2e.house import environment, free_port

FIXTURES = (web,)

VERBS = [
    ["run"],
    ["test"],
    ["train"],
    ["chat"],
    ["status"],
    ["understand"],
    ["read-message"],
    ["services", "import"],
    ["services", "search"],
    ["services", "export"],
    ["services", "check"],
    ["places", "load"],
    ["languages", "list"],
    ["languages", "install"],
    ["languages", "check"],
    ["reminders", "list"],
    ["reminders", "send"],
    ["reminders", "reconcile"],
    ["handovers", "list"],
    ["workers", "add"],
    ["workers", "list"],
    ["workers", "away"],
    ["area", "check"],
    ["purge"],
    ["export-person"],
    ["delete-person"],
    ["evaluate"],
]


def fingerpost(var: Path, *arguments: str, said: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user would, in a house of its own."""
    command = [sys.executable, "-m", "app", *arguments]
    return subprocess.run(
        command,
        env=environment(var, **more),
        cwd=var,
        input=said,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


# Settings


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"FINGERPOST_PORT": "eight"}, "FINGERPOST_PORT"),
        ({"FINGERPOST_PORT": "70000"}, "FINGERPOST_PORT"),
        ({"FINGERPOST_TWILIO_ACCOUNT_SID": "AC1"}, "FINGERPOST_TWILIO_AUTH_TOKEN is missing"),
        ({"FINGERPOST_TWILIO_ACCOUNT_SID": "AC1", "FINGERPOST_TWILIO_AUTH_TOKEN": "t"}, "FINGERPOST_TWILIO_FROM"),
        ({"FINGERPOST_SMTP_URL": "smtp://mail.example.org"}, "FINGERPOST_MAIL_FROM"),
        ({"FINGERPOST_MAIL_FROM": "a@example.org"}, "FINGERPOST_SMTP_URL"),
        ({"FINGERPOST_SMTP_URL": "mail.example.org", "FINGERPOST_MAIL_FROM": "a@example.org"}, "is like smtp://"),
        ({"FINGERPOST_SMTP_URL": "smtp://h:x", "FINGERPOST_MAIL_FROM": "a@example.org"}, "is like smtp://"),
        ({"FINGERPOST_SMTP_URL": "smtp://h", "FINGERPOST_MAIL_FROM": "council"}, "is an e-mail address"),
        ({"FINGERPOST_RASA_TIMEOUT": "-1"}, "FINGERPOST_RASA_TIMEOUT"),
    ],
)
def test_a_wrong_setting_is_named_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    with pytest.raises(SettingsError, match=said):
        settings()
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize("key", ["short", "not base64 at all!!", f"{Fernet.generate_key().decode()},short"])
def test_a_key_that_is_none_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(SettingsError, match="Fernet key"):
        Settings(var_dir=tmp_path, secret_key=key).keys()


def test_without_a_key_nothing_personal_is_opened(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="FINGERPOST_SECRET_KEY"):
        Settings(var_dir=tmp_path, secret_key="").keys()


def test_the_key_that_run_makes_is_the_owners_only_and_is_made_once(tmp_path: Path) -> None:
    chosen = Settings(var_dir=tmp_path, secret_key="")
    assert chosen.make_key()
    first = chosen.keys()
    assert stat.S_IMODE(chosen.key_file.stat().st_mode) == 0o600
    assert not chosen.make_key()
    assert chosen.keys() == first


def test_every_setting_is_explained_in_the_example() -> None:
    explained = (ROOT / ".env.example").read_text()
    for name in Settings.model_fields:
        assert f"FINGERPOST_{name.upper()}=" in explained, name


# The command line


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_of_the_contract_is_there_and_explains_itself(
    monkeypatch: pytest.MonkeyPatch, verb: list[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["fingerpost", *verb, "--help"])
    answer = CliRunner().invoke(cli.app, [*verb, "--help"], prog_name="fingerpost")
    assert answer.exit_code == 0, answer.output
    assert "Usage: fingerpost" in answer.output


VERBS_WITH_DATABASE = [
    ["reminders", "list"],
    ["handovers", "list"],
    ["services", "search", "baby"],
    ["places", "licence"],
    ["purge"],
]


@pytest.mark.parametrize("verb", VERBS_WITH_DATABASE, ids=" ".join)
def test_a_verb_makes_the_embedded_database_where_there_is_none(tmp_path: Path, verb: list[str]) -> None:
    answer = fingerpost(tmp_path, *verb)
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "fingerpost.db").is_file()


@pytest.mark.parametrize("verb", VERBS_WITH_DATABASE, ids=" ".join)
@pytest.mark.parametrize("empty_database", ["postgresql"], indirect=True)
def test_a_verb_leaves_a_servers_database_to_those_who_run_it(
    tmp_path: Path, empty_database: str, verb: list[str]
) -> None:
    key = Fernet.generate_key().decode()
    answer = fingerpost(tmp_path, *verb, FINGERPOST_DATABASE_URL=empty_database, FINGERPOST_SECRET_KEY=key)
    assert answer.returncode == 1
    assert "not set up" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_read_message_prints_the_contracts_json(tmp_path: Path) -> None:
    letter = "Year 3 trip to the farm on Friday 4th June 2027 at 9.15am. Please bring a packed lunch. Cost £12.50."
    answer = fingerpost(tmp_path, "read-message", "--to", "pl", "--today", "2027-05-01", said=letter)
    assert answer.returncode == 0, answer.stderr
    read = json.loads(answer.stdout)
    assert read["language"] == "en"
    assert (read["events"][0]["date"], read["events"][0]["start_time"]) == ("2027-06-04", "09:15")


def test_purge_counts_services_that_left_their_feed_long_ago_and_deletes_them(tmp_path: Path) -> None:
    feed, url = tmp_path / "feed.json", f"sqlite:///{tmp_path}/fingerpost.db"
    for records in (
        [{"id": "a", "name": "Chess club"}, {"id": "b", "name": "Choir"}],
        [{"id": "a", "name": "Chess club"}],
    ):
        feed.write_text(json.dumps(records))
        assert fingerpost(tmp_path, "services", "import", str(feed), "--force").returncode == 0
    storage.configure(url, [Fernet.generate_key().decode()])
    with writing() as session:
        session.execute(update(Service).where(Service.gone_on.is_not(None)).values(gone_on=date(2020, 1, 1)))
    storage.dispose()
    for arguments, services in ((["--dry-run"], 1), ([], 1), ([], 0)):
        told = json.loads(fingerpost(tmp_path, "purge", "--json", *arguments).stdout)
        assert told == {"conversations": 0, "services": services, "dry_run": arguments != []}


def test_status_tells_what_is_missing_and_fails(tmp_path: Path) -> None:
    answer = fingerpost(tmp_path, "status", "--json")
    assert answer.returncode == 1
    found = json.loads(answer.stdout)
    assert found["app"] == "no"
    assert "not trained" in found["model"]


def test_run_with_its_port_taken_says_which_and_fails(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = fingerpost(tmp_path, "run", FINGERPOST_PORT=str(port))
    assert answer.returncode == 1
    assert f"Port {port}" in answer.stderr.replace("\n", " ")
    assert "FINGERPOST_PORT" in answer.stderr.replace("\n", " ")


def test_run_with_an_area_that_is_not_there_says_so(tmp_path: Path) -> None:
    answer = fingerpost(tmp_path, "run", FINGERPOST_AREA="atlantis")
    assert answer.returncode == 1
    assert "atlantis" in answer.stderr


def test_run_where_nothing_can_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    answer = fingerpost(tmp_path, "run", FINGERPOST_VAR_DIR=str(tmp_path / "file"))
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr


def test_the_bootstrap_says_so_when_a_folder_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    variables = {**os.environ, "FINGERPOST_VENVS_DIR": str(tmp_path / "file")}
    answer = subprocess.run(
        [sys.executable, str(ROOT / "fingerpost"), "status"], env=variables, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert answer.stderr.startswith("fingerpost: ")
    assert "Traceback" not in answer.stderr


def test_the_bootstrap_says_so_when_the_packages_cannot_be_fetched(tmp_path: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/simple"
    variables = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))},
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": nowhere,
        "PIP_RETRIES": "0",
        "FINGERPOST_VENVS_DIR": str(tmp_path / "venvs"),
        "PATH": "/usr/bin:/bin",
    }
    answer = subprocess.run(
        [sys.executable, str(ROOT / "fingerpost"), "status"], env=variables, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert "could not be fetched" in answer.stderr


def test_the_bootstrap_says_so_when_the_disk_is_nearly_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = importlib.machinery.SourceFileLoader("bootstrap", str(ROOT / "fingerpost"))
    bootstrap = types.ModuleType("bootstrap")
    bootstrap.__file__ = str(ROOT / "fingerpost")
    loader.exec_module(bootstrap)
    monkeypatch.setattr(bootstrap, "VENVS", tmp_path)
    monkeypatch.setattr(bootstrap.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 10**6))
    with pytest.raises(SystemExit, match="less than 5 GB free"):
        bootstrap.ensure("app", "app", "1 min")


# Ports, model, health


def test_free_ports_are_taken_without_a_word() -> None:
    check_ports(Settings(port=free_port(), rasa_port=free_port()))


def test_a_port_below_1024_or_in_use_is_refused() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(PortTakenError, match="FINGERPOST_RASA_PORT"):
            check_ports(Settings(port=free_port(), rasa_port=other.getsockname()[1]))


def test_a_host_that_is_not_this_machine_is_refused() -> None:
    with pytest.raises((SettingsError, PortTakenError)):
        check_ports(Settings(host="192.0.2.1", port=free_port(), rasa_port=free_port()))


def test_the_models_name_changes_with_what_it_learns_and_not_with_the_wording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("domain.yml", "config.yml"):
        (tmp_path / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(rasa_process, "ROOT", tmp_path)
    here = Settings(var_dir=tmp_path)
    before = rasa_process.model_path(here)
    domain = (tmp_path / "domain.yml").read_text(encoding="utf-8")
    (tmp_path / "domain.yml").write_text(domain.replace("Hello, and welcome.", "Hello."), encoding="utf-8")
    assert rasa_process.model_path(here) == before
    (tmp_path / "domain.yml").write_text(
        domain.replace("  - bullying\n", "  - bullying\n  - teasing\n", 1), encoding="utf-8"
    )
    assert rasa_process.model_path(here) != before


def test_health_and_metrics_answer_and_ready_is_honest_about_rasa(web: TestClient) -> None:
    assert web.get("/health").json() == {"status": "ok"}
    counted = web.get("/metrics").text
    with reading() as session:
        assert f"\nfingerpost_service_rows {how_many_here(session)}\n" in counted
    assert "\nfingerpost_service_gone_rows 0\n" in counted
    ready = web.get("/ready")
    assert ready.status_code == 503
    assert ready.json() == {"database": True, "rasa": False, "crisis_gate": True}
