"""The gate's second look: at the English translation of a message, where a package into English is installed."""

import asyncio

import structlog
from fastapi.concurrency import run_in_threadpool

from actions.installation import packages
from bot.spoken import language_of
from messages.packages import PackageError
from messages.sentences import split_sentences
from messages.translation import MODELS
from safeguarding import Alarm, check

log = structlog.get_logger(__name__)

# A parent is waiting: what a model can do in about a second. The original has been read whole before.
MOST_SENTENCES = 8
SECONDS = 2.0


async def check_in_english(text: str, chosen: str) -> Alarm | None:
    """The danger in the translation of a message, or None: also where there is no package, or it takes too long.

    Args:
        chosen: the language she chose, where the text itself leaves it open.
    """
    try:
        english = await asyncio.wait_for(run_in_threadpool(in_english, text, chosen), SECONDS)
    except TimeoutError:
        log.warning("second_look_too_slow")
        return None
    return check(english, "en") if english else None


def in_english(text: str, chosen: str) -> str | None:
    """The beginning of a text in English; None where it is English, or no package leads there."""
    store = packages()
    language = language_of(text, chosen)
    if store is None or language == "en":
        return None
    sentences = [sentence for sentence in split_sentences(text[:2_000]) if sentence.strip()][:MOST_SENTENCES]
    package = store.find(language, "en") if sentences else None
    if package is None:
        return None
    try:
        found = MODELS.of(package).hypotheses(sentences)
    except PackageError as error:
        log.error("second_look_failed", reason=str(error))
        return None
    return " ".join(each[0] for each in found if each) or None
