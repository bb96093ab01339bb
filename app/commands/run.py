"""`fingerpost run`: set up what is missing, start everything, print the addresses, stop everything on Ctrl-C."""

from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from app.launcher import Launcher, PortTakenError, check_ports
from app.rasa_process import TrainingError
from app.settings import settings
from app.setup import set_up
from texts.provider import Provider


class StartError(Exception):
    """Fingerpost could not start; the message says why and what to do."""


def run(
    setup_only: Annotated[bool, typer.Option("--setup-only", help="Set up what is missing and stop there.")] = False,
) -> None:
    """Set up what is missing, start everything, print the addresses. Ctrl-C stops it."""
    console = Console(stderr=True)
    chosen = settings()
    try:
        if not setup_only:
            check_ports(chosen)
        set_up(chosen, console)
        if setup_only:
            return
        raise typer.Exit(Launcher(chosen, console).run())
    except (PortTakenError, TrainingError) as problem:
        raise StartError(str(problem)) from problem
    except SQLAlchemyError as problem:
        raise StartError(f"The database cannot be used: {getattr(problem, 'orig', None) or problem}") from problem
    except OSError as problem:
        raise StartError(f"{problem.strerror}: {problem.filename or chosen.var_dir}") from problem
    except KeyboardInterrupt:
        console.print("Stopped.")
        raise typer.Exit(130) from None


def open_provider() -> Provider:
    """The SMS provider of the settings."""
    from app.sender import provider_from

    return provider_from(settings())
