"""Typed readers of the process environment; each refuses a bad value with a sentence that names it."""

import os
import secrets
from datetime import time
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class BadEnvironment(Exception):
    """A variable of the environment holds what the product cannot use."""


def text(name: str, default: str | None = None) -> str:
    """Give the variable's text; without a default a missing or empty one is refused."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise BadEnvironment(f"{name} is not set. Set it in the environment; .env.example shows how.")
    return default


def flag(name: str, default: bool = False) -> bool:
    """Read a yes-or-no variable: 1, true, yes, on against 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadEnvironment(f"{name} is {value!r}; write 1 or 0.")


def number(name: str, default: int, low: int = 0, high: int = 2**31 - 1) -> int:
    """Read a whole number between low and high, both included."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        result = int(value)
    except ValueError:
        raise BadEnvironment(f"{name} is {value!r}; write a whole number.") from None
    if not low <= result <= high:
        raise BadEnvironment(f"{name} is {result}; it must lie between {low} and {high}.")
    return result


def words(name: str, default: str = "") -> list[str]:
    """Read a list whose parts are separated by commas; empty parts are dropped."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def clock(name: str, default: str) -> time:
    """Read a time of day written HH:MM (in the province's zone)."""
    value = text(name, default)
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise BadEnvironment(f"{name} is {value!r}; write HH:MM, for example 06:00.") from None


def database(url: str, *, pool: bool = False) -> dict[str, object]:
    """Turn postgresql://user:password@host:port/name?host=/socket/folder into Django's database settings."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadEnvironment(f"DATABASE_URL begins with {parts.scheme!r}; only postgresql:// is spoken here.")
    query = dict(parse_qsl(parts.query))
    options: dict[str, object] = {key: value for key, value in query.items() if key not in {"host", "port"}}
    if pool:
        options["pool"] = {"min_size": 1, "max_size": number("DATABASE_POOL_SIZE", 8, 1, 200), "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or unquote(parts.hostname or ""),
        "PORT": query.get("port") or str(parts.port or ""),
        "OPTIONS": options,
        # Also with a pool: after a restart of the server it would hand out connections that are dead.
        "CONN_HEALTH_CHECKS": True,
    }


def load_file(path: Path) -> None:
    """Read NAME=value lines of a .env file into the environment; what is already set wins."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, sep, value = line.strip().partition("=")
        if sep and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def kept_secret(path: Path) -> str:
    """Give the secret kept in a file that only its owner can read; the first caller makes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        secret = secrets.token_urlsafe(64)
        file.write(secret)
    return secret
