"""Checks of the home directory, the disk and the mail."""

import os
import shutil
import stat
from pathlib import Path

from django.conf import settings

from orderloom.config.doctor.finding import Finding, bad, good, warning

FULL_WARNING, FULL_BAD = 0.85, 0.95


def home_rights(place: Path) -> Finding:
    """Check that nobody else can read the secrets or write to the home."""
    path = place / "secrets.json"
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return bad("home", f"{path} can be read by others ({mode:o}).", f"chmod 600 {path}")
    if stat.S_IMODE(place.stat().st_mode) & 0o022:
        return bad("home", f"Others may write to {place}.", f"chmod go-w {place}")
    if path.stat().st_uid != os.geteuid():
        return warning("home", f"{path} belongs to another user.", "Run Orderloom as the user who owns it.")
    return good("home", f"{place} is for its owner only.")


def disk_space(place: Path) -> Finding:
    """Check that the disk of the home has room: the database stops when it has none."""
    usage = shutil.disk_usage(place)
    share = 1 - usage.free / usage.total
    what = f"The disk of {place} is {share:.0%} full, {usage.free / 1e9:.1f} GB are free."
    mend = "Make room, or move ORDERLOOM_HOME to a larger disk (docs/operations.md)."
    if share >= FULL_BAD:
        return bad("disk", what, mend)
    return warning("disk", what, mend) if share >= FULL_WARNING else good("disk", what)


def mail() -> Finding:
    """Check that mail leaves the machine."""
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return good("mail", f"Mail goes out through {settings.EMAIL_HOST}:{settings.EMAIL_PORT}.")
    return warning(
        "mail",
        f"Mail is not sent but laid into {getattr(settings, 'EMAIL_FILE_PATH', 'files')}.",
        "Set ORDERLOOM_MAIL_URL=smtp+tls://user:password@host:587 and ORDERLOOM_MAIL_FROM.",
    )
