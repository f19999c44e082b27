"""`orderloom doctor` examines the installation."""

import click

SIGNS = {"good": "ok  ", "warning": "note", "bad": "BAD "}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(as_json: bool) -> None:
    """Say what is wrong with this installation and how to mend it; exits with 1 when something is."""
    import json
    from dataclasses import asdict

    from orderloom.config.session import connected

    with connected("app"):
        # Only now: it imports models, which need Django to be ready.
        from orderloom.config.doctor.examination import examine

        findings = list(examine())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        for finding in findings:
            click.echo(f"{SIGNS[finding.level]} {finding.check:<12} {finding.what}")
            if finding.mend:
                click.echo(f"{'':17} -> {finding.mend}")
    raise SystemExit(any(finding.level == "bad" for finding in findings))
