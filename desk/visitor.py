"""Who is asking: the worker whose session the cookie names, and whether a form she posts is one of ours."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, Request

from desk.guard import is_own_form, is_own_origin
from desk.problems import NotOurFormError, SignInNeededError
from handover.models import Worker
from handover.sign_in import form_token, is_seen_lately, note_seen, signed_in_worker
from storage import reading, utc_now, writing

COOKIE = "fingerpost_desk"


@dataclass(frozen=True)
class Visitor:
    """A worker who is signed in.

    Attributes:
        token: of her session.
        form_token: what every form on her pages carries.
    """

    worker: Worker
    token: str

    @property
    def form_token(self) -> str:
        """What every form on her pages carries."""
        return form_token(self.token)


def visitor(request: Request) -> Visitor:
    """The worker who asks.

    Raises:
        SignInNeededError: when nobody is signed in.
    """
    token = request.cookies.get(COOKIE, "")
    now = utc_now()
    with reading() as session:
        worker = signed_in_worker(session, token, now) if token else None
        if worker is None:
            raise SignInNeededError
        lately = is_seen_lately(session, token, now)
    if not lately:
        with writing() as session:
            note_seen(session, token, now)
    return Visitor(worker, token)


def own_origin(request: Request) -> None:
    """Let a form pass only if it comes from this site.

    Raises:
        NotOurFormError: when it does not.
    """
    headers = request.headers
    if not is_own_origin(headers.get("origin"), headers.get("sec-fetch-site"), headers.get("host")):
        raise NotOurFormError


def posting_visitor(
    _: Annotated[None, Depends(own_origin)],
    found: Annotated[Visitor, Depends(visitor)],
    form: Annotated[str, Form(alias="form_token", max_length=200)] = "",
) -> Visitor:
    """The worker who posts a form of ours.

    Raises:
        NotOurFormError: when it is not one of ours.
        SignInNeededError: when nobody is signed in.
    """
    if not is_own_form(form, found.token):
        raise NotOurFormError
    return found


Reads = Annotated[Visitor, Depends(visitor)]
Posts = Annotated[Visitor, Depends(posting_visitor)]
