"""Texts she asks for herself: nothing goes without number, code and yes, and all of it goes with her chat."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reminders.cancelling import forget_conversation, stop_texts_of
from storage import reading, utc_now, writing
from tests.sms_support import IDENTITY
from texts.asked_in_chat import StoppedError, WrongStepError
from texts.models import Consent, Recipient, Text
from texts.to_herself import (
    OwnTexts,
    agree,
    draft_texts,
    drop,
    give_code,
    give_phone,
)

CHAT, MOBILE = "a chat", "07700 900123"
BODIES = ["Fennbrook: what you asked us to text you.\n1. Tuesday Babies. 01632 960201", "the second"]
WORDS = {"wording": "I agree", "version": "services-1"}


def code_in(session: Session) -> str:
    """The code of the newest text that carries one."""
    body = session.scalars(select(Text.body).where(Text.kind == "code").order_by(Text.created_at.desc())).first() or ""
    return next(word for word in body.replace(".", " ").split() if word.isdigit() and len(word) == 6)


def proven(session: Session, bodies: list[str] = BODIES) -> str:
    """Drafted texts whose phone is shown to be hers."""
    drafted = draft_texts(session, CHAT, bodies, "en", utc_now())
    if drafted.state == "drafted":
        give_phone(session, drafted.id, MOBILE, utc_now(), identity=IDENTITY)
        assert give_code(session, drafted.id, code_in(session), utc_now())
    return drafted.id


def waiting(session: Session) -> list[Text]:
    return list(session.scalars(select(Text).where(Text.kind == "list").order_by(Text.dedupe_key)))


def test_after_number_code_and_yes_they_are_in_the_outbox_once(database: str) -> None:
    with writing() as session:
        texts = proven(session)
        assert waiting(session) == []
        agree(session, texts, utc_now(), identity=IDENTITY, **WORDS)
        assert [text.body for text in waiting(session)] == BODIES
        assert session.scalars(select(Consent)).one().purpose == "services"
        with pytest.raises(WrongStepError):
            agree(session, texts, utc_now(), identity=IDENTITY, **WORDS)
        assert session.get_one(OwnTexts, texts).bodies == "[]"


def test_before_the_code_there_is_no_agreeing(database: str) -> None:
    with writing() as session:
        drafted = draft_texts(session, CHAT, BODIES, "en", utc_now())
        give_phone(session, drafted.id, MOBILE, utc_now(), identity=IDENTITY)
        assert not give_code(session, drafted.id, "000000x", utc_now())
        with pytest.raises(WrongStepError):
            agree(session, drafted.id, utc_now(), identity=IDENTITY, **WORDS)


def test_a_phone_shown_to_be_hers_in_this_chat_is_not_asked_for_again(database: str) -> None:
    with writing() as session:
        proven(session)
        again = draft_texts(session, CHAT, BODIES, "en", utc_now())
        assert again.state == "awaiting consent"
        assert draft_texts(session, "another chat", BODIES, "en", utc_now()).state == "drafted"


def test_a_phone_that_wants_no_more_texts_gets_none(database: str) -> None:
    with writing() as session:
        texts = proven(session)
        session.scalars(select(Recipient)).one().stopped_at = utc_now()
        with pytest.raises(StoppedError) as refused:
            agree(session, texts, utc_now(), identity=IDENTITY, **WORDS)
        assert "no more texts" in refused.value.sentence("en")
        assert waiting(session) == []


def test_stop_in_the_chat_stops_the_phone_they_went_to(database: str) -> None:
    with writing() as session:
        agree(session, proven(session), utc_now(), identity=IDENTITY, **WORDS)
        assert stop_texts_of(session, CHAT, utc_now()) == 1
        assert {text.status for text in waiting(session)} == {"cancelled"}


def test_what_she_does_not_want_is_dropped(database: str) -> None:
    with writing() as session:
        drop(session, proven(session))
        assert session.scalar(select(func.count()).select_from(OwnTexts)) == 0
        drop(session, None)


def test_wiping_the_chat_takes_texts_consent_and_phone_with_it(database: str) -> None:
    with writing() as session:
        agree(session, proven(session), utc_now(), identity=IDENTITY, **WORDS)
        forget_conversation(session, CHAT, utc_now() + timedelta(minutes=1))
    with reading() as session:
        for table in (OwnTexts, Consent, Recipient, Text):
            assert session.scalar(select(func.count()).select_from(table)) == 0, table


def test_a_phone_that_another_chat_uses_stays(database: str) -> None:
    with writing() as session:
        agree(session, proven(session), utc_now(), identity=IDENTITY, **WORDS)
        other = draft_texts(session, "another chat", BODIES, "en", utc_now())
        give_phone(session, other.id, MOBILE, utc_now(), identity=IDENTITY)
        forget_conversation(session, CHAT, utc_now())
        assert session.scalar(select(func.count()).select_from(Recipient)) == 1


def test_what_they_say_is_not_readable_in_the_database(database: str) -> None:
    with writing() as session:
        draft_texts(session, CHAT, BODIES, "en", utc_now())
    with reading() as session:
        raw = session.connection().exec_driver_sql("SELECT bodies FROM text_to_herself").scalar_one()
    assert "Tuesday" not in raw
