"""The command line: every verb, each in the room or the file of its name."""

import os
import sys

import typer
from rich.console import Console
from sqlalchemy.exc import OperationalError

from app.commands import area, chat, evaluate, person, run, status, test, train, understand
from app.commands.database import with_database
from app.settings import SettingsError, settings
from areas import AreaError
from directory.cli import places_app, services_app
from handover.cli import handovers_app, workers_app
from messages.cli import languages_app, read_message_command
from reminders.cli import make_reminders_app

HELP = """Fingerpost: a family-facing assistant for early help.

`run` sets up what is missing and starts everything. Readers take a file or `-`; writers have `--json`."""

app = typer.Typer(
    name="fingerpost", help=HELP, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False
)

app.command("run")(run.run)
app.command("test")(test.run_all)
app.command("train")(train.train)
app.command("chat")(chat.chat)
app.command("status")(status.status)
app.command("understand")(understand.understand)
app.command("read-message")(read_message_command)
app.command("evaluate")(evaluate.evaluate)
app.command("purge")(person.purge)
app.command("export-person")(person.export_person)
app.command("delete-person")(person.delete_person)
app.add_typer(area.area_app, name="area")
app.add_typer(languages_app, name="languages")
for sub, name in (
    (services_app, "services"),
    (places_app, "places"),
    (handovers_app, "handovers"),
    (workers_app, "workers"),
    (make_reminders_app(run.open_provider), "reminders"),
):
    app.add_typer(sub, name=name, callback=with_database)


def _tell_rooms() -> None:
    """What the rooms' own commands take from the environment, from the settings: a .env file counts for them too."""
    chosen = settings()
    os.environ.setdefault("FINGERPOST_AREA", chosen.area)
    os.environ.setdefault("FINGERPOST_ARGOS_PACKAGES_DIR", str(chosen.packages_dir))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):  # Argos makes folders there when it is imported
        os.environ.setdefault(name, str(chosen.var_dir / "argos"))


def main() -> None:
    """Run a command; what goes wrong is said in a sentence, with exit code 1."""
    try:
        _tell_rooms()
        app(prog_name="fingerpost")
    except (SettingsError, AreaError, run.StartError) as problem:
        _fail(str(problem))
    except OperationalError as problem:
        _fail(f"The database cannot be used: {str(problem.orig).strip()}. Has `./fingerpost run` set it up?")
    except BrokenPipeError:
        sys.exit(0)  # whoever read our output has read enough


def _fail(sentence: str) -> None:
    Console(stderr=True).print(f"fingerpost: {sentence}", style="red", highlight=False, markup=False)
    sys.exit(1)
