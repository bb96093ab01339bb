"""What a parent's words ask for: ages and days in every language, and which questions are still worth asking."""

import pytest

from directory.asked import ages_answered, ages_in, days_answered, days_in, questions_for
from directory.topics import LABELS

AGES = [
    ("a group for my 5 year old", (5,)),
    ("my 3 and 5 year olds", (3, 5)),
    ("got a 15yo", (15,)),
    ("8 months old and not sleeping", (0,)),
    ("a free baby group", (0,)),
    ("moja córka ma 5 lat", (5,)),
    ("3 lata i 6 lat", (3, 6)),
    ("syn ma 8 miesięcy", (0,)),
    ("fetița are 3 ani", (3,)),
    ("میرا بیٹا 6 سال کا ہے", (6,)),
    ("ਮੇਰਾ ਪੁੱਤਰ 7 ਸਾਲ ਦਾ ਹੈ", (7,)),
    ("আমার ছেলের বয়স ৪ বছর", (4,)),
    ("عمره ٥ سنوات", (5,)),
    ("wiilkaygu waa 9 jir", (9,)),
    ("синові 3 роки", (3,)),
    ("mi hijo tiene 4 años", (4,)),
    ("mis hijos de 3 y 5 años", (3, 5)),
    ("o meu filho tem 2 anos", (2,)),
    ("we have waited for 2 years", ()),
    ("it began 2 years ago", ()),
    ("at 10 in the morning", ()),
    ("it cost £20", ()),
]


@pytest.mark.parametrize(("text", "ages"), AGES)
def test_ages_are_read_in_every_language_and_other_numbers_are_not(text: str, ages: tuple[int, ...]) -> None:
    assert ages_in(text) == ages


ANSWERED_AGES = [
    ("7", (7,)),
    ("she is 4 and he is 6", (4, 6)),
    ("2-4", (2, 3, 4)),
    ("٧", (7,)),
    ("6 months", (0,)),
    ("1987", ()),
    ("not telling", ()),
]


@pytest.mark.parametrize(("text", "ages"), ANSWERED_AGES)
def test_an_answer_to_how_old_may_be_a_bare_number(text: str, ages: tuple[int, ...]) -> None:
    assert ages_answered(text) == ages


ANSWERED_DAYS = [
    ("Tuesdays or Thursdays", (1, 3)),
    ("at the weekend", (5, 6)),
    ("weekdays", (0, 1, 2, 3, 4)),
    ("we wtorki", (1,)),
    ("sobotę lub niedzielę", (5, 6)),
    ("у вівторок", (1,)),
    ("los martes", (1,)),
    ("fin de semana", (5, 6)),
    ("ویک اینڈ", (5, 6)),
    ("I do not mind", ()),
]


@pytest.mark.parametrize(("text", "days"), ANSWERED_DAYS)
def test_an_answer_to_which_days_may_be_inflected_or_the_weekend(text: str, days: tuple[int, ...]) -> None:
    assert days_answered(text) == days


def test_elsewhere_a_word_that_only_begins_like_a_day_is_no_day() -> None:
    assert days_in("середній син") == ()


PLACE_ONLY = ["housing", "domestic_abuse_support", "money_food_uniform", "bereavement", "substance_use"]


@pytest.mark.parametrize("topic", [*PLACE_ONLY, "relationship_conflict", "parental_mental_health"])
def test_where_age_and_day_make_no_sense_only_the_place_is_asked(topic: str) -> None:
    assert questions_for(topic, "") == {"place"}


def test_every_need_is_asked_the_place_and_at_most_three_questions() -> None:
    for topic in LABELS:
        assert "place" in questions_for(topic, "")
        assert len(questions_for(topic, "")) <= 3


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("where is the food bank", {"place"}),
        ("a football club", {"place", "age", "when"}),
        ("", {"place"}),
    ],
)
def test_any_service_is_asked_for_as_what_her_words_name(words: str, asked: set[str]) -> None:
    assert questions_for("find_service", words) == asked
