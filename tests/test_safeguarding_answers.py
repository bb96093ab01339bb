"""The fixed answers to a crisis: every kind, urgency and language, and who is open when."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from safeguarding import Contact, answer, national_contacts, open_at, opening_hours
from safeguarding.answers import CrisisAnswer
from safeguarding.bank_holidays import is_bank_holiday
from safeguarding.kinds import KINDS, LANGUAGES, RIGHT_TO_LEFT, URGENCIES
from safeguarding.words import WordsError, check_words, read_words

ROOT = Path(__file__).parent.parent
OFFICE_HOURS = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # a Tuesday
SUNDAY_NIGHT = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
EASTER_MONDAY = datetime(2026, 4, 6, 10, 0, tzinfo=UTC)
FRONT_DOOR = Contact("front_door", "Demo Front Door", "01632 960100", opening_hours(["mon-fri 09:00-17:00"]))
OUT_OF_HOURS = Contact("out_of_hours", "Demo Emergency Team", "01632 960199", opening_hours("always"))
WATCHED = {"domestic_abuse", "honour_abuse", "forced_marriage"}
# "promise", "secret", "confidential", "don't worry" and their like: nobody may be told what cannot be kept.
UNKEEPABLE = {
    "en": r"promis|secret|confidential|don't worry|never|guarantee",
    "pl": r"obiec|sekret|tajemnic|poufn|nie martw|gwarant",
    "ro": r"promit|promis|secret|confiden|nu te îngrijora|garant",
    "ur": r"وعدہ|راز|خفیہ|فکر نہ کر|ضمانت",
    "pa": r"ਵਾਅਦਾ|ਭੇਤ|ਗੁਪਤ|ਫ਼ਿਕਰ ਨਾ|ਚਿੰਤਾ ਨਾ|ਗਰੰਟੀ",
    "bn": r"প্রতিশ্রুতি|গোপন|কথা দিচ্ছি|চিন্তা করবেন না|নিশ্চয়তা",
    "ar": r"نعد|أعدك|(?<!\w)سر(ي|ّ)?(?!\w)|لا تقلق|نضمن|أضمن",
    "so": r"ballan|sir ah|qarsoodi|ha walwalin|ha walaacin|dammaanad",
    "uk": r"обіця|таємн|секрет|конфіденц|не хвилюй|гарант",
    "es": r"promet|secreto|confidencial|no te preocupes|garanti",
    "pt": r"promet|segredo|confidencial|não se preocupe|garant",
}


def every_answer(language: str, now: datetime = SUNDAY_NIGHT) -> list[CrisisAnswer]:
    local = [FRONT_DOOR, OUT_OF_HOURS]
    return [answer(kind, urgency, language, local, now) for kind in KINDS for urgency in URGENCIES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_in_the_language_asked_for(language: str) -> None:
    for shown in every_answer(language):
        assert (shown.language, shown.dir) == (language, "rtl" if language in RIGHT_TO_LEFT else "ltr")
        assert len(shown.lines) >= 4
        assert all(line.strip() and "{" not in line for line in shown.lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_999_is_the_first_number_and_no_closed_line_stands_before_one_that_may_be_open(language: str) -> None:
    for now in (OFFICE_HOURS, SUNDAY_NIGHT, EASTER_MONDAY):
        for shown in every_answer(language, now):
            assert shown.contacts[0].number == "999"
            assert "999" in " ".join(shown.lines)
            closed = [contact.open_now is False for contact in shown.contacts]
            assert closed == sorted(closed), (shown.kind, now)
            assert all(contact.dial and contact.hours_text for contact in shown.contacts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_closed_line_says_when_it_opens(language: str) -> None:
    for shown in every_answer(language):
        for contact in shown.contacts:
            if contact.open_now is False:
                assert re.search(r"\d\d:\d\d", contact.hours_text), contact


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_ends_with_a_person_and_says_what_a_worker_may_have_to_pass_on(language: str) -> None:
    _, words = read_words(language)
    for shown in every_answer(language):
        child = shown.kind == "child_disclosure"
        assert shown.lines[-2:] == [words["named_person_child" if child else "named_person"], words["share"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_abuse_at_home_first_offers_the_exit_and_asks_whether_texting_is_safe(language: str) -> None:
    _, words = read_words(language)
    for shown in every_answer(language):
        watched = shown.kind in WATCHED
        assert (shown.offer_exit, shown.ask_safe_to_text) == (watched, watched)
        assert (shown.lines[0] == words["exit"]) == watched
        assert re.search("[?؟]", shown.lines[0]) or not watched


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_promises_what_cannot_be_kept(language: str) -> None:
    for shown in every_answer(language):
        text = " ".join(shown.lines).casefold()
        assert re.search(UNKEEPABLE[language], text) is None, text


def test_the_check_for_promises_would_notice_one() -> None:
    promises = {"en": "I promise to keep it secret", "es": "Te prometo que es secreto", "ar": "أعدك أن هذا سري"}
    assert all(re.search(UNKEEPABLE[language], text.casefold()) for language, text in promises.items())


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_a_translation_has_the_numbers_of_the_english_line(language: str) -> None:
    english, mine = check_words("en"), check_words(language)
    for part in ("first", "opening", "while_waiting", "notes"):
        for name, line in english[part].items():
            assert re.findall(r"[\d+]{2,}", mine[part][name]) == re.findall(r"[\d+]{2,}", line), (part, name)
    assert re.findall(r"\d+", mine["cannot_speak"]) == re.findall(r"\d+", english["cannot_speak"])


@pytest.mark.parametrize("language", sorted(RIGHT_TO_LEFT))
def test_a_spaced_number_keeps_its_order_in_right_to_left_text(language: str) -> None:
    shown = answer("fire_or_gas", "now", language, [], SUNDAY_NIGHT)
    assert any("\u20660800 111 999\u2069" in line for line in shown.lines)


@pytest.mark.parametrize(
    ("language", "is_english"),
    [*((language, language == "en") for language in LANGUAGES), ("xx", True), ("", True), ("../contacts", True)],
)
def test_a_language_nobody_has_written_is_answered_in_english(language: str, is_english: bool) -> None:
    shown = answer("suicide_adult", "now", language, [], SUNDAY_NIGHT)
    assert (shown.language == "en") == is_english


BROKEN: dict[str, Callable[[str], bytes]] = {
    "not YAML": lambda text: b"first: [",
    "empty": lambda text: b"",
    "not UTF-8": lambda text: text.encode("utf-16"),
    "a line missing": lambda text: text.replace("  police: Si alguien", "  policia: Si alguien").encode(),
    "a line empty": lambda text: re.sub(r"share: .*", "share: ''", text).encode(),
    "a list too short": lambda text: text.replace("sáb, dom", "sáb").encode(),
    "another placeholder": lambda text: text.replace("abre {hours}", "abre {horas}").encode(),
    "an open brace": lambda text: text.replace("abre {hours}", "abre {hours").encode(),
    "a part that is one line": lambda text: re.sub(r"days: .*", "days: lunes", text).encode(),
}


@pytest.mark.parametrize("how", [*BROKEN, "missing"])
def test_a_broken_language_file_is_answered_in_english(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for language in ("en", "es"):
        whole = (ROOT / "safeguarding" / "answers" / f"{language}.yml").read_text(encoding="utf-8")
        (tmp_path / f"{language}.yml").write_text(whole, encoding="utf-8")
    if how == "missing":
        (tmp_path / "es.yml").unlink()
    else:
        (tmp_path / "es.yml").write_bytes(BROKEN[how](whole))
    with pytest.raises(WordsError, match=r"es\.yml"):
        check_words("es", tmp_path)
    monkeypatch.setattr("safeguarding.words._whole", lambda language, folder: check_words(language, tmp_path))
    shown = answer("domestic_abuse", "now", "es", [OUT_OF_HOURS], SUNDAY_NIGHT)
    assert (shown.language, shown.dir, len(shown.lines)) == ("en", "ltr", 6)
    assert "es.yml" in caplog.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_says_whether_somebody_has_reviewed_it(language: str) -> None:
    status = check_words(language)["status"]
    assert status in ("source text", "draft") or re.fullmatch(r"reviewed by .+ on \d{4}-\d\d-\d\d", status)


@pytest.mark.parametrize(
    ("kind", "urgency", "now"),
    [("weather", "now", SUNDAY_NIGHT), ("suicide_adult", "soon", SUNDAY_NIGHT)],
)
def test_an_unknown_kind_or_urgency_is_an_error(kind: str, urgency: str, now: datetime) -> None:
    with pytest.raises(ValueError, match="no answer"):
        answer(kind, urgency, "en", [], now)


@pytest.mark.parametrize(
    ("identifier", "now", "expected"),
    [
        ("forced_marriage_unit", datetime(2026, 11, 24, 9, 0, tzinfo=UTC), True),
        ("forced_marriage_unit", datetime(2026, 11, 24, 8, 59, tzinfo=UTC), False),
        ("forced_marriage_unit", datetime(2026, 11, 24, 17, 0, tzinfo=UTC), False),
        ("forced_marriage_unit", datetime(2026, 7, 7, 8, 30, tzinfo=UTC), True),  # half past nine, summer time
        ("forced_marriage_unit", datetime(2026, 11, 22, 12, 0, tzinfo=UTC), False),  # a Sunday
        ("forced_marriage_unit", EASTER_MONDAY, False),
        ("nspcc", EASTER_MONDAY, True),
        ("nspcc", datetime(2026, 11, 22, 18, 30, tzinfo=UTC), False),
        ("emergency", EASTER_MONDAY, True),
        ("galop", EASTER_MONDAY, None),
    ],
)
def test_a_line_is_open_when_its_hours_say_so(identifier: str, now: datetime, expected: bool | None) -> None:
    contact = next(contact for contact in national_contacts() if contact.id == identifier)
    assert open_at(contact, now) is expected


def test_a_night_line_is_open_across_midnight_and_a_moment_needs_a_time_zone() -> None:
    night = Contact("night", "Night team", "01632 960150", opening_hours(["fri 17:00-09:00"]))
    assert open_at(night, datetime(2026, 11, 28, 8, 59, tzinfo=UTC)) is True
    assert open_at(night, datetime(2026, 11, 28, 9, 0, tzinfo=UTC)) is False
    assert open_at(night, datetime(2026, 11, 27, 8, 59, tzinfo=UTC)) is False
    with pytest.raises(ValueError, match="time zone"):
        open_at(night, datetime(2026, 11, 28, 8, 59))  # noqa: DTZ001


def test_days_with_the_same_hours_are_named_together() -> None:
    week = ["mon 09:00-17:00", "tue 09:00-17:00", "wed 09:00-17:00", "fri 09:00-12:00", "sun 09:00-12:00"]
    office = Contact("office", "Office", "01632 960101", opening_hours(week), closed_on_bank_holidays=True)
    shown = answer("fgm", "urgent", "en", [office], SUNDAY_NIGHT).contacts[-1]
    assert shown.name == "Office"
    expected = "Mon–Wed 09:00 to 17:00, Fri, Sun 09:00 to 12:00, not on bank holidays"
    assert shown.hours_text == f"closed now, open {expected}"


@pytest.mark.parametrize("spans", ["sometimes", ["monday 9-5"], ["fri-mon 09:00-17:00 "], ["mon 25:00-26:00"]])
def test_opening_hours_that_cannot_be_read_say_so(spans: str | list[str]) -> None:
    with pytest.raises(ValueError, match="opening hours"):
        opening_hours(spans)


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (date(2026, 4, 3), True),  # Good Friday
        (date(2026, 4, 6), True),
        (date(2026, 5, 4), True),
        (date(2026, 5, 25), True),
        (date(2026, 8, 31), True),
        (date(2026, 12, 28), True),  # Boxing Day falls on a Saturday
        (date(2027, 12, 27), True),  # Christmas Day falls on a Saturday
        (date(2027, 12, 28), True),
        (date(2028, 1, 3), True),  # New Year's Day falls on a Saturday
        (date(2026, 4, 7), False),
        (date(2026, 12, 29), False),
    ],
)
def test_bank_holidays_are_those_of_england_and_wales(day: date, holiday: bool) -> None:
    assert is_bank_holiday(day) is holiday
