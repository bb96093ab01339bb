"""Draws a confusion matrix: {"topics", "counts"} as JSON on standard input, the file to write as the only argument."""

import json
import sys

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot


def draw(topics: list[str], counts: list[list[int]], path: str) -> None:
    """Rows are what was meant, columns what was understood, shades the share of the row."""
    shares = [[count / max(1, sum(row)) for count in row] for row in counts]
    side = 2 + 0.22 * len(topics)
    figure, axes = pyplot.subplots(figsize=(side, side), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(topics)), topics, rotation=90, fontsize=6)
    axes.set_yticks(range(len(topics)), topics, fontsize=6)
    axes.set_xlabel("understood")
    axes.set_ylabel("meant")
    for row, line in enumerate(counts):
        for column, count in enumerate(line):
            if count:
                shade = "white" if shares[row][column] > 1 / 2 else "black"
                axes.text(column, row, str(count), ha="center", va="center", fontsize=5, color=shade)
    figure.savefig(path, dpi=150)


if __name__ == "__main__":
    read = json.load(sys.stdin)
    draw(read["topics"], read["counts"], sys.argv[1])
