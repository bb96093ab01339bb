"""The parent's side of a handover: what is drafted, what she keeps, how she may be reached, her yes."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import handover as room
from areas import Area
from handover import Line
from handover.conversation import Conversation
from handover.errors import HandoverError, NotAllowedError
from handover.journey import State
from handover.models import Handover, SummaryLine
from handover.safe_times import TIMES, Channel
from locales import LANGUAGES, translate
from tests.handover_fixtures import (
    AGREED,
    LINES,
    MONDAY_NINE,
    a_conversation,
    a_draft,
    a_request,
    area,
    london,
    session,
)

FIXTURES = (
    area,
    session,
)


def test_a_draft_shares_her_own_lines_and_not_those_about_somebody_else(session: Session, area: Area) -> None:
    handover = a_draft(session, area)
    assert [(line.kind, line.share) for line in handover.lines] == [("asked", True), ("need", True), ("words", False)]
    assert handover.worker is not None
    assert handover.worker.name == "Sofia Marsh"
    assert not handover.interpreter_needed
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{7}", handover.reference)


def test_what_she_does_not_keep_is_gone_once_she_agrees(session: Session, area: Area) -> None:
    handover = a_draft(session, area)
    room.keep_lines(session, handover, [handover.lines[0].id])
    room.set_safe_contact(session, handover, "chat", MONDAY_NINE)
    room.request_handover(session, handover, AGREED, room.CONSENT_VERSION, MONDAY_NINE)
    session.flush()
    stored = session.scalars(select(SummaryLine.text).where(SummaryLine.handover_id == handover.id)).all()
    assert stored == [LINES[0].text]


def test_agreeing_keeps_the_words_their_language_version_and_time_and_makes_a_promise(
    session: Session, area: Area
) -> None:
    handover = a_request(session, area, now=london("2026-11-27 15:30"))
    assert (handover.consent_wording, handover.consent_language, handover.consent_version) == (
        AGREED,
        "ur",
        room.CONSENT_VERSION,
    )
    assert handover.consent_at == handover.requested_at == london("2026-11-27 15:30")
    assert handover.promise_by == london("2026-11-30 11:30")
    assert "Sofia" in room.told_when_requested(handover, "en")
    assert "by Monday, 30 November 2026, 11:30" in room.told_when_requested(handover, "en")


def test_nothing_is_sent_before_she_has_said_how_it_is_safe_to_reach_her(session: Session, area: Area) -> None:
    handover = a_draft(session, area)
    with pytest.raises(HandoverError, match="First say how it is safe to reach you"):
        room.request_handover(session, handover, AGREED, room.CONSENT_VERSION, MONDAY_NINE)
    assert handover.state == State.DRAFT


def test_what_was_sent_is_not_changed_or_sent_again(session: Session, area: Area) -> None:
    handover = a_request(session, area)
    with pytest.raises(NotAllowedError):
        room.keep_lines(session, handover, [])
    with pytest.raises(NotAllowedError):
        room.request_handover(session, handover, AGREED, room.CONSENT_VERSION, MONDAY_NINE)
    conversation = session.get_one(Conversation, handover.conversation_id)
    with pytest.raises(HandoverError, match="already asked"):
        room.draft_handover(session, conversation, LINES, area, MONDAY_NINE)


def test_drafting_again_replaces_the_draft(session: Session, area: Area) -> None:
    first = a_draft(session, area)
    conversation = session.get_one(Conversation, first.conversation_id)
    second = room.draft_handover(session, conversation, LINES[:1], area, MONDAY_NINE)
    assert session.scalars(select(Handover.id)).all() == [second.id]
    assert session.scalars(select(SummaryLine.handover_id)).all() == [second.id]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([Line("need", " \n\t\x00")], "nothing written"),
        ([Line("need", "x" * 4001)], "too long"),
        ([Line("need", "x")] * 21, "more than fits"),
    ],
)
def test_lines_that_cannot_be_kept_are_refused_with_a_sentence(
    lines: list[Line], sentence: str, session: Session, area: Area
) -> None:
    with pytest.raises(HandoverError, match=sentence):
        room.draft_handover(session, a_conversation(session), lines, area, MONDAY_NINE)


def test_hostile_and_mixed_text_is_kept_as_it_was_typed(session: Session, area: Area) -> None:
    typed = "<script>alert(1)</script> می‌خواهم \u200f42\u200e {name} %s '; DROP TABLE worker;--"
    handover = room.draft_handover(session, a_conversation(session), [Line("words", typed)], area, MONDAY_NINE)
    session.expire_all()
    assert handover.lines[0].text == typed


@pytest.mark.parametrize(
    ("channel", "given", "kept"),
    [
        ("text", {"phone": "07700 900123"}, "+447700900123"),
        ("call", {"phone": "01632 960001"}, "+441632960001"),
        ("call", {"phone": "+44 7700 900123", "email": "not kept"}, "+447700900123"),
        ("chat", {"phone": "07700 900123"}, None),  # not needed, so not kept
        ("email", {"email": " amina@example.org "}, "amina@example.org"),
    ],
)
def test_only_what_the_channel_needs_is_kept(
    channel: Channel, given: dict[str, str], kept: str | None, session: Session, area: Area
) -> None:
    terms = room.set_safe_contact(session, a_draft(session, area), channel, MONDAY_NINE, **given)  # type: ignore[arg-type]
    assert (terms.phone or terms.email) == kept
    assert terms.expires_at == MONDAY_NINE + timedelta(days=30)
    assert not terms.may_leave_message


@pytest.mark.parametrize(
    ("channel", "phone", "email"),
    [("text", "01632 960001", None), ("text", None, None), ("call", "hello", None), ("call", "+1 202 555 0100", None)]
    + [("email", None, typed) for typed in ("", "a@b", "a b@example.org", "@example.org", "x" * 250 + "@example.org")],
)
def test_a_number_or_address_that_cannot_be_reached_is_refused(
    channel: Channel, phone: str | None, email: str | None, session: Session, area: Area
) -> None:
    with pytest.raises(HandoverError):
        room.set_safe_contact(
            session,
            a_draft(session, area),
            channel,
            MONDAY_NINE,
            phone=phone,
            email=email,
        )


def test_every_wording_for_parents_can_be_rendered_in_every_language(session: Session, area: Area) -> None:
    handover = a_request(session, area)
    for code in LANGUAGES:
        assert room.consent_wording("Sofia", code)
        assert room.told_when_requested(handover, code)
        assert all(translate(each.label, code) for each in TIMES.values())
