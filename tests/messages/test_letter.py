import pytest

from messages.letter import looks_like_school_message

from .test_events import ASIDE, DEVELOPMENT


@pytest.mark.parametrize("letter", [*DEVELOPMENT, *ASIDE], ids=lambda letter: str(letter["id"]))
def test_a_pasted_school_message_is_recognised(letter: dict[str, str]) -> None:
    assert looks_like_school_message(letter["text"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "will they take my kids off me?",
        "a free baby group near me on a Tuesday",
        "what time does the family hub open on Monday",
        "can you remind me about parents' evening on Thursday at 5pm",
        "can you translate this letter from school for me",
        "My son is in Year 3 and he doesn't want to go to school any more. I don't know what to do, the teachers say he is "
        "naughty but I think he needs help. He cries every morning at 8.30am before school.",
        "I got a letter from school saying there is a meeting on 12th March and I am worried about what it is",
        "he's got a knife and he's outside",
        "My ex is supposed to pick up the children on Friday at 3pm but I am scared.\nHe shouts at me.\nWhat do I do?",
        "is there a breakfast club at the school on Mondays",
        "my daughter's PE kit costs £40 and I can't pay, can you help me",
    ],
)
def test_a_parents_own_words_are_not_taken_for_a_letter(text: str) -> None:
    assert not looks_like_school_message(text)
