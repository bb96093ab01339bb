"""What a message means, outside a conversation: the gate here, the model's NLU in Rasa's own environment."""

import json
import subprocess
import tempfile
from types import TracebackType
from typing import Any, Self

from app import rasa_process
from app.settings import SettingsError, settings
from bot.rasa import for_rasa
from bot.spoken import language_of
from safeguarding import check

NOT_ANSWERED = {"nlu_fallback", "off_topic", "skip"}
ALSO_A_TOPIC = {"service_choice": "find_service"}  # "show me more" is an intent of its own in the chat only


class Understanding:
    """Reads messages with the trained model; a context manager, since it keeps a process."""

    def __enter__(self) -> Self:
        chosen = settings()
        chosen.make_key()
        model = rasa_process.model_path(chosen)
        if not model.is_file():
            raise SettingsError("There is no model for the present data. `./fingerpost train` trains one.")
        self._said = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [str(rasa_process.PYTHON), "-m", "nlu.understand", str(model)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=rasa_process.environment(chosen),
            text=True,
        )
        self._next()  # "ready", after about 20 seconds
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._said.close()

    def read(self, text: str, language: str | None) -> dict[str, Any]:
        """The topic, how sure, the language, and any alarm of one message."""
        alarm = check(text, language)
        parsed = self._parse(text)
        topic = ALSO_A_TOPIC.get(parsed["intent"], parsed["intent"])
        refused = topic in NOT_ANSWERED or not text.strip()
        return {
            "text": text,
            "language": language_of(text, language),
            "topic": "off_topic" if refused else topic,
            "also": None if refused else parsed.get("also"),
            "confidence": round(parsed["confidence"], 4),
            "safety": {"kind": alarm.kind, "urgency": alarm.urgency} if alarm else None,
            "ranking": [[name, round(share, 4)] for name, share in parsed["ranking"]],
        }

    def _parse(self, text: str) -> dict[str, Any]:
        if not text.strip():
            return {"intent": "off_topic", "confidence": 0.0, "ranking": []}
        if self._process.stdin is None:
            raise RuntimeError("the reader is closed")
        self._process.stdin.write(json.dumps({"text": for_rasa(text)}) + "\n")
        self._process.stdin.flush()
        return self._next()

    def _next(self) -> dict[str, Any]:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            self._said.seek(0)
            last = self._said.read().decode(errors="replace").strip().splitlines()[-5:]
            raise SettingsError("The model could not be read. Rasa said: " + " / ".join(last))
        answer: dict[str, Any] = json.loads(line)
        return answer
