from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from messages.lines import LineStatus
from messages.memory import NotApprovableError, approve_translation, approved_lines
from messages.models import ApprovedTranslation
from messages.reading import read_message

SOURCE = "Please bring a packed lunch on Thursday 12th March."
URDU = "براہ کرم جمعرات 12 مارچ کو دوپہر کا کھانا ساتھ لائیں۔"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    engine = create_engine(f"sqlite:///{tmp_path / 'memory.db'}")
    ApprovedTranslation.metadata.create_all(
        engine, tables=[ApprovedTranslation.metadata.tables["approved_translations"]]
    )
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_an_approved_line_is_found_exactly_and_only_in_its_language(session: Session) -> None:
    approve_translation(session, f"  {SOURCE} ", "ur", URDU, approved_by="Amina Khan")
    assert approved_lines(session, "ur")(SOURCE) == URDU
    assert approved_lines(session, "pl")(SOURCE) is None
    assert approved_lines(session, "ur")(SOURCE.lower()) is None


def test_a_letter_without_a_package_still_shows_approved_lines(session: Session) -> None:
    approve_translation(session, SOURCE, "ur", URDU, approved_by="Amina Khan")
    reading = read_message(f"{SOURCE} Thank you.", "ur", date(2026, 3, 2), None, approved_lines(session, "ur"))
    assert [(line.target, line.status) for line in reading.lines] == [
        (URDU, LineStatus.APPROVED),
        ("Thank you.", LineStatus.KEPT),
    ]


def test_a_second_approval_replaces_the_first(session: Session) -> None:
    first = datetime(2026, 3, 2, 9, tzinfo=UTC)
    approve_translation(session, SOURCE, "ur", URDU + " شکریہ", approved_by="Amina Khan", now=first)
    kept = approve_translation(session, SOURCE, "ur", URDU, approved_by="Bilal Ahmed")
    session.commit()
    assert (kept.approved_by, kept.target) == ("Bilal Ahmed", URDU)
    assert session.query(ApprovedTranslation).count() == 1


@pytest.mark.parametrize(("source", "target"), [(SOURCE, URDU.replace("12", "21")), (SOURCE, " "), ("", URDU)])
def test_a_mistyped_number_cannot_be_approved(session: Session, source: str, target: str) -> None:
    with pytest.raises(NotApprovableError):
        approve_translation(session, source, "ur", target, approved_by="Amina Khan")
