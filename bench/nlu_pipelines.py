"""Compares NLU pipelines on the project's own test set: how many topics are right, how long training and one message take.

Runs in Rasa's environment:  .venv/rasa/bin/python -m bench.nlu_pipelines linear logistic diet --data data/nlu/en
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import yaml
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.model_training import train_nlu

CONFIGS = Path(__file__).parent / "nlu"
TESTS = ("tests/nlu/test_en.yml", "tests/nlu/test_off_topic.yml")


def cases(path: str) -> list[tuple[str, str]]:
    """The examples of a Rasa test file with their topics."""
    found = []
    for block in yaml.safe_load(Path(path).read_text(encoding="utf-8"))["nlu"]:
        found += [(line.strip()[2:], block["intent"]) for line in block["examples"].splitlines() if line.strip()]
    return found


async def measure(model: str, lines: list[tuple[str, str]]) -> tuple[float, float, float]:
    """Share of in-topic and of off-topic lines whose top topic is right, and the median milliseconds of one message."""
    agent = Agent.load(model)
    right: dict[bool, list[bool]] = {True: [], False: []}
    took = []
    for text, intent in lines:
        began = time.perf_counter()
        parsed = await agent.processor.parse_message(UserMessage(text=text), only_output_properties=True)
        took.append((time.perf_counter() - began) * 1000)
        right[intent != "off_topic"].append(parsed["intent"]["name"] == intent)
    return statistics.mean(right[True]), statistics.mean(right[False]), statistics.median(took)


def main() -> None:
    """Train and measure each pipeline named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipelines", nargs="+", help="names of files in bench/nlu, or trained models (*.tar.gz)")
    parser.add_argument("--data", default="data/nlu/en")
    arguments = parser.parse_args()
    lines = [case for path in TESTS for case in cases(path)]
    print(f"{len(lines)} lines that no pipeline was trained on")
    for name in arguments.pipelines:
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            model = name if name.endswith(".gz") else train_nlu(str(CONFIGS / f"{name}.yml"), arguments.data, folder)
            seconds = time.perf_counter() - began
            inside, outside, took = asyncio.run(measure(str(model), lines))
        print(
            f"{name:10} training {seconds:6.0f} s   in-topic right {inside:.1%}   off-topic right {outside:.1%}"
            f"   one message {took:.1f} ms"
        )


if __name__ == "__main__":
    main()
