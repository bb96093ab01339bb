"""The commands `reminders list`, `send` and `reconcile`."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from locales import format_short_date
from storage import reading, utc_now
from texts.outbox import OutboxRow, list_outbox
from texts.provider import Provider
from texts.quiet_hours import LONDON
from texts.reconcile import reconcile
from texts.sender import send_due

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help="At most this many texts.")]


def make_reminders_app(open_provider: Callable[[], Provider]) -> typer.Typer:
    """The commands, to be mounted under `reminders`.

    Args:
        open_provider: opens the SMS provider of the settings; called when a command needs it, with the database open.
    """
    app = typer.Typer(name="reminders", help="Texts in the outbox: list, send, reconcile.", no_args_is_help=True)

    @app.command("list")
    def list_(limit: Limit = 50, as_json: AsJson = False) -> None:
        """List the newest texts, numbers masked, times by the clock in England."""
        with reading() as session:
            rows = list_outbox(session, limit)
        if as_json:
            _print_json({"texts": [_plain(row) for row in rows]})
        else:
            _print_table(rows)

    @app.command()
    def send(limit: Limit = 100, as_json: AsJson = False) -> None:
        """Send what is due. Without an SMS provider, say how many texts wait for one."""
        counts = send_due(open_provider(), utc_now(), limit)
        if as_json:
            _print_json(asdict(counts))
        elif counts.waiting_for_a_sender:
            typer.echo(
                f"Nothing was sent: no SMS provider is set up. {counts.waiting_for_a_sender} texts wait for one."
            )
        else:
            typer.echo(
                f"{counts.accepted} taken by the SMS provider, {counts.refused} refused, {counts.put_back} put back, "
                f"{counts.unknown} without an answer."
            )

    @app.command("reconcile")
    def reconcile_(as_json: AsJson = False) -> None:
        """Ask the SMS provider about texts of which we do not know what became."""
        counts = reconcile(open_provider(), utc_now())
        if as_json:
            _print_json(asdict(counts))
        elif counts.unreachable:
            typer.echo("The SMS provider does not answer. Nothing was changed; try again later.", err=True)
            raise typer.Exit(1)
        else:
            typer.echo(
                f"{counts.found} found at the SMS provider, {counts.put_back} put back, {counts.given_up} given up, "
                f"{counts.moved} with news."
            )

    return app


def _plain(row: OutboxRow) -> dict[str, object]:
    return {**asdict(row), "when": row.when.isoformat()}


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


def _print_table(rows: list[OutboxRow]) -> None:
    table = Table("When", "To", "Kind", "Status", "Text")
    for row in rows:
        local = row.when.astimezone(LONDON)
        when = f"{format_short_date(local.date(), 'en')} {local:%H:%M}"
        table.add_row(when, row.to, row.kind, row.status, row.body.split("\n")[0])
    Console().print(table)
