"""Services' descriptions in her language, by the rules for school letters: checked line by line, and marked as a machine's.

A parent is waiting: what is not translated in time is shown as it is, and is ready when it is shown again. Descriptions are
public text, so they may stay in memory for a while; a family's letter never does.
"""

import time
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Any

import structlog

from actions.installation import packages
from actions.reading import london_today
from messages.lines import LineStatus
from messages.memory import approved_lines
from messages.packages import PackageError, PackageStore
from messages.reading import Translation, read_message
from storage import reading

log = structlog.get_logger(__name__)

LONGEST = 1_200  # characters that are translated
SECONDS = 1.5  # for all cards together
KEPT, KEPT_SECONDS = 500, 600  # a line that a person approves meanwhile is used ten minutes later at the latest
PUT_INTO_HER_LANGUAGE = (LineStatus.TRANSLATED, LineStatus.APPROVED)
Told = dict[str, Any]
_Key = tuple[str, str, str]


def in_her_language(descriptions: Sequence[str], code: str, seconds: float = SECONDS) -> list[Told]:
    """What a card says of each service in her language, where a package into it is installed and a line passed the checks.

    Returns:
        For each {} where it stays as it is, else {"description_lines": [{"text", "language"}], "translated": True}. A line
        that failed a check stays in English, as in a letter. Names are not among them: they are never translated.
    """
    store = packages()
    if code == "en" or store is None or store.find("en", code) is None:
        return [{} for _ in descriptions]
    begun = [_WORK.of(text, code, store) for text in descriptions]
    until = time.monotonic() + seconds
    return [_in_time(each, until) for each in begun]


def _in_time(begun: "Future[Told]", until: float) -> Told:
    try:
        return begun.result(max(0.0, until - time.monotonic()))
    except TimeoutError:
        return {}
    except PackageError as error:
        log.error("description_not_translated", reason=str(error))
        return {}


class _Work:
    """Translations under way and done, one at a time."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="descriptions")
        self._begun: OrderedDict[_Key, tuple[float, Future[Told]]] = OrderedDict()
        self._lock = Lock()

    def of(self, text: str, code: str, store: PackageStore) -> "Future[Told]":
        """The translation of a text, begun now if it is not."""
        key = (str(store.directory), code, text)
        now = time.monotonic()
        with self._lock:
            at, begun = self._begun.pop(key, (now - KEPT_SECONDS - 1, None))
            if begun is None or now - at > KEPT_SECONDS:
                at, begun = now, self._worker.submit(_translated, text, code, store)
            self._begun[key] = (at, begun)
            while len(self._begun) > KEPT:
                self._begun.popitem(last=False)
            return begun


_WORK = _Work()


def _translated(text: str, code: str, store: PackageStore) -> Told:
    if not text or len(text) > LONGEST:
        return {}
    with reading() as session:
        read = read_message(text, code, london_today(), store, approved_lines(session, code))
    if read.translation != Translation.TRANSLATED:
        return {}
    lines = [
        (line.target, code) if line.status in PUT_INTO_HER_LANGUAGE else (line.source, "en") for line in read.lines
    ]
    if all(spoken == "en" for _, spoken in lines):
        return {}
    return {"description_lines": [{"text": said, "language": spoken} for said, spoken in lines], "translated": True}
