"""How long the crisis gate takes for a message, against scikit-learn's own vectoriser and linear machine on the same lines.

Runs in Rasa's environment, where scikit-learn is:  .venv/rasa/bin/python -m bench.gate
"""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from safeguarding import check
from safeguarding.examples import read_examples

CASES = Path("tests/safeguarding/cases")


def milliseconds(read: Callable[[str], object], texts: list[str]) -> tuple[float, float]:
    """The median and the 95th percentile of one message, processor time."""
    took = []
    for text in texts:
        began = time.process_time_ns()
        read(text)
        took.append((time.process_time_ns() - began) / 1e6)
    return statistics.median(took), statistics.quantiles(took, n=20)[18]


def main() -> None:
    """Print both and the ratio."""
    lines = [json.loads(line) for path in sorted(CASES.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    texts = [line["text"] for line in lines]
    examples = [example for example in read_examples() if "(" not in example.line]
    other = make_pipeline(TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)), LinearSVC())
    other.fit([example.line for example in examples], [example.kind is not None for example in examples])
    check("warm")
    ours, theirs = milliseconds(check, texts), milliseconds(lambda text: other.predict([text]), texts)
    print(f"{len(texts)} messages, milliseconds of one: median, 95th percentile")
    print(f"the gate                          {ours[0]:.2f}  {ours[1]:.2f}")
    print(f"scikit-learn, n-grams and a line  {theirs[0]:.2f}  {theirs[1]:.2f}")
    print(f"ratio of the medians              {ours[0] / theirs[0]:.2f}")


if __name__ == "__main__":
    main()
