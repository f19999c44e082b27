"""The cache's table: shared by all processes, so that limits count once."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE orderloom_cache (
                cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
            CREATE INDEX orderloom_cache_expires ON orderloom_cache (expires);
            """,
            "DROP TABLE orderloom_cache",
        )
    ]
