"""The pure decisions of `handover/`: working time, levels, the journey, initials, safe times, passwords."""

from datetime import UTC

import pytest

from areas import Area
from handover.errors import NotAllowedError
from handover.journey import MOVES, STATE_WORDS, State, check_move
from handover.levels import level_due
from handover.named_worker import initials
from handover.passwords import hash_password, is_password, new_password
from handover.safe_times import is_safe_time
from handover.working_time import add_working_hours, is_working_time
from tests.handover_fixtures import MONDAY_NINE, area, london

FIXTURES = (area,)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23 09:00", 4, "2026-11-23 13:00"),
        ("2026-11-23 07:00", 1, "2026-11-23 09:30"),  # before it opens at 8:30
        ("2026-11-23 15:00", 4, "2026-11-24 10:30"),  # over the night
        ("2026-11-27 15:30", 4, "2026-11-30 11:30"),  # Friday ends at 16:30, then a weekend
        ("2026-11-22 12:00", 0, "2026-11-23 08:30"),  # Sunday: the next moment somebody works
        ("2026-11-23 13:00", 4, "2026-11-23 17:00"),  # to the minute it closes
        ("2026-11-23 17:00", 1, "2026-11-24 09:30"),  # closed this minute
        ("2026-12-24 15:00", 4, "2026-12-29 10:30"),  # Christmas Friday; Boxing Day is a Saturday, so Monday is off
        ("2027-03-25 15:00", 4, "2027-03-30 10:30"),  # Good Friday and Easter Monday
        ("2027-05-31 09:00", 1, "2027-06-01 09:30"),  # spring bank holiday
        ("2026-10-23 16:00", 1, "2026-10-26 09:00"),  # the clocks go back in between
    ],
)
def test_a_promise_counts_only_the_hours_in_which_the_area_works(start: str, hours: int, end: str, area: Area) -> None:
    assert add_working_hours(london(start), hours, area) == london(end)


def test_a_promise_is_the_same_whatever_zone_the_start_is_written_in(area: Area) -> None:
    start = london("2026-07-06 09:00")
    assert add_working_hours(start.astimezone(UTC), 2, area) == add_working_hours(start, 2, area)


def test_working_hours_refuse_a_naive_time_and_an_area_that_never_works(area: Area) -> None:
    with pytest.raises(ValueError, match="aware"):
        add_working_hours(MONDAY_NINE.replace(tzinfo=None), 1, area)
    with pytest.raises(ValueError, match="too few"):
        add_working_hours(MONDAY_NINE, 1, area.model_copy(update={"working_hours": {}}))


@pytest.mark.parametrize(
    ("at", "working"),
    [("2026-11-23 08:29", False), ("2026-11-23 08:30", True), ("2026-11-23 17:00", False), ("2026-12-25 10:00", False)],
)
def test_an_area_works_from_opening_until_just_before_closing(at: str, working: bool, area: Area) -> None:
    assert is_working_time(london(at), area) is working


@pytest.mark.parametrize(
    ("hours_later", "level", "away", "due"),
    [
        (0, "worker", False, "worker"),
        (3.9, "worker", False, "worker"),
        (4, "worker", False, "deputy"),
        (8, "deputy", False, "team"),
        (12, "team", False, "manager"),
        (200, "manager", False, "manager"),
        (0, "worker", True, "deputy"),
        (0, "deputy", True, "team"),
        (5, "deputy", True, "team"),
        (0, "team", True, "worker"),
    ],
)
def test_an_unanswered_handover_moves_on_with_the_hours(
    hours_later: float, level: str, away: bool, due: str, area: Area
) -> None:
    now = add_working_hours(MONDAY_NINE, hours_later, area)
    assert level_due(MONDAY_NINE, now, area, level=level, owner_away=away) == due


def test_every_state_has_words_and_moves_and_only_the_ends_have_no_way_on() -> None:
    assert set(MOVES) == set(STATE_WORDS) == set(State)
    assert {state for state in State if not MOVES[state]} == {State.CLOSED, State.WITHDRAWN, State.DECLINED}


@pytest.mark.parametrize("state", [state for state in State if State.WITHDRAWN in MOVES[state]])
def test_a_parent_can_take_it_back_in_every_state_that_is_not_the_end(state: State) -> None:
    check_move(state, State.WITHDRAWN)


def test_a_move_that_is_not_on_the_way_is_refused_with_a_sentence() -> None:
    with pytest.raises(NotAllowedError, match="being prepared by the parent"):
        check_move("draft", State.ACCEPTED)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Sofia Marsh", "SM"), ("Cher", "C"), ("Ana de Souza", "AS"), ("anne-marie o'neill", "AO"), ("Łucja Ży", "ŁŻ")],
)
def test_initials_stand_in_for_a_photo(name: str, shown: str) -> None:
    assert initials(name) == shown


@pytest.mark.parametrize(
    ("times", "at", "safe"),
    [
        ([], "2026-11-23 10:00", False),  # she did not say
        (["school_hours"], "2026-11-23 09:00", True),
        (["school_hours"], "2026-11-23 15:00", False),
        (["school_hours"], "2026-11-22 10:00", False),
        (["weekends"], "2026-11-22 10:00", True),
        (["mornings", "evenings"], "2026-11-23 17:30", True),
        (["mornings"], "2026-07-06 08:30", False),  # 07:30 UTC in summer: London counts
        (["nonsense"], "2026-11-23 10:00", False),
    ],
)
def test_a_time_is_safe_only_if_she_named_it(times: list[str], at: str, safe: bool) -> None:
    assert is_safe_time(times, london(at).astimezone(UTC)) is safe


def test_a_password_is_kept_as_a_hash_that_only_it_opens() -> None:
    kept = hash_password("correct horse battery")
    assert "horse" not in kept
    assert is_password("correct horse battery", kept)
    assert not is_password("correct horse batterz", kept)
    assert not is_password("", None)
    assert len({new_password() for _ in range(50)}) == 50


@pytest.mark.parametrize("password", ["", "short", "x" * 257])
def test_a_password_that_is_too_short_or_endless_is_refused(password: str) -> None:
    with pytest.raises(ValueError, match="between 12 and 256"):
        hash_password(password)
