"""`orderloom demo` fills a new installation with a workspace to look at."""

import click


@click.command("demo")
def command() -> None:
    """Make the demo workspace and print who may sign in; the accounts are noted in demo.json."""
    import json

    from orderloom.config import home
    from orderloom.config.session import connected

    with connected("app"):
        # Only now: it imports models, which need Django to be ready.
        from orderloom.kernel.clock import now
        from orderloom.portals.demo import create

        accounts = [
            {"who": account.who, "email": account.email, "password": account.password}
            for account in create(now=now())
        ]
    home.write_once(home.prepared_home() / "demo.json", json.dumps(accounts, ensure_ascii=False, indent=1))
    for account in accounts:
        click.echo(f"{account['who']:<28} {account['email']:<32} {account['password']}")
