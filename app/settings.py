"""Every setting, from FINGERPOST_* environment variables or a .env file, validated once at start."""

import os
import re
import stat
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).parent.parent


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it and says what to do."""


class Settings(BaseSettings):
    """The settings. `.env.example` explains each one.

    Attributes:
        public_url: the address families see, without a slash at the end; by default the host and port.
        secret_key: Fernet keys, newest first, separated by commas; `run` makes one for the embedded default.
        rasa_timeout: seconds the gateway waits for Rasa before it answers without it.
    """

    model_config = SettingsConfigDict(
        env_prefix="FINGERPOST_", env_file=os.environ.get("FINGERPOST_ENV_FILE", ".env"), extra="ignore"
    )

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65_535)
    var_dir: Path = ROOT / "var"
    database_url: str = ""
    area: str = "demo"
    public_url: str = ""
    secret_key: SecretStr = SecretStr("")
    rasa_url: str = ""
    rasa_port: int = Field(5005, ge=1, le=65_535)
    rasa_timeout: float = Field(4.0, gt=0)
    redis_url: str = ""
    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_from: str = ""
    twilio_messaging_service_sid: str = ""
    twilio_api_url: str = ""
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = ""
    argos_packages_dir: Path | None = None
    allow_test_packages: bool = False
    embed_origins: Annotated[list[str], NoDecode] = []
    log_level: str = "INFO"

    @model_validator(mode="before")
    @classmethod
    def _split_origins(cls, values: dict[str, object]) -> dict[str, object]:
        origins = values.get("embed_origins")
        if isinstance(origins, str):
            values["embed_origins"] = [origin.strip() for origin in origins.split(",") if origin.strip()]
        return values

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        twilio = {
            "FINGERPOST_TWILIO_ACCOUNT_SID": self.twilio_account_sid,
            "FINGERPOST_TWILIO_AUTH_TOKEN": self.twilio_auth_token.get_secret_value(),
        }
        missing = [name for name, value in twilio.items() if not value]
        if len(missing) == 1:
            raise ValueError(f"{missing[0]} is missing; set both Twilio credentials or neither")
        if not missing and not (self.twilio_from or self.twilio_messaging_service_sid):
            raise ValueError("set FINGERPOST_TWILIO_FROM or FINGERPOST_TWILIO_MESSAGING_SERVICE_SID as well")
        self._check_mail()
        self.var_dir = self.var_dir.expanduser().resolve()
        self.public_url = (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
        self.rasa_url = (self.rasa_url or f"http://127.0.0.1:{self.rasa_port}").rstrip("/")
        self.database_url = self.database_url or f"sqlite:///{self.var_dir / 'fingerpost.db'}"
        if self.database_url.startswith(("postgresql://", "postgres://")):
            self.database_url = "postgresql+psycopg://" + self.database_url.split("://", 1)[1]
        return self

    def _check_mail(self) -> None:
        url = urlsplit(self.smtp_url.get_secret_value())
        if bool(url.geturl()) != bool(self.mail_from):
            raise ValueError("set both FINGERPOST_SMTP_URL and FINGERPOST_MAIL_FROM, or neither")
        ported = not url.netloc.rpartition("@")[2].partition(":")[2] or re.search(r":\d{1,5}$", url.netloc)
        if url.geturl() and (url.scheme not in ("smtp", "smtps") or not url.hostname or not ported):
            raise ValueError("FINGERPOST_SMTP_URL is like smtp://user:password@mail.example.org:587, or smtps://…:465")
        if self.mail_from and "@" not in parseaddr(self.mail_from)[1]:
            raise ValueError("FINGERPOST_MAIL_FROM is an e-mail address, such as directory@council.example.org")

    @property
    def sends_letters(self) -> bool:
        """Whether a mail server is set up; otherwise letters to services wait on the desk's page of letters."""
        return bool(self.mail_from)

    @property
    def packages_dir(self) -> Path:
        """Where the Argos translation packages are."""
        return self.argos_packages_dir or self.var_dir / "packages"

    @property
    def sends_texts(self) -> bool:
        """Whether Twilio is set up; otherwise texts wait on the desk's outbox page."""
        return bool(self.twilio_account_sid)

    @property
    def key_file(self) -> Path:
        """Where `run` keeps the key it made itself."""
        return self.var_dir / "secret-key"

    def keys(self) -> list[str]:
        """The Fernet keys, newest first.

        Raises:
            SettingsError: when there is none, or one is malformed.
        """
        given = self.secret_key.get_secret_value()
        if not given and self.key_file.is_file():
            given = self.key_file.read_text(encoding="ascii")
        keys = [key.strip() for key in given.split(",") if key.strip()]
        if not keys:
            raise SettingsError(
                "FINGERPOST_SECRET_KEY is not set. `./fingerpost run` makes a key for the embedded database."
            )
        for key in keys:
            try:
                Fernet(key)
            except ValueError as error:
                raise SettingsError(
                    "FINGERPOST_SECRET_KEY holds something that is not a Fernet key (32 bytes, url-safe base64)."
                ) from error
        return keys

    def make_key(self) -> bool:
        """Make a key file, readable by its owner only, where no key is set. Returns whether one was made."""
        if self.secret_key.get_secret_value() or self.key_file.is_file():
            return False
        self.var_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(descriptor, "wb") as file:
            file.write(Fernet.generate_key())
        return True


@cache
def settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: when one is wrong; the message names each.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("; ".join(_sentence(dict(each)) for each in error.errors())) from error


def _sentence(problem: dict[str, object]) -> str:
    where = problem.get("loc") or ()
    names = ", ".join(f"FINGERPOST_{str(name).upper()}" for name in where) if isinstance(where, tuple) else ""
    return f"{names}: {problem['msg']}" if names else str(problem["msg"]).removeprefix("Value error, ")
