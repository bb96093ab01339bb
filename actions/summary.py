"""What a worker would be told, drafted from the conversation: the parent sees every line and takes out what she likes."""

from sqlalchemy.orm import Session

from actions.saved import her_list, line_for_worker
from actions.turn import Turn
from handover.conversation import messages_after
from handover.lines import Line
from locales import N_, language, translate

SPEAKS = N_("I read {language}.")
MOST = 4
LONGEST = 600
# Fewer words than this, without numbers, are an answer to a question of ours (a postcode, a code, "yes"), not her story.
FEWEST_WORDS = 3


def lines_from(session: Session, turn: Turn) -> list[Line]:
    """Her own latest messages, newest last, and the language she reads. A pasted letter is not hers, so it is left out."""
    own = [
        message
        for message in messages_after(session, turn.conversation.id)
        if message.sender == "parent"
        and not message.pressed
        and not message.is_letter
        and message.id != turn.message_id
    ]
    told = [message.text for message in own if _is_told(message.text)]
    english = turn.language == "en"
    lines = [Line("words", text[:LONGEST], text[:LONGEST] if english else None) for text in told[-MOST:]]
    saved = her_list(session, turn.conversation.id)
    if saved:
        lines.append(Line("saved", line_for_worker(saved, turn.language), line_for_worker(saved, "en")))
    spoken = language(turn.language)
    return [
        *lines,
        Line(
            "language",
            translate(SPEAKS, turn.language, language=spoken.name),
            translate(SPEAKS, "en", language=spoken.english),
        ),
    ]


def _is_told(text: str) -> bool:
    words = [word for word in text.split() if not any(letter.isdigit() for letter in word)]
    return len(words) >= FEWEST_WORDS
