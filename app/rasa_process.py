"""The Rasa side of the house: its environment, its model, its process."""

import hashlib
import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from app.keys import internal_token
from app.settings import ROOT, Settings

VENVS = Path(os.environ.get("FINGERPOST_VENVS_DIR", ROOT / ".venv"))
PYTHON = VENVS / "rasa" / "bin" / "python"
# What a model is made of. The wording is not: the app renders it.
INPUTS = ("config.yml", "data/**/*.yml", "nlu/**/*.py", "requirements/rasa.txt")
KEPT_MODELS = 3


class TrainingError(Exception):
    """Rasa could not train; the message ends with the last lines it said."""


def model_path(settings: Settings) -> Path:
    """Where the model of the present inputs is or would be: its name is the hash of what it is made of."""
    digest = hashlib.sha256()
    for pattern in INPUTS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    domain["responses"] = sorted(domain["responses"])
    digest.update(yaml.safe_dump(domain, sort_keys=True).encode())
    return settings.var_dir / "models" / f"{digest.hexdigest()[:16]}.tar.gz"


def environment(settings: Settings) -> dict[str, str]:
    """The variables of Rasa's processes: no telemetry, one thread for small sums, our components importable."""
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104 - compared, not bound
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "SANIC_WORKERS": "1",
        "FINGERPOST_CALLBACK_URL": f"http://{host}:{settings.port}",
        "FINGERPOST_INTERNAL_TOKEN": internal_token(settings),
        **_redis(settings.redis_url),
    }


def _redis(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    if not url:
        return {}
    return {"FINGERPOST_REDIS_HOST": parts.hostname or "127.0.0.1", "FINGERPOST_REDIS_PORT": str(parts.port or 6379)}


def start_training(settings: Settings, log: Path) -> subprocess.Popen[bytes]:
    """Start `rasa train` in the background, saying into `log`."""
    model = model_path(settings)
    model.parent.mkdir(parents=True, exist_ok=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [
        str(PYTHON),
        "-m",
        "rasa",
        "train",
        "--out",
        str(model.parent),
        "--fixed-model-name",
        model.name.split(".")[0],
    ]
    with log.open("wb") as said:
        return subprocess.Popen(command, cwd=ROOT, env=environment(settings), stdout=said, stderr=subprocess.STDOUT)


def forget_old_models(settings: Settings) -> None:
    """Keep the newest few."""
    models = sorted(model_path(settings).parent.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in models[KEPT_MODELS:]:
        old.unlink()


def start(settings: Settings, log: Path) -> subprocess.Popen[bytes]:
    """Start Rasa's server on loopback, saying into `log`."""
    endpoints = ROOT / ("deploy/endpoints-redis.yml" if settings.redis_url else "endpoints.yml")
    command = [
        *(
            str(PYTHON),
            "-m",
            "nlu.serve",
            "--enable-api",
            "--interface",
            "127.0.0.1",
            "--port",
            str(settings.rasa_port),
        ),
        *("--model", str(model_path(settings)), "--endpoints", str(endpoints)),
        *("--credentials", str(ROOT / "credentials.yml")),
    ]
    with log.open("wb") as said:
        return subprocess.Popen(command, cwd=ROOT, env=environment(settings), stdout=said, stderr=subprocess.STDOUT)
