"""`python -m safeguarding`: reads one message per line, prints one JSON object per line."""

from __future__ import annotations

import json
import sys

from safeguarding.gate import check


def main() -> None:
    """Reads UTF-8 from standard input; a line that is not UTF-8 is read as well as it can be."""
    for raw in sys.stdin.buffer:
        text = raw.decode("utf-8", errors="replace").rstrip("\r\n")
        alarm = check(text)
        found = None if alarm is None else {"kind": alarm.kind, "urgency": alarm.urgency, "rule": alarm.rule}
        print(json.dumps({"text": text, "safety": found}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
