"""Reads {"text": …} a line, answers {"intent", "confidence", "ranking"} a line: the model's NLU alone, without a server."""

import asyncio
import json
import os
import sys
from typing import Any

# Rasa and its libraries print as they like: only our answers go to standard output, everything else to standard error.
ANSWERS = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

from rasa.core.agent import Agent  # noqa: E402 - after the line above on purpose
from rasa.core.channels.channel import UserMessage  # noqa: E402


async def _answer(agent: Agent, text: str) -> dict[str, Any]:
    parsed = await agent.processor.parse_message(UserMessage(text=text), only_output_properties=True)
    ranking = parsed.get("intent_ranking") or []
    return {
        "intent": parsed["intent"]["name"],
        "confidence": parsed["intent"]["confidence"],
        "also": parsed.get("also"),
        "ranking": [[each["name"], each["confidence"]] for each in ranking[:5]],
    }


async def _serve(model: str) -> None:
    agent = Agent.load(model)
    print(json.dumps({"ready": True}), file=ANSWERS, flush=True)
    for line in sys.stdin:
        print(json.dumps(await _answer(agent, json.loads(line)["text"])), file=ANSWERS, flush=True)


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
