"""Starts the processes of one machine, watches them, and stops every one it started."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from rich.console import Console

from app import rasa_process
from app.settings import Settings, SettingsError

READY_SECONDS = 90
STOP_SECONDS = 8
TICK = 0.25
LONGEST_PAUSE = 60.0


class PortTakenError(Exception):
    """Something else listens where Fingerpost should."""


@dataclass
class Kept:
    """One process that is kept running."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] | None = None
    pause: float = 1.0
    again_at: float = 0.0
    began: float = field(default_factory=time.monotonic)


class Launcher:
    """The processes of one machine: app, Rasa and sender."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self._settings = settings
        self._console = console
        self._stopping = False
        logs = settings.var_dir / "logs"
        self._kept = [
            Kept("rasa", lambda: rasa_process.start(settings, logs / "rasa.log")),
            Kept("app", lambda: self._python("app", "-m", "app.serve")),
            Kept("sender", lambda: self._python("sender", "-m", "app.sender")),
        ]

    def run(self) -> int:
        """Start everything, print the addresses, wait until told to stop, stop everything. Returns the exit code.

        Raises:
            PortTakenError: when a port is in use.
        """
        check_ports(self._settings)
        (self._settings.var_dir / "logs").mkdir(parents=True, exist_ok=True)
        for signalled in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signalled, self._stop)
        try:
            for kept in self._kept:
                kept.process = kept.start()
            with self._console.status("Starting (about 30 seconds) …"):
                ready = self._wait_until_ready()
            if self._stopping:
                return 0
            if not ready:
                self._say_what_failed()
                return 1
            self._print_addresses()
            while not self._stopping:
                self._watch()
                time.sleep(TICK)
            return 0
        finally:
            self._stop_all()

    def _python(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = self._settings.var_dir / "logs" / f"{name}.log"
        with log.open("ab") as said:
            return subprocess.Popen([sys.executable, *arguments], stdout=said, stderr=subprocess.STDOUT)

    def _stop(self, signalled: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _wait_until_ready(self) -> bool:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until and not self._stopping:
            if any(kept.process and kept.process.poll() is not None for kept in self._kept):
                return False
            if _answers(f"{_local(self._settings)}/ready"):
                return True
            time.sleep(TICK)
        return False

    def _say_what_failed(self) -> None:
        logs = self._settings.var_dir / "logs"
        ended = [kept.name for kept in self._kept if kept.process and kept.process.poll() is not None]
        names = " and ".join(ended) or "app and rasa did not answer in time; one of them"
        self._console.print(f"It did not start: {names} ended. What was said is in {logs}.", style="red")
        for name in ended:
            lines = (logs / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
            self._console.print(f"  {name}: {lines[-1] if lines else 'said nothing'}", highlight=False, markup=False)

    def _watch(self) -> None:
        """Start again what has ended by itself, waiting longer each time."""
        now = time.monotonic()
        for kept in self._kept:
            if kept.process and kept.process.poll() is not None:
                self._console.print(
                    f"  {kept.name} ended (code {kept.process.returncode}); starting it again.", style="yellow"
                )
                kept.process = None
                kept.pause = min(kept.pause * 2, LONGEST_PAUSE) if now - kept.began < LONGEST_PAUSE else 1.0
                kept.again_at = now + kept.pause
            elif kept.process is None and now >= kept.again_at:
                kept.process, kept.began = kept.start(), now

    def _stop_all(self) -> None:
        running = [kept.process for kept in self._kept if kept.process and kept.process.poll() is None]
        for process in running:
            process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _print_addresses(self) -> None:
        from app.setup import demo_sign_in

        home = self._settings.public_url
        say = self._console.print
        say("\n[bold]Fingerpost is ready.[/bold]  Ctrl-C stops it.\n")
        say(f"  Chat            {home}/chat")
        say(f"  Workers' desk   {home}/desk")
        say(f"  API docs        {home}/docs")
        sign_in = demo_sign_in(self._settings)
        if sign_in:
            say(f"\n  Sign in to the desk as {sign_in[0]} with {sign_in[1]}")
        if not self._settings.sends_texts:
            say("\n  Twilio is not set up: texts are not sent. They wait on the desk's outbox page.")
        say(f"  Logs are in {self._settings.var_dir / 'logs'}\n")


def _local(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104 - compared, not bound
    return f"http://{host}:{settings.port}"


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - our own http address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def check_ports(settings: Settings) -> None:
    """See that nothing else listens where the app and Rasa will.

    Raises:
        PortTakenError: when something does, or the port may not be used.
        SettingsError: when the host is not an address of this machine.
    """
    _check_free(settings.host, settings.port, "FINGERPOST_PORT")
    _check_free("127.0.0.1", settings.rasa_port, "FINGERPOST_RASA_PORT")


def _check_free(host: str, port: int, setting: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror as error:
            raise SettingsError(f"FINGERPOST_HOST: there is no address {host!r} on this machine.") from error
        except OSError as error:
            raise PortTakenError(
                f"Port {port} on {host} cannot be used: {error.strerror}. "
                f"Stop what listens there, or choose another with {setting}."
            ) from error
