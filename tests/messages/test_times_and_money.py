import pytest

from messages.money import find_costs
from messages.times import TimeRole, find_times


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in school for 8.20 a.m.", ["08:20"]),
        ("3:30 – 5:00", ["15:30-17:00"]),
        ("5:00 – 7:00", ["17:00-19:00"]),
        ("9.15am – 10.15am", ["09:15-10:15"]),
        ("10.30 – 11.30 Year 5 races", ["10:30-11:30"]),
        ("1.15 – 2.00", ["13:15-14:00"]),
        ("between 1:15pm until 1:45pm", ["13:15-13:45"]),
        ("9-10am", ["09:00-10:00"]),
        ("6 to 8pm", ["18:00-20:00"]),
        ("11-1pm", ["11:00-13:00"]),
        ("8.30-3.15", ["08:30-15:15"]),
        ("12 noon", ["12:00"]),
        ("12.15pm to 1pm", ["12:15-13:00"]),
        ("half past three", ["15:30"]),
        ("quarter to nine", ["08:45"]),
        ("13:30-14:30", ["13:30-14:30"]),
        ("1330 hrs", ["13:30"]),
        ("disco 6.00 - 7.30", ["18:00-19:30"]),
        ("Breakfast club 7.30", ["07:30"]),
        ("£3.50 each", []),
        ("2.5 metres and 10.15 miles", []),
        ("aged 4-18", []),
        ("3 - 5 children", []),
        ("99.99 and 25:61", []),
    ],
)
def test_clock_times_are_read_as_a_school_means_them(text: str, expected: list[str]) -> None:
    found = [f"{t.time:%H:%M}-{t.end_time:%H:%M}" if t.end_time else f"{t.time:%H:%M}" for t in find_times(text)]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Doors open at 5:30 for a 6pm start", [TimeRole.DOORS, TimeRole.START]),
        ("The coach leaves at 8.45am and returns at 4pm", [TimeRole.START, TimeRole.END]),
        ("The office closes at 4pm", [TimeRole.ASIDE]),
        ("back at school for 3.30 p.m.", [TimeRole.END]),
    ],
)
def test_a_time_says_what_it_is_for(text: str, roles: list[TimeRole]) -> None:
    assert [t.role for t in find_times(text)] == roles


@pytest.mark.parametrize(
    ("text", "costs"),
    [
        ("We are asking for a donation of £15.", [(1500, "£15 donation")]),
        ("Cost per session is £3.50.", [(350, "£3.50 per session")]),
        ("50p a cake", [(50, "50p")]),
        ("£5 each or £8 for families", [(500, "£5 each"), (800, "£8 for families")]),
        ("Adults £3, children £1.50", [(300, "£3 Adults"), (150, "£1.50 children")]),
        ("It is all free.", [(0, "free")]),
        ("Tickets are free of charge", [(0, "free")]),
        ("There is no charge", [(0, "free")]),
        ("£1,200 deposit", [(120_000, "£1,200 deposit")]),
        ("children with free school meals", []),
        ("please feel free to call", []),
        ("a nut-free school", []),
        ("We raised £1,240 for new books", []),
        ("spending money, no more than £5", []),
        ("win a £10 voucher", []),
    ],
)
def test_only_what_families_are_asked_to_pay_is_a_cost(text: str, costs: list[tuple[int, str]]) -> None:
    assert [(cost.pence, str(cost)) for cost in find_costs(text)] == costs
