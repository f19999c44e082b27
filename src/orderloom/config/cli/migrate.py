"""`orderloom migrate` prepares roles and tables."""

import click


@click.command("migrate")
def command() -> None:
    """Create the database and its roles where missing, and bring the tables up to date."""
    from orderloom.config import home, roles, versions
    from orderloom.config.session import connected, running

    with running():
        try:
            roles.prepare(home.database_url("admin"), home.database_name())
        except (roles.RolesMissing, roles.ServerTooOld) as trouble:
            raise click.ClickException(str(trouble)) from trouble
        with connected("owner"):
            from django.core.management import call_command

            call_command("migrate", interactive=False, verbosity=1)
        versions.note()
