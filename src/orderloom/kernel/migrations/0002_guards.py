"""Row-level security, keys that stay inside a workspace, and rights."""

from django.db import migrations

from orderloom.kernel.guards import SUPPLIER, append_only, guard


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_initial"),
        ("sessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("auth", "0001_initial"),
        ("kernel", "0001_cache"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION kernel_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = 'insufficient_privilege'; END $$;
            GRANT SELECT, INSERT, UPDATE, DELETE ON django_session, orderloom_cache TO orderloom_app, orderloom_worker;
            GRANT SELECT ON django_content_type, auth_permission, django_migrations TO orderloom_app, orderloom_worker;
            GRANT SELECT, INSERT, UPDATE, DELETE ON account_emailaddress, account_emailconfirmation
                TO orderloom_app, orderloom_worker;
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO orderloom_app, orderloom_worker;
            """,
            migrations.RunSQL.noop,
        ),
        guard(
            "kernel_timelineevent",
            rights=("SELECT", "INSERT"),
            readers={"supplier_hat": f"company_id = {SUPPLIER}"},
        ),
        append_only("kernel_timelineevent"),
        guard("kernel_timelinelink", rights=("SELECT", "INSERT")),
        append_only("kernel_timelinelink"),
        guard("kernel_chainhead", rights=("SELECT", "INSERT", "UPDATE")),
        guard("kernel_counter"),
        migrations.RunSQL(
            """
            -- The app puts jobs on the queue by this function and sees none of them; the worker runs them.
            ALTER FUNCTION procrastinate_defer_jobs_v1(procrastinate_job_to_defer_v1[]) SECURITY DEFINER
                SET search_path = public, pg_temp;
            REVOKE ALL ON FUNCTION procrastinate_defer_jobs_v1(procrastinate_job_to_defer_v1[]) FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION procrastinate_defer_jobs_v1(procrastinate_job_to_defer_v1[])
                TO orderloom_app, orderloom_worker;
            GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events, procrastinate_workers,
                procrastinate_periodic_defers TO orderloom_worker;
            """,
            migrations.RunSQL.noop,
        ),
    ]
