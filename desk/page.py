"""The desk's pages: plain Jinja, and the few words they need. Workers read English; parents' words keep theirs."""

from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from desk.words import clock_time, day_words, moment, phone_words, promise_words
from handover.journey import STATE_WORDS, State
from handover.lines import KINDS
from handover.safe_times import CHANNELS, TIMES
from locales import language, translate

HERE = Path(__file__).parent


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        _=translate,
        channels=CHANNELS,
        clock_time=clock_time,
        day_words=day_words,
        kinds=KINDS,
        language=language,
        moment=moment,
        phone_words=phone_words,
        promise_words=promise_words,
        state_words=lambda state: STATE_WORDS[State(state)],
        times=TIMES,
    )
    return made


ENVIRONMENT = _environment()
TEMPLATES = Jinja2Templates(env=ENVIRONMENT)


def page(request: Request, name: str, status: int = 200, /, **values: object) -> HTMLResponse:
    """A page of the desk. It is rendered here and now, so a session that is open may be read from."""
    return TEMPLATES.TemplateResponse(request, name, {"visitor": None} | values, status_code=status)


def fragment(name: str, **values: object) -> str:
    """A piece of a page."""
    return ENVIRONMENT.get_template(name).render(**values)
