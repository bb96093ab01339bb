"""Makes needs.bin from the lines that the understanding learns from. For development only: it needs scikit-learn, which is in
Rasa's environment.

`./fingerpost train --needs` writes the file.
"""

import hashlib
import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import yaml
from sklearn.svm import LinearSVC

from directory.needs import BUCKETS, WEIGHTS
from directory.topics import LABELS
from safeguarding.features import NEAR_GROUPS
from safeguarding.learning import matrix
from safeguarding.normalise import split

DATA = Path(__file__).parent.parent / "data" / "nlu"
# Lines of no need: they keep the sums low where a parent asks something else.
OTHER_FILES = ("off_topic.yml", "conversation.yml")
PENALTY = 0.5


def files() -> list[Path]:
    """What is learnt from."""
    return sorted(path for path in DATA.glob("*/*.yml") if path.name.startswith("needs") or path.name in OTHER_FILES)


def data_hash() -> str:
    """A hash of everything the weights are made from."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in [*files(), Path(__file__)])).hexdigest()[:16]


def lines() -> Iterator[tuple[str, str]]:
    """Each line with its topic; "" for lines of no need."""
    for path in files():
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block.get("examples", "").splitlines():
                if line.strip():
                    yield line.strip()[1:].strip(), block["intent"] if block["intent"] in LABELS else ""


def learn() -> bytes:
    """The contents of needs.bin."""
    texts, topics = zip(*lines(), strict=True)
    seen, named = matrix([split(text).words for text in texts], BUCKETS, NEAR_GROUPS), np.array(topics)
    machines, packed = [], b""
    for topic in LABELS:
        machine = LinearSVC(C=PENALTY, class_weight={True: 4.0, False: 1.0}).fit(seen, named == topic)
        scale = float(np.abs(machine.coef_).max()) / 127
        machines.append((topic, scale, float(machine.intercept_[0])))
        packed += np.round(machine.coef_[0] / scale).astype(np.int8).tobytes()
    settings = {"made_from": data_hash(), "machines": machines}
    return json.dumps(settings).encode() + b"\n" + zlib.compress(packed, 9)


if __name__ == "__main__":
    WEIGHTS.write_bytes(learn())
    sys.stdout.write(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size // 1024} KiB\n")
