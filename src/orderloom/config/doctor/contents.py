"""Checks of what the database holds: its tables' version and the timelines' chains."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from orderloom.config.doctor.finding import Finding, bad, good
from orderloom.kernel.chain import verify_chain


def migrations() -> Finding:
    """Check that the tables are those of this version."""
    executor = MigrationExecutor(connection)
    left = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if left:
        return bad("migrations", f"{len(left)} migrations have not run.", "orderloom migrate")
    return good("migrations", "The tables are those of this version.")


def chains(workspaces: Iterable[tuple[UUID, str]]) -> list[Finding]:
    """Check every workspace's timeline, link by link."""
    findings = [_chain(number, slug) for number, slug in workspaces]
    return findings or [good("timeline", "There is no workspace yet.")]


def _chain(workspace: UUID, slug: str) -> Finding:
    report = verify_chain(workspace)
    if report.broken_at is None:
        return good(
            "timeline", f"{slug}: {report.events} events in {report.links} links are as they were written."
        )
    return bad(
        "timeline",
        f"{slug}: link {report.broken_at} does not fit, {report.reason}.",
        "Somebody changed the history by hand. Compare with a backup; keep both for the investigation.",
    )
