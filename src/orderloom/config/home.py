"""Where an installation keeps its data, its secrets and its database: one directory, `ORDERLOOM_HOME`."""

import json
import os
import secrets as random
import socket
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

Role = Literal["admin", "owner", "app", "worker", "backup"]
ROLES: tuple[Role, ...] = ("owner", "app", "worker", "backup")
DATABASE = "orderloom"
PASSWORD_BYTES = 24
SECRET_KEY_BYTES = 48


class HomeUnusable(Exception):
    """The home directory cannot be read or written; the message says what to do."""


def checkout() -> Path | None:
    """Return the root of the source checkout this package runs from, or None when it is installed."""
    root = Path(__file__).resolve().parents[3]
    return root if (root / "pyproject.toml").is_file() and (root / "src").is_dir() else None


def home() -> Path:
    """Return the directory of this installation; it may not exist yet."""
    if chosen := os.environ.get("ORDERLOOM_HOME"):
        return Path(chosen).expanduser().resolve()
    root = checkout()
    if root and "PYTEST_VERSION" in os.environ:
        # A test run must never reach the data that somebody works with.
        return root / ".orderloom-test"
    return root / ".orderloom" if root else Path.home() / ".local" / "share" / "orderloom"


def prepared_home() -> Path:
    """Create the home directory when it is missing and return it. Raises HomeUnusable."""
    place = home()
    try:
        place.mkdir(mode=0o711, parents=True, exist_ok=True)
    except OSError as error:
        raise HomeUnusable(f"{place} cannot be created ({error.strerror}). Set ORDERLOOM_HOME.") from error
    return place


def secrets() -> dict[str, str]:
    """Return the passwords of the database roles and the key that signs sessions, made once."""
    return _secrets(prepared_home())


@cache
def _secrets(place: Path) -> dict[str, str]:
    path = place / "secrets.json"
    if not path.exists():
        write_once(path, json.dumps(_fresh_secrets(), indent=1))
    try:
        found = json.loads(path.read_text())
    except PermissionError as error:
        raise HomeUnusable(f"{path} belongs to another user. Run as that user.") from error
    return {str(key): str(value) for key, value in found.items()}


def _fresh_secrets() -> dict[str, str]:
    passwords: dict[str, str] = {role: random.token_urlsafe(PASSWORD_BYTES) for role in ("admin", *ROLES)}
    return {**passwords, "secret_key": random.token_urlsafe(SECRET_KEY_BYTES)}


def write_once(path: Path, text: str) -> None:
    """Write a file that only its owner may read, unless another process was first."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{random.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def external_url() -> str | None:
    """Return the owner's URL of a PostgreSQL that the user runs, or None for the embedded one."""
    return os.environ.get("ORDERLOOM_DATABASE_URL") or None


def database_name() -> str:
    """Return the name of the database that this process works in."""
    if chosen := os.environ.get("ORDERLOOM_DATABASE_NAME"):
        return chosen
    outside = external_url()
    return (unquote(urlsplit(outside).path.lstrip("/")) if outside else "") or DATABASE


def database_url(role: Role, name: str | None = None) -> str:
    """Return the URL by which a role reaches the database; `admin` prepares databases and roles."""
    database = quote(name or database_name(), safe="")
    if outside := external_url():
        if role == "admin":
            return with_database(outside, database)
        parts = urlsplit(outside)
        address = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, f"{_sign_in(role)}@{address}", f"/{database}", parts.query, ""))
    return f"postgresql://{_sign_in(role)}@127.0.0.1:{embedded_port()}/{database}"


def with_database(url: str, name: str) -> str:
    """Return the same URL for another database of the server."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{name}", parts.query, ""))


def _sign_in(role: Role) -> str:
    return f"orderloom_{role}:{quote(secrets()[role], safe='')}"


def django_database(role: Role) -> dict[str, object]:
    """Return a role's URL as the entries of Django's DATABASES, without ENGINE."""
    parts = urlsplit(database_url(role))
    options: dict[str, object] = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "OPTIONS": options,
    }


def embedded_port() -> int:
    """Return the loopback port that this home's own database listens on, chosen at first use."""
    path = prepared_home() / "postgres.port"
    if not path.exists():
        write_once(path, str(free_port()))
    return int(path.read_text())


def change_embedded_port() -> int:
    """Choose another free port for the embedded database, because a stranger took the old one."""
    (prepared_home() / "postgres.port").unlink(missing_ok=True)
    return embedded_port()


def free_port() -> int:
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
