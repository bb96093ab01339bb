"""`fingerpost handovers` and `fingerpost workers`. `app/` has opened the database and knows the area."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from areas import AreaError, load_area
from handover.errors import HandoverError
from handover.figures import is_overdue
from handover.journey import State
from handover.models import Handover, Worker
from handover.passwords import new_password
from handover.sign_in import set_password as keep_password
from handover.workers import SCHOOL_WEEK, add_worker, set_away, worker_by_email, workers_of
from handover.working_time import LONDON
from locales import language
from storage import reading, utc_now, writing

handovers_app = typer.Typer(help="Handovers: how they stand. What is in them is shown at the desk only.")
workers_app = typer.Typer(help="The workers who take handovers.")
AreaOption = Annotated[str, typer.Option("--area", envvar="FINGERPOST_AREA", help="The area's key.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@handovers_app.command("list")
def list_handovers(area: AreaOption = "demo", as_json: JsonOption = False) -> None:
    """List the area's handovers: reference, state, language, owner, promise. No names of families, no text."""
    with reading() as session:
        asked = select(Handover).where(Handover.area == area, Handover.state != State.DRAFT)
        rows = [_handover_row(each) for each in session.scalars(asked.order_by(Handover.requested_at))]
    if as_json:
        typer.echo(json.dumps({"handovers": rows}, ensure_ascii=False))
    else:
        _print(rows, "There are no handovers.")


@handovers_app.callback()
def _handovers() -> None:
    """Keep `list` a command of its own."""


@workers_app.command("add")
def add(
    name: str,
    email: str,
    *,
    role: Annotated[str, typer.Option(help="As the parent is told it.")] = "link worker",
    languages: Annotated[str, typer.Option(help="Codes with commas between them, such as en,pl,ur.")] = "en",
    schools: Annotated[list[str] | None, typer.Option("--school", help="Once for each school.")] = None,
    days: Annotated[str, typer.Option(help="Weekdays she works, such as mon,tue,wed.")] = ",".join(SCHOOL_WEEK),
    deputy: Annotated[str | None, typer.Option(help="E-mail address of who covers for her.")] = None,
    manager: Annotated[bool, typer.Option("--manager", help="Sees how handovers stand, not what is in them.")] = False,
    area: AreaOption = "demo",
    as_json: JsonOption = False,
) -> None:
    """Add a worker. Her password is made here and shown this once."""
    password = new_password()
    with _sentences(), writing() as session:
        covering = _worker(worker_by_email(session, deputy), deputy) if deputy else None
        worker = add_worker(
            session,
            name=name,
            role=role,
            email=email,
            area=load_area(area),
            languages=_split(languages),
            schools=schools or [],
            hours=dict.fromkeys(_split(days), SCHOOL_WEEK["mon"]),
            manager=manager,
            deputy=covering,
            password=password,
        )
        row = {"id": worker.id, "name": worker.name, "email": worker.email, "password": password}
    typer.echo(json.dumps(row) if as_json else f"{row['name']} can sign in at the desk with the password {password}")


@workers_app.command("list")
def list_workers(area: AreaOption = "demo", as_json: JsonOption = False) -> None:
    """List the area's active workers."""
    with reading() as session:
        rows = [_worker_row(each) for each in workers_of(session, area)]
    if as_json:
        typer.echo(json.dumps({"workers": rows}, ensure_ascii=False))
    else:
        _print(rows, "There are no workers yet. Add one with: fingerpost workers add NAME EMAIL")


@workers_app.command("away")
def away(
    email: str,
    first_day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"])],
    last_day: Annotated[datetime | None, typer.Argument(formats=["%Y-%m-%d"])] = None,
    as_json: JsonOption = False,
) -> None:
    """Note that a worker is away, first and last day included; one day when there is no last."""
    with _sentences(), writing() as session:
        worker = _worker(worker_by_email(session, email), email)
        absence = set_away(session, worker, first_day.date(), (last_day or first_day).date())
        row = {"name": worker.name, "first_day": str(absence.first_day), "last_day": str(absence.last_day)}
    typer.echo(
        json.dumps(row) if as_json else f"{row['name']} is away {_from_to(absence.first_day, absence.last_day)}."
    )


@workers_app.command("password")
def password(email: str, as_json: JsonOption = False) -> None:
    """Make a worker a new password, show it this once, and end her sessions."""
    made = new_password()
    with _sentences(), writing() as session:
        worker = _worker(worker_by_email(session, email), email)
        keep_password(session, worker, made, utc_now())
        row = {"name": worker.name, "email": worker.email, "password": made}
    typer.echo(json.dumps(row) if as_json else f"{row['name']} can sign in at the desk with the password {made}")


def _handover_row(handover: Handover) -> dict[str, object]:
    promise = handover.promise_by
    return {
        "reference": handover.reference,
        "state": handover.state,
        "language": handover.language,
        "interpreter_needed": handover.interpreter_needed,
        "owner": handover.worker.name if handover.worker else handover.owner_level,
        "promise_by": promise.astimezone(LONDON).isoformat(timespec="minutes") if promise else None,
        "overdue": is_overdue(handover, utc_now()),
    }


def _worker_row(worker: Worker) -> dict[str, object]:
    return {
        "name": worker.name,
        "role": worker.role,
        "email": worker.email,
        "languages": [language(code).english for code in worker.languages],
        "schools": worker.schools,
        "days": list(worker.hours),
        "manager": worker.manager,
    }


def _print(rows: list[dict[str, object]], nothing: str) -> None:
    if not rows:
        typer.echo(nothing)
        return
    table = Table(*(name.replace("_", " ") for name in rows[0]))
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    Console().print(table)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value or "")


def _split(codes: str) -> list[str]:
    return [code.strip() for code in codes.split(",") if code.strip()]


def _from_to(first: date, last: date) -> str:
    return f"on {first}" if first == last else f"from {first} to {last}"


def _worker(found: Worker | None, email: str) -> Worker:
    if found is None:
        raise HandoverError(f"There is no worker with the address {email}.")
    return found


@contextmanager
def _sentences() -> Iterator[None]:
    """Say what was wrong in one line and end with 1."""
    try:
        yield
    except (HandoverError, AreaError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
