"""Workers: who is offered, how one is added, how she signs in; the demo, the figures and the command line."""

import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from typer.testing import CliRunner

import handover as room
from areas import Area
from handover.cli import handovers_app, workers_app
from handover.demo import SOFIAS_EMAIL, load_demo
from handover.errors import HandoverError
from handover.figures import figures_of
from handover.models import Handover, Worker
from handover.sign_in import (
    begin_session,
    note_failure,
    set_password,
    sign_out,
    signed_in_worker,
    worker_signing_in,
)
from handover.working_time import add_working_hours
from storage import reading, writing
from tests.handover_fixtures import (
    MONDAY_NINE,
    SENTENCE,
    a_request,
    area,
    daniel,
    london,
    session,
    worker,
)

FIXTURES = (
    area,
    session,
)


@pytest.mark.parametrize(
    ("language", "school", "offered_as"),
    [
        ("ur", None, ("Sofia", True)),
        ("pl", "Fennbrook Academy", ("Sofia", True)),
        ("ro", "Meadow Lane Primary School", ("Daniel", True)),  # being understood comes before the school
        ("so", "meadow lane primary school", ("Sofia", False)),  # nobody speaks Somali: then the school decides
        ("en", "Meadow Lane Primary School", ("Sofia", True)),
        ("en", None, ("Sofia", True)),  # Daniel covers for her; nobody covers for him
    ],
)
def test_a_parent_is_offered_whoever_speaks_her_language_then_whoever_is_at_the_school(
    language: str, school: str | None, offered_as: tuple[str, bool], session: Session, area: Area
) -> None:
    offered = room.named_worker_for(session, area, language, school, MONDAY_NINE)
    assert offered is not None
    assert (offered.first_name, offered.speaks_your_language) == offered_as


def test_a_named_worker_is_shown_with_role_school_languages_days_and_a_time(session: Session, area: Area) -> None:
    offered = room.named_worker_for(session, area, "ur", None, london("2026-11-21 20:00"))  # a Saturday
    assert offered is not None
    assert (offered.role, offered.schools, offered.languages) == (
        "link worker",
        ("Meadow Lane Primary School",),
        ("en", "pl", "ur"),
    )
    assert offered.weekdays == (0, 1, 2, 3, 4)
    assert (offered.next_day, offered.promise_by) == (date(2026, 11, 23), london("2026-11-23 12:30"))


def test_a_worker_who_is_away_is_not_offered(session: Session, area: Area) -> None:
    room.set_away(session, worker(session), date(2026, 11, 23), date(2026, 11, 24))
    offered = room.named_worker_for(session, area, "ur", None, MONDAY_NINE)
    assert offered is not None
    assert (offered.first_name, offered.speaks_your_language) == ("Daniel", False)
    back = room.named_worker_for(session, area, "ur", None, MONDAY_NINE + timedelta(days=2))
    assert back is not None
    assert back.first_name == "Sofia"


def test_a_manager_is_not_offered_and_an_area_without_workers_offers_the_team(session: Session, area: Area) -> None:
    for each in (worker(session), daniel(session)):
        each.active = False
    session.flush()
    assert room.named_worker_for(session, area, "en", None, MONDAY_NINE) is None
    handover = a_request(session, area, "en")
    assert (handover.worker, handover.owner_level, handover.interpreter_needed) == (None, "team", True)
    assert "early help team" in room.told_when_requested(handover, "en")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"email": "sofia"}, "not an e-mail address"),
        ({"email": "SOFIA.Marsh@example.org"}, "already a worker"),
        ({"languages": ["en", "xx"]}, "xx"),
        ({"hours": {"monday": ["9:00", "10:00"]}}, "monday"),
    ],
)
def test_a_worker_who_cannot_be_added_is_refused_with_a_sentence(
    given: dict[str, object], sentence: str, session: Session, area: Area
) -> None:
    usual = {"name": "Amina Khan", "role": "link worker", "email": "amina@example.org", "area": area}
    with pytest.raises(HandoverError, match=sentence):
        room.add_worker(session, **(usual | given))  # type: ignore[arg-type]


def test_the_last_day_away_cannot_be_before_the_first(session: Session) -> None:
    with pytest.raises(HandoverError, match="before the first"):
        room.set_away(session, worker(session), date(2026, 11, 24), date(2026, 11, 23))


PASSWORD = "a long enough password"


def sign_in(session: Session, email: str, password: str, network: str, now: datetime) -> str | None:
    found = worker_signing_in(session, email, password, network, now)
    if found is None:
        note_failure(session, email, network, now)
        session.flush()
        return None
    return begin_session(session, found, now)


def test_a_session_ends_when_idle_when_old_when_signed_out_and_when_the_password_changes(session: Session) -> None:
    sofia = worker(session)
    set_password(session, sofia, PASSWORD, MONDAY_NINE)

    def begin() -> str:
        token = sign_in(session, "Sofia.Marsh@Example.org ", PASSWORD, "198.51.100.7", MONDAY_NINE)
        assert token is not None
        return token

    token = begin()
    assert signed_in_worker(session, token, MONDAY_NINE + timedelta(minutes=29)) == sofia
    assert signed_in_worker(session, token, MONDAY_NINE + timedelta(minutes=30)) is None
    assert signed_in_worker(session, "another", MONDAY_NINE) is None
    sign_out(session, token, MONDAY_NINE)
    assert signed_in_worker(session, token, MONDAY_NINE) is None
    token = begin()
    set_password(session, sofia, PASSWORD + "!", MONDAY_NINE)
    session.expire_all()
    assert signed_in_worker(session, token, MONDAY_NINE) is None


def test_guessing_is_stopped_after_five_tries_and_allowed_again_after_a_quarter_of_an_hour(session: Session) -> None:
    set_password(session, worker(session), PASSWORD, MONDAY_NINE)
    for _ in range(5):
        assert sign_in(session, SOFIAS_EMAIL, "wrong", "198.51.100.7", MONDAY_NINE) is None
    assert sign_in(session, SOFIAS_EMAIL, PASSWORD, "198.51.100.7", MONDAY_NINE) is None
    assert sign_in(session, SOFIAS_EMAIL, PASSWORD, "203.0.113.9", MONDAY_NINE) is not None
    later = MONDAY_NINE + timedelta(minutes=16)
    assert sign_in(session, SOFIAS_EMAIL, PASSWORD, "198.51.100.7", later) is not None


def test_a_worker_who_left_cannot_sign_in(session: Session) -> None:
    set_password(session, worker(session), PASSWORD, MONDAY_NINE)
    worker(session).active = False
    assert sign_in(session, SOFIAS_EMAIL, PASSWORD, "198.51.100.7", MONDAY_NINE) is None


def test_the_demo_shows_its_password_once_and_changes_nothing_the_second_time(database: str, area: Area) -> None:
    with writing() as session:
        first = load_demo(session, area)
    with writing() as session:
        assert load_demo(session, area).password is None
        assert len(session.scalars(select(Worker)).all()) == 3
        assert first.password is not None
        assert sign_in(session, first.email, first.password, "198.51.100.7", MONDAY_NINE) is not None


def test_figures_name_nobody_and_hide_small_numbers(session: Session, area: Area) -> None:
    for language in ["ur"] * 5 + ["pl"]:
        handover = a_request(session, area, language)
        if language == "ur":
            room.accept(session, handover.id, worker(session), SENTENCE, MONDAY_NINE + timedelta(hours=1))
    figures = figures_of(session, area.key, add_working_hours(MONDAY_NINE, 5, area))
    assert (figures.total, figures.overdue) == (6, 1)
    assert figures.by_language == [("Polish", "fewer than 5"), ("Urdu", "5")]
    assert (figures.kept_promise, figures.hours_to_accept) == (1.0, 1.0)


def test_the_command_line_adds_lists_and_notes_away(database: str, area: Area) -> None:
    run = CliRunner()
    added = run.invoke(
        workers_app, ["add", "Amina Khan", "amina@example.org", "--languages", "en, so", "--days", "mon,tue", "--json"]
    )
    assert len(json.loads(added.output)["password"]) == 19
    listed = json.loads(run.invoke(workers_app, ["list", "--json"]).output)["workers"]
    assert listed[0] | {"role": "", "schools": []} == {
        "name": "Amina Khan",
        "role": "",
        "email": "amina@example.org",
        "languages": ["English", "Somali"],
        "schools": [],
        "days": ["mon", "tue"],
        "manager": False,
    }
    gone = run.invoke(workers_app, ["away", "amina@example.org", "2026-12-01", "2026-12-04"])
    assert gone.output.strip() == "Amina Khan is away from 2026-12-01 to 2026-12-04."
    again = run.invoke(workers_app, ["password", "amina@example.org", "--json"])
    assert json.loads(again.output)["password"] != json.loads(added.output)["password"]
    assert "Amina" in run.invoke(workers_app, ["list"]).output


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "Amina", "not an address"],
        ["add", "Amina", "a@example.org", "--days", "someday"],
        ["add", "Amina", "a@example.org", "--deputy", "nobody@example.org"],
        ["add", "Amina", "a@example.org", "--area", "nowhere"],
        ["away", "nobody@example.org", "2026-12-01"],
        ["password", "nobody@example.org"],
    ],
)
def test_the_command_line_says_in_a_sentence_what_was_wrong(arguments: list[str], database: str) -> None:
    result = CliRunner().invoke(workers_app, arguments)
    assert result.exit_code == 1
    assert result.stderr.strip().endswith((".", "early-help"))
    assert "Traceback" not in result.output


def test_the_list_of_handovers_says_how_they_stand_and_nothing_that_was_shared(database: str, area: Area) -> None:
    run = CliRunner()
    assert run.invoke(handovers_app, ["list"]).output.strip() == "There are no handovers."
    with writing() as session:
        load_demo(session, area)
        a_request(session, area)
    output = run.invoke(handovers_app, ["list", "--json"]).output
    row = json.loads(output)["handovers"][0]
    assert (row["state"], row["language"], row["owner"]) == ("requested", "ur", "Sofia Marsh")
    assert row["promise_by"] == "2026-11-23T13:00+00:00"
    assert "baby group" not in output
    with reading() as session:
        assert session.scalars(select(Handover)).one().reference in output
