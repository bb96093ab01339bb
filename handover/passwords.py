"""How a worker's password is kept: scrypt, with the cost that OWASP's Password Storage Cheat Sheet names for 32 MiB."""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode

COST_POWER, BLOCK, PARALLEL = 15, 8, 3
MAX_MEMORY_BYTES = 64 * 1024 * 1024
MAX_LENGTH = 256
MIN_LENGTH = 12


def hash_password(password: str) -> str:
    """The password as it is stored: `scrypt$15$8$3$salt$hash`.

    Raises:
        ValueError: when it is shorter than 12 characters or longer than 256.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise ValueError(f"A password has between {MIN_LENGTH} and {MAX_LENGTH} characters.")
    salt = secrets.token_bytes(16)
    made = _scrypt(password, salt, COST_POWER, BLOCK, PARALLEL)
    return "$".join(("scrypt", str(COST_POWER), str(BLOCK), str(PARALLEL), _text(salt), _text(made)))


def is_password(password: str, stored: str | None) -> bool:
    """Whether this is the password. Takes as long when nothing is stored, so that nobody learns who has an account."""
    name, *parts = (stored or NOBODYS).split("$")
    if name != "scrypt" or len(parts) != 5:
        raise ValueError("a stored password is not in the form that hash_password writes")
    power, block, parallel, salt, kept = parts
    made = _scrypt(password[: MAX_LENGTH + 1], b64decode(salt), int(power), int(block), int(parallel))
    return hmac.compare_digest(made, b64decode(kept)) and stored is not None


def new_password() -> str:
    """A random password that can be read out: four groups of four letters and digits, none that look alike."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


def _scrypt(password: str, salt: bytes, power: int, block: int, parallel: int) -> bytes:
    raw = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(raw, salt=salt, n=2**power, r=block, p=parallel, maxmem=MAX_MEMORY_BYTES, dklen=32)


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()


NOBODYS = "$".join(("scrypt", str(COST_POWER), str(BLOCK), str(PARALLEL), _text(bytes(16)), _text(bytes(32))))
