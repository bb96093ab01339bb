"""The real house on loopback: app, Rasa and sender as `run` starts them, beside a Twilio-compatible server."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app import rasa_process
from app.keys import internal_token
from app.settings import ROOT, Settings, settings
from tests.twilio_messages import ACCOUNT_SID, AUTH_TOKEN

READY_SECONDS = 180
TRAINING_SECONDS = 1200
PACKAGES = ROOT / "tests" / "packages"


@dataclass
class House:
    """A running Fingerpost.

    Attributes:
        url: the address families see.
        var: its folder of database, keys and logs.
        rasa_port: where its Rasa listens on loopback.
        twilio: the address of the Twilio-compatible server.
    """

    url: str
    var: Path
    twilio: str
    rasa_port: int
    process: subprocess.Popen[bytes]

    @property
    def sign_in(self) -> tuple[str, str]:
        """The demo worker's e-mail address and password."""
        kept = json.loads((self.var / "demo.json").read_text())
        return kept["email"], kept["password"]

    def texts(self) -> list[dict[str, str]]:
        """What the Twilio-compatible server was given to send."""
        with urllib.request.urlopen(f"{self.twilio}/_double/messages", timeout=5) as response:  # noqa: S310
            found: list[dict[str, str]] = json.load(response)
        return found

    def rasas_memory(self, conversation_id: str) -> str:
        """What Rasa's tracker holds of a conversation."""
        token = internal_token(Settings(var_dir=self.var))
        address = f"http://127.0.0.1:{self.rasa_port}/conversations/{conversation_id}/tracker?token={token}"
        with urllib.request.urlopen(address, timeout=5) as response:
            return str(response.read().decode())

    def kill_rasa(self) -> None:
        """Kill the Rasa process, and hold it down: the launcher would start it again."""
        for pid in _children(self.process.pid):
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            if b"nlu.serve" in command:
                os.kill(pid, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# A council's own website, which embeds the chat.
COUNCIL_PORT = free_port()
COUNCIL_WEBSITE = f"http://localhost:{COUNCIL_PORT}"


def environment(var: Path, **more: str) -> dict[str, str]:
    """The variables of a house of its own: other settings of the machine do not reach it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FINGERPOST_")}
    return {
        **kept,
        "FINGERPOST_ENV_FILE": str(var / "no.env"),
        "FINGERPOST_VENVS_DIR": str(rasa_process.VENVS),
        "FINGERPOST_VAR_DIR": str(var),
        "FINGERPOST_PORT": str(free_port()),
        "FINGERPOST_RASA_PORT": str(free_port()),
        "PYTHONPATH": str(ROOT),
        **more,
    }


@contextmanager
def open_house(var: Path) -> Iterator[House]:
    """Start everything and stop it again. The trained model is taken over from the checkout."""
    twilio_port = free_port()
    twilio = f"http://127.0.0.1:{twilio_port}"
    variables = environment(
        var,
        FINGERPOST_TWILIO_ACCOUNT_SID=ACCOUNT_SID,
        FINGERPOST_TWILIO_AUTH_TOKEN=AUTH_TOKEN,
        FINGERPOST_TWILIO_FROM="Fennbrook",
        FINGERPOST_TWILIO_API_URL=twilio,
        FINGERPOST_EMBED_ORIGINS=COUNCIL_WEBSITE,
        FINGERPOST_ALLOW_TEST_PACKAGES="true",
        FINGERPOST_RASA_TIMEOUT="20",
    )
    _take_over_model(var)
    _install_test_package(var)
    double = subprocess.Popen([sys.executable, "-m", "tests.twilio_double", "--port", str(twilio_port)], cwd=ROOT)
    process = subprocess.Popen([sys.executable, "-m", "app", "run"], cwd=ROOT, env=variables)
    url = f"http://127.0.0.1:{variables['FINGERPOST_PORT']}"
    try:
        _wait(f"{url}/ready", process, var)
        _wait(f"{twilio}/_double/messages", double, var)
        yield House(url, var, twilio, int(variables["FINGERPOST_RASA_PORT"]), process)
    finally:
        for each in (process, double):
            each.send_signal(signal.SIGINT)
            try:
                each.wait(20)
            except subprocess.TimeoutExpired:
                each.kill()


def _take_over_model(var: Path) -> None:
    """The checkout's model, trained where its inputs changed: training is not part of the wait for the house."""
    subprocess.run([sys.executable, "-m", "app", "train"], cwd=ROOT, check=True, timeout=TRAINING_SECONDS)
    there = rasa_process.model_path(Settings(var_dir=var))
    there.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(rasa_process.model_path(settings()), there)


def _install_test_package(var: Path) -> None:
    from messages.packages import PackageStore

    PackageStore(var / "packages", allow_test_packages=True).install(PACKAGES / "translate-en_es-0_1.argosmodel")


def _wait(url: str, process: subprocess.Popen[bytes], var: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    answer = "nothing"
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the process ended with code {process.returncode}. {_last_lines(var / 'logs')}")
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310
                return
        except urllib.error.HTTPError as error:
            answer = error.read().decode()
        except OSError as error:
            answer = str(error)
        time.sleep(0.3)
    raise RuntimeError(f"{url} said {answer} for {READY_SECONDS} seconds. {_last_lines(var / 'logs')}")


def _last_lines(logs: Path) -> str:
    """The end of each log: on another machine nobody can look into the folder afterwards."""
    return "\n".join(f"{log.name}:\n{log.read_text(errors='replace')[-1500:]}" for log in sorted(logs.glob("*.log")))
