"""The list of handovers, and one handover: what the parent agreed to share, and what the worker does about it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from desk.page import page
from desk.settings import DeskSettings
from desk.visitor import Posts, Reads, Visitor
from directory.notices import how_many_unread
from handover import (
    HandoverError,
    NotFoundError,
    accept,
    close,
    decline,
    give_to,
    handover_for,
    list_handovers,
    mark_read,
    record_contact,
)
from handover.figures import is_overdue
from handover.holding import crisis_messages, is_held
from handover.journey import NOW_TALKING, TAKEN, WAITING
from handover.models import Handover, Worker
from handover.permission import may_read, may_take, may_talk
from handover.record import entries
from handover.safe_times import is_safe_time
from handover.workers import workers_of
from locales import language
from storage import reading, utc_now, writing

Typed = Annotated[str, Form()]


def add_routes(router: APIRouter, settings: DeskSettings) -> None:
    """The list, the page, and the forms on it."""

    @router.get("")
    def show_all(request: Request, visitor: Reads) -> Response:
        with reading() as session:
            rows = [_row(session, each, visitor.worker) for each in list_handovers(session, visitor.worker)]
            groups = [
                ("Waiting", [row for row in rows if row.handover.state in WAITING]),
                ("Under way", [row for row in rows if row.handover.state in TAKEN]),
                ("Over", [row for row in rows if row.handover.state not in WAITING | TAKEN]),
            ]
            dangers = [row for row in rows if row.crisis]
            return page(
                request,
                "handovers.html",
                visitor=visitor,
                area=settings.area,
                dangers=dangers,
                groups=groups,
                notices=how_many_unread(session) if visitor.worker.manager else 0,
                now=utc_now(),
            )

    @router.get("/handovers/{handover_id}")
    def show(request: Request, handover_id: str, visitor: Reads) -> Response:
        with writing() as session:
            handover = handover_for(session, handover_id, visitor.worker)
            if may_read(visitor.worker, handover):
                mark_read(session, handover_id, visitor.worker, utc_now())
            return _page(request, session, handover, visitor)

    @router.post("/handovers/{handover_id}/accept")
    def take(
        request: Request, handover_id: str, visitor: Posts, sentence: Typed = "", written_in: Typed = "en"
    ) -> Response:
        with writing() as session:
            try:
                handover = accept(
                    session, handover_id, visitor.worker, sentence, utc_now(), language=language(written_in).code
                )
            except HandoverError as error:
                return _again(request, session, handover_id, visitor, error, sentence=sentence)
            talks = handover.conversation_id is not None
        return RedirectResponse(f"/desk/handovers/{handover_id}{'/conversation' if talks else ''}", 303)

    @router.post("/handovers/{handover_id}/decline")
    def refuse(request: Request, handover_id: str, visitor: Posts, reason: Typed = "") -> Response:
        with writing() as session:
            try:
                decline(session, handover_id, visitor.worker, reason, utc_now())
            except HandoverError as error:
                return _again(request, session, handover_id, visitor, error, reason=reason)
        return RedirectResponse("/desk", 303)

    @router.post("/handovers/{handover_id}/contact")
    def note_contact(handover_id: str, visitor: Posts) -> Response:
        with writing() as session:
            record_contact(session, handover_id, visitor.worker, utc_now())
        return RedirectResponse(f"/desk/handovers/{handover_id}", 303)

    @router.post("/handovers/{handover_id}/close")
    def finish(handover_id: str, visitor: Posts) -> Response:
        with writing() as session:
            close(session, handover_id, visitor.worker, utc_now())
        return RedirectResponse("/desk", 303)

    @router.post("/handovers/{handover_id}/give")
    def give(handover_id: str, visitor: Posts, worker_id: Typed = "") -> Response:
        with writing() as session:
            handover = handover_for(session, handover_id, visitor.worker, to_change=True)
            worker = session.get(Worker, worker_id)
            if worker is None:
                raise HandoverError("Choose who should take it.")
            give_to(session, handover, visitor.worker, worker, utc_now())
        return RedirectResponse(f"/desk/handovers/{handover_id}", 303)


@dataclass(frozen=True)
class _Row:
    """One handover in the list, as this worker sees it."""

    handover: Handover
    owner: str
    overdue: bool
    talks: bool
    held: bool
    crisis: bool


def _row(session: Session, handover: Handover, worker: Worker) -> _Row:
    talks = may_talk(worker, handover)
    return _Row(
        handover=handover,
        owner=_owner(handover, worker),
        overdue=is_overdue(handover, utc_now()),
        talks=talks,
        held=is_held(handover),
        crisis=talks and bool(crisis_messages(session, handover)),
    )


def _owner(handover: Handover, reader: Worker) -> str:
    if handover.worker is None:
        return "the whole team" if handover.owner_level != "manager" else "the whole team; the manager has been told"
    return "you" if handover.worker.id == reader.id else handover.worker.name


def _page(
    request: Request,
    session: Session,
    handover: Handover,
    visitor: Visitor,
    *,
    problem: str | None = None,
    **typed: str,
) -> Response:
    worker = visitor.worker
    terms = handover.safe_contact
    names = {each.id: each.name for each in workers_of(session, handover.area)}
    now = utc_now()
    return page(
        request,
        "handover.html",
        422 if problem else 200,
        visitor=visitor,
        handover=handover,
        readable=may_read(worker, handover),
        takes=may_take(worker, handover),
        talks=may_talk(worker, handover),
        declines=handover.state in WAITING and (worker.manager or handover.worker_id == worker.id),
        gives=worker.manager and handover.state in WAITING,
        colleagues=[each for each in workers_of(session, handover.area) if not each.manager],
        owner=_owner(handover, worker),
        overdue=is_overdue(handover, now),
        crisis=may_talk(worker, handover) and bool(crisis_messages(session, handover)),
        terms=terms if terms and terms.expires_at > now else None,
        terms_expired=terms is not None and terms.expires_at <= now,
        safe_now=terms is not None and is_safe_time(terms.times, now),
        now_talking=NOW_TALKING,
        entries=[(entry, names.get(entry.worker_id or "", entry.who)) for entry in entries(session, handover.id)],
        names=names,
        now=now,
        problem=problem,
        sentence=typed.get("sentence", ""),
        reason=typed.get("reason", ""),
    )


def _again(
    request: Request, session: Session, handover_id: str, visitor: Visitor, error: HandoverError, **typed: str
) -> Response:
    """The page once more with what was wrong and what was typed; nothing has changed."""
    if isinstance(error, NotFoundError):
        raise error
    handover = handover_for(session, handover_id, visitor.worker)
    return _page(request, session, handover, visitor, problem=str(error), **typed)
