"""The picture of how the search grows: sizes and times as JSON on standard input, a PNG out. Runs in Rasa's environment."""

import json
import sys

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

BAR = 10  # milliseconds: what a question may take
MARKED = (1, 2, 5, 10, 20, 50)


def draw(sizes: list[dict[str, float]], picture: str) -> None:
    """Milliseconds over services, both in powers of ten."""
    services = [each["services"] for each in sizes]
    pyplot.figure(figsize=(7, 4))
    pyplot.loglog(services, [each["median"] for each in sizes], "o-", label="median")
    pyplot.loglog(services, [each["slowest"] for each in sizes], "s--", label="95th percentile")
    pyplot.axhline(BAR, color="grey", linewidth=0.8, label=f"{BAR} ms")
    for each in sizes:
        pyplot.annotate(
            f"{each['slowest']:.1f}", (each["services"], each["slowest"]), xytext=(-22, 6), textcoords="offset points"
        )
    pyplot.xticks(services, [f"{int(each):,}" for each in services])
    pyplot.yticks(MARKED, [str(each) for each in MARKED])
    pyplot.xlabel("services")
    pyplot.ylabel("milliseconds of one core")
    pyplot.title("A question with words, place, age and day")
    pyplot.legend()
    pyplot.tight_layout()
    pyplot.savefig(picture, dpi=120)


if __name__ == "__main__":
    draw(json.load(sys.stdin), sys.argv[1])
