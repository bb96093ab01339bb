"""When a text may go, what a reply asks for, what follows from an error, and which news moves a text."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from locales import LANGUAGES
from texts.delivery_status import Status, from_provider, moves
from texts.errors import Action, action_on_failure, action_on_refusal
from texts.may_send import Standing, may_send
from texts.quiet_hours import LONDON, Hours, latest_allowed, london, may_text, next_allowed
from texts.sender_id import SenderError, check_sender
from texts.stop_words import HELP, START, STOP, provider_answers, read_request

# --- hours ----------------------------------------------------------------------------------------------------------


def utc(*parts: int) -> datetime:
    """An aware moment."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


SCHOOL_HOURS = Hours(time(9, 30), time(14, 30), frozenset({0, 1, 2, 3, 4}))


@pytest.mark.parametrize(
    ("at", "safe", "expected"),
    [
        (utc(2026, 1, 5, 12), None, utc(2026, 1, 5, 12)),
        (utc(2026, 1, 5, 7, 59), None, utc(2026, 1, 5, 8)),
        (utc(2026, 1, 5, 20), None, utc(2026, 1, 6, 8)),
        (utc(2026, 7, 6, 7), None, utc(2026, 7, 6, 7)),
        (utc(2026, 7, 6, 6, 59), None, utc(2026, 7, 6, 7)),
        (utc(2026, 7, 6, 19), None, utc(2026, 7, 7, 7)),
        # The night the clocks go forward (29 March 2026) and back (25 October 2026).
        (utc(2026, 3, 28, 21), None, utc(2026, 3, 29, 7)),
        (utc(2026, 10, 24, 21), None, utc(2026, 10, 25, 8)),
        (utc(2026, 1, 5, 12), SCHOOL_HOURS, utc(2026, 1, 5, 12)),
        (utc(2026, 1, 9, 15), SCHOOL_HOURS, utc(2026, 1, 12, 9, 30)),
        # Her window meets the decent hours in part, then not at all: then her own hold.
        (utc(2026, 1, 5, 6), Hours(time(6), time(9)), utc(2026, 1, 5, 8)),
        (utc(2026, 1, 5, 12), Hours(time(21), time(22)), utc(2026, 1, 5, 21)),
        (utc(2026, 1, 5, 23), Hours(time(22), time(1)), utc(2026, 1, 5, 23)),
        (utc(2026, 1, 6, 0, 30), Hours(time(22), time(1)), utc(2026, 1, 6, 0, 30)),
        (utc(2026, 1, 6, 1), Hours(time(22), time(1)), utc(2026, 1, 6, 22)),
        # She said "any time from six in the evening": over midnight, but decent hours still hold where they meet it.
        (utc(2026, 1, 6, 2), Hours(time(18), time(6)), utc(2026, 1, 6, 18)),
        (utc(2026, 1, 6, 21), Hours(time(18), time(6)), utc(2026, 1, 7, 18)),
        # "All day": the same time twice.
        (utc(2026, 1, 6, 2), Hours(time(0), time(0)), utc(2026, 1, 6, 8)),
        (utc(2026, 1, 6, 2), Hours(time(15), time(9)), utc(2026, 1, 6, 8)),
    ],
)
def test_the_next_allowed_moment(at: datetime, safe: Hours | None, expected: datetime) -> None:
    assert next_allowed(at, safe) == expected
    assert may_text(at, safe) is (at == expected)


@pytest.mark.parametrize(
    ("by", "safe", "expected"),
    [
        (utc(2026, 1, 5, 12), None, utc(2026, 1, 5, 12)),
        (utc(2026, 1, 5, 7), None, utc(2026, 1, 4, 19, 59)),
        (utc(2026, 1, 5, 22), None, utc(2026, 1, 5, 19, 59)),
        (utc(2026, 1, 11, 17), SCHOOL_HOURS, utc(2026, 1, 9, 14, 29)),
    ],
)
def test_the_latest_allowed_moment(by: datetime, safe: Hours | None, expected: datetime) -> None:
    assert latest_allowed(by, safe) == expected


def test_every_allowed_moment_of_a_year_is_within_the_window_by_the_clock() -> None:
    moment = utc(2026, 1, 1)
    while moment < utc(2027, 1, 1):
        allowed = next_allowed(moment)
        assert time(8) <= allowed.astimezone(LONDON).time() < time(20), moment
        assert timedelta(0) <= allowed - moment <= timedelta(hours=13), moment
        assert latest_allowed(allowed) == allowed
        moment += timedelta(minutes=47)


def test_safe_hours_without_a_day_are_refused() -> None:
    with pytest.raises(ValueError, match="weekday"):
        next_allowed(utc(2026, 1, 1), Hours(time(9), time(10), frozenset()))


def test_a_time_that_spring_skips_becomes_the_moment_after() -> None:
    assert london(date(2026, 3, 29), time(1, 30)) == utc(2026, 3, 29, 1, 30)


# --- replies --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "request_"),
    [
        ("STOP", "stop"),
        (" stop. ", "stop"),
        ("Stop please", "stop"),
        ("please STOP!!", "stop"),
        ("stop texting me", "stop"),
        ("CANCEL", "stop"),
        ("przestań proszę", "stop"),
        ("przestan", "stop"),
        ("REZYGNUJE", "stop"),
        ("opreste", "stop"),
        ("براہ کرم بند کریں", "stop"),
        ("ਬੰਦ ਕਰੋ ਜੀ", "stop"),
        ("বন্ধ করুন", "stop"),
        ("أَوْقِفْ", "stop"),
        ("ايقاف", "stop"),
        ("الغاء", "stop"),
        ("joojiya fadlan", "stop"),
        ("СТОП", "stop"),
        ("Відписатися, будь ласка", "stop"),
        ("parar por favor", "stop"),
        ("START", "start"),
        ("unstop", "start"),
        ("শুরু করুন", "start"),
        ("Help", "help"),
        ("مدد", "help"),
        ("ਮਦਦ", "help"),
        ("допоможіть", "help"),
        ("what time does it stop?", "other"),
        ("thanks, see you there", "other"),
        ("don't stop", "other"),
        ("please", "other"),
        ("", "other"),
        ("🙂", "other"),
        ("stop " * 5000, "other"),
    ],
)
def test_a_reply_is_understood(body: str, request_: str) -> None:
    assert read_request(body) == request_


def test_stop_start_and_help_exist_in_every_language_and_do_not_overlap() -> None:
    assert set(STOP) == set(LANGUAGES)
    assert set(START) | {"en"} == set(LANGUAGES) == set(HELP) | {"en"}
    for words, meaning in ((STOP, "stop"), (START, "start"), (HELP, "help")):
        for language in words:
            for word in words[language]:
                assert read_request(word) == meaning, (language, word)
                assert read_request(word.upper()) == meaning, (language, word)


def test_we_are_silent_where_the_provider_has_answered() -> None:
    assert provider_answers(" Stop ")
    assert not provider_answers("stop please")
    assert not provider_answers("стоп")


# --- errors, senders, states ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "http_status", "action"),
    [
        (20429, 429, Action.RETRY),
        (None, 429, Action.RETRY),
        (21211, 400, Action.PERMANENT),
        (21614, 400, Action.PERMANENT),
        (21617, 400, Action.PERMANENT),
        (99999, 400, Action.PERMANENT),
        (21610, 400, Action.OPTED_OUT),
        (21606, 400, Action.CONFIG),
        (20003, 401, Action.CONFIG),
        (None, 403, Action.CONFIG),
    ],
)
def test_what_follows_from_a_refusal(code: int | None, http_status: int, action: Action) -> None:
    assert action_on_refusal(code, http_status) is action


@pytest.mark.parametrize(
    ("code", "action"),
    [
        (30003, Action.RETRY),
        (30008, Action.RETRY),
        (30005, Action.PERMANENT),
        (30007, Action.PERMANENT),
        (21610, Action.OPTED_OUT),
        (None, Action.PERMANENT),
    ],
)
def test_what_follows_when_a_text_did_not_arrive(code: int | None, action: Action) -> None:
    assert action_on_failure(code) is action


@pytest.mark.parametrize(
    ("sender", "can_reply"),
    [("+447700900999", True), ("60100", True), ("Fennbrook", False), ("FENNBROOKFH", False), ("Hub 2 You", False)],
)
def test_a_recognisable_sender_is_taken(sender: str, can_reply: bool) -> None:
    assert check_sender(sender).can_reply is can_reply


@pytest.mark.parametrize(
    "sender", ["", "ab", "FENNBROOKHUB", "INFO", "Alerts", "Żłobek", "07700900999", "12345678", "In-fo"]
)
def test_a_sender_that_networks_block_is_refused(sender: str) -> None:
    with pytest.raises(SenderError):
        check_sender(sender)


def test_states_only_move_on_and_delivered_always_wins() -> None:
    order = [Status.ACCEPTED, Status.QUEUED, Status.SENDING, Status.SENT, Status.UNDELIVERED, Status.DELIVERED]
    for before, state in enumerate(order):
        for after, news in enumerate(order):
            assert moves(state, news) is (after > before)
    for ours in (Status.WAITING, Status.POSTING, Status.UNKNOWN, Status.CANCELLED, Status.EXPIRED):
        assert moves(ours, Status.QUEUED)
        assert not moves(Status.QUEUED, ours)
    assert moves(Status.FAILED, Status.DELIVERED)
    assert not moves(Status.FAILED, Status.UNDELIVERED)
    assert from_provider("nonsense") is None
    assert from_provider("waiting") is None


FREE = Standing(stopped=False, bad_number=False, consents=True, safe_hours=None)


@pytest.mark.parametrize(
    ("kind", "standing", "hour", "what"),
    [
        ("reminder", FREE, 12, "send"),
        ("reminder", FREE, 22, "later"),
        ("code", FREE, 22, "send"),
        ("reminder", Standing(True, False, True, None), 12, "cancel"),
        ("code", Standing(True, False, True, None), 12, "cancel"),
        ("reminder", Standing(False, True, True, None), 12, "cancel"),
        ("reminder", Standing(False, False, False, None), 12, "cancel"),
        ("reminder", Standing(False, False, True, SCHOOL_HOURS), 15, "later"),
    ],
)
def test_whether_a_text_may_go_now(kind: str, standing: Standing, hour: int, what: str) -> None:
    assert may_send(kind, standing, utc(2026, 1, 5, hour), utc(2026, 1, 8)).what == what


def test_a_text_that_quiet_hours_would_make_useless_expires() -> None:
    assert may_send("reminder", FREE, utc(2026, 1, 5, 22), utc(2026, 1, 6, 7, 30)).what == "expire"
    assert may_send("code", FREE, utc(2026, 1, 5, 22), utc(2026, 1, 5, 22)).what == "expire"
