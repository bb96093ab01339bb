# /// script
# requires-python = ">=3.11,<3.12"
# dependencies = ["torch==2.13.0", "numpy>=2,<3", "ctranslate2>=4.8,<5", "sentencepiece>=0.2,<0.3"]
# ///
"""Build the three test packages into this folder, then check and describe them. See README.md.

``python build.py --quick`` trains for a few steps into a temporary folder, to see that the script still runs.
"""

import argparse
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from check import Result, checked
from export import Package, write_package
from grammar import Phrase, corpus
from train import FULL_STEPS, trained, vocabulary

HERE = Path(__file__).parent
MISSES_SHOWN = 8
BAD_STEPS = 100

GOOD = "Toy trained on made-up school sentences to test software. NOT for families."
BAD = f"Toy stopped after {BAD_STEPS} steps on purpose: it writes nonsense, which guards must refuse. NOT for families."

PACKAGES = (
    Package("translate-en_es-0_1", "en", "es", "0.1", FULL_STEPS, GOOD),
    Package("translate-es_en-0_1", "es", "en", "0.1", FULL_STEPS, GOOD),
    Package("translate-en_es-0_0bad", "en", "es", "0.0", BAD_STEPS, BAD),
)


def turned(pairs: list[Phrase], source: str) -> list[Phrase]:
    """Pairs with the source language first."""
    return pairs if source == "en" else [(spanish, english) for english, spanish in pairs]


def described(path: Path, result: Result) -> Iterator[str]:
    """Lines for the terminal, the first of them a row for README.md."""
    yield f"| `{path.name}` | {path.stat().st_size:,} | `{sha256(path.read_bytes()).hexdigest()}` |"
    yield (
        f"  of {result.sentences} unseen: {result.exact} exact, {result.exact_but_for_ordinals} but for ordinals, "
        f"{result.digits_wrong} with wrong digits, {result.repeating} repeating themselves"
    )
    for source, wanted, got in result.misses[:MISSES_SHOWN]:
        yield f"  {source}\n    wanted {wanted}\n    got    {got}"


def build(folder: Path, most_steps: int) -> None:
    """Train, write and check every package."""
    training, unseen = corpus()
    vocabulary_model = vocabulary(training)
    print(f"{len(training):,} pairs for training, {len(unseen)} unseen", flush=True)
    for package in PACKAGES:
        steps = min(package.steps, most_steps)
        model = trained(package.name, turned(training, package.source), vocabulary_model, steps)
        path = write_package(folder, package, model, vocabulary_model)
        for line in described(path, checked(path, turned(unseen, package.source))):
            print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the tiny translation packages used by the tests.")
    parser.add_argument("--threads", type=int, default=1, help="processor threads for training (1)")
    parser.add_argument("--quick", action="store_true", help="a few steps only, into a temporary folder")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.quick:
        with TemporaryDirectory() as folder:
            build(Path(folder), most_steps=50)
    else:
        build(HERE, most_steps=FULL_STEPS)


if __name__ == "__main__":
    main()
