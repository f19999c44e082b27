"""The data directory of the embedded database: where it lies, how it is made, how it is tuned."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from orderloom.config import home
from orderloom.config.binaries import SHARED, Identity, identity_of, programs, server_identity

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "wal_level": "replica",
    "wal_compression": "pglz",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "10min",
    "log_line_prefix": "%m [%p] %u@%d ",
    "log_lock_waits": "on",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
}
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
}
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
    "autovacuum_naptime": "5min",
}


class ClusterNotMade(Exception):
    """initdb failed; the message is what it said."""


def settings_of(directory: Path, port: int, *, durable: bool) -> tuple[Identity, list[str]]:
    """Return who starts the server of a data directory, and with which command."""
    identity = identity_of(directory)
    chosen = {**SETTINGS, **(DURABLE if durable else FORGETFUL), "port": str(port)}
    options = [part for key, value in chosen.items() for part in ("-c", f"{key}={value}")]
    return identity, [str(programs(identity) / "postgres"), "-D", str(directory.resolve()), *options]


def data_directory(place: Path) -> Path:
    """Return the data directory of a home, made at first use. Raises ClusterNotMade.

    It lies in the home itself. When the server's user cannot enter the home (root's own directory,
    say), it lies under /var/lib/orderloom and the home holds a link to it.
    """
    directory = place / "postgres"
    if directory.exists():
        return directory
    directory.unlink(missing_ok=True)
    identity = server_identity()
    base = _base(place, identity)
    final = directory if base == place else base / _name(place)
    if not final.exists():
        _initdb(base, final, identity)
    if final != directory:
        directory.symlink_to(final)
    return directory


def _base(place: Path, identity: Identity) -> Path:
    if identity.uid is None or identity.reaches(place):
        return place
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    return SHARED


def _name(place: Path) -> str:
    key = hashlib.sha256((home.secrets()["secret_key"] + str(place)).encode()).hexdigest()
    return f"data-{key[:16]}"


def _initdb(base: Path, final: Path, identity: Identity) -> None:
    draft = Path(tempfile.mkdtemp(prefix=".initdb-", dir=base))
    password = draft / "password"
    password.write_text(home.secrets()["admin"])
    if identity.uid is not None and identity.gid is not None:
        os.chown(draft, identity.uid, identity.gid)
        os.chown(password, identity.uid, identity.gid)
    try:
        done = identity.run(
            str(programs(identity) / "initdb"),
            f"--pgdata={draft}/data",
            "--username=orderloom_admin",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
            "--no-instructions",
        )
        if done.returncode != 0:
            raise ClusterNotMade(f"The database could not be set up: {done.stderr.strip()}")
        (draft / "data").rename(final)
    finally:
        shutil.rmtree(draft)
