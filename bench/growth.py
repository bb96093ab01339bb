"""How time grows with the length of what is pasted: four times the text should take about four times the time.

.venv/app/bin/python -m bench.growth
"""

import time
from collections.abc import Callable
from datetime import date

from messages.reading import MAX_CHARACTERS, read_message
from safeguarding import check

LETTER = (
    "Dear parents,\nYear 4 will visit the farm on Friday 13th March at 9.30am. The cost is £6. Please bring a coat and "
    "a packed lunch. We will be back at 3.15pm. If it rains, we will go on Friday 20th March instead.\n"
)
TEXTS = {
    "a letter": LETTER,
    "one letter": "a",
    "numbers": "5 and ",
    "stars": "* ",
    "not quite danger": "he has got a kn ",
}
TODAY = date(2026, 11, 23)


def read(text: str) -> None:
    """Read a school letter."""
    read_message(text, "pl", TODAY)


def seconds(work: Callable[[str], object], text: str) -> float:
    """Processor seconds, the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        work(text)
        best = min(best, time.process_time() - began)
    return best


def main() -> None:
    """Print a line for each kind of text."""
    jobs: list[tuple[str, Callable[[str], object], int]] = [("reading", read, MAX_CHARACTERS), ("gate", check, 100_000)]
    for name, work, longest in jobs:
        for kind, piece in TEXTS.items():
            whole = (piece * (longest // len(piece) + 1))[:longest]
            quarter, full = seconds(work, whole[: longest // 4]), seconds(work, whole)
            print(
                f"{name:8} {kind:17} {longest // 4:7} characters {quarter:6.2f} s, {longest:7} {full:6.2f} s: "
                f"{full / quarter:4.1f} times"
            )


if __name__ == "__main__":
    main()
