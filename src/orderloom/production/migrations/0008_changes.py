"""What can be agreed about a task: price, substitute, pieces that go elsewhere; and who must answer a proposal."""

import django.db.models.deletion
from django.db import migrations, models

PIECES = """
CREATE FUNCTION production_refuse_lost_pieces() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'pieces of task % would be lost or come from nowhere', NEW.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'production_task_pieces';
END $$;
CREATE TRIGGER production_task_pieces BEFORE UPDATE ON production_ordertask FOR EACH ROW
    WHEN (NEW.quantity + NEW.split_off + NEW.dropped - NEW.added
        <> OLD.quantity + OLD.split_off + OLD.dropped - OLD.added)
    EXECUTE FUNCTION production_refuse_lost_pieces();

-- What was split off a task is what the tasks that were made of it began with.
CREATE FUNCTION production_check_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT split_off FROM production_ordertask WHERE id = NEW.split_from_id AND workspace_id = NEW.workspace_id)
        IS DISTINCT FROM
        (SELECT sum(quantity + split_off + dropped - added) FROM production_ordertask
            WHERE split_from_id = NEW.split_from_id AND workspace_id = NEW.workspace_id)
    THEN
        RAISE EXCEPTION 'the parts of task % are not what was split off', NEW.split_from_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'production_task_parts';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER production_task_parts AFTER INSERT ON production_ordertask FOR EACH ROW
    WHEN (NEW.split_from_id IS NOT NULL) EXECUTE FUNCTION production_check_parts();
ALTER TABLE production_ordertask ADD CONSTRAINT production_ordertask_split_from_fk
    FOREIGN KEY (workspace_id, split_from_id) REFERENCES production_ordertask (workspace_id, id);
"""
UNDONE = """
ALTER TABLE production_ordertask DROP CONSTRAINT production_ordertask_split_from_fk;
DROP TRIGGER production_task_parts ON production_ordertask;
DROP TRIGGER production_task_pieces ON production_ordertask;
DROP FUNCTION production_check_parts();
DROP FUNCTION production_refuse_lost_pieces();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_edition"),
        ("intake", "0010_narrowing"),
        ("partners", "0002_guards"),
        ("production", "0007_ship_group"),
    ]

    operations = [
        migrations.AddField(
            model_name="ordertask",
            name="added",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="ordertask",
            name="dropped",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="ordertask",
            name="price_currency",
            field=models.CharField(blank=True, db_default="", default="", max_length=3),
        ),
        migrations.AddField(
            model_name="ordertask",
            name="split_from",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="production.ordertask",
            ),
        ),
        migrations.AddField(
            model_name="ordertask",
            name="split_off",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="ordertask",
            name="substitute",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="ordertask",
            name="talk_by",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="ordertask",
            name="talk_turn",
            field=models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
        migrations.AddField(
            model_name="ordertask",
            name="unit_price",
            field=models.DecimalField(decimal_places=4, max_digits=18, null=True),
        ),
        migrations.AddIndex(
            model_name="ordertask",
            index=models.Index(
                condition=models.Q(("talk_turn", ""), _negated=True),
                fields=["workspace_id", "talk_turn", "-id"],
                name="production_task_talk",
            ),
        ),
        migrations.AddIndex(
            model_name="ordertask",
            index=models.Index(
                condition=models.Q(("split_from__isnull", False)),
                fields=["split_from"],
                name="production_task_split_from",
            ),
        ),
        migrations.AddConstraint(
            model_name="ordertask",
            constraint=models.CheckConstraint(
                condition=models.Q(("talk_turn__in", ["", "merchant", "supplier"])),
                name="production_task_talk_turn",
            ),
        ),
        migrations.AddConstraint(
            model_name="ordertask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("price_currency", ""), ("unit_price__isnull", True)),
                    models.Q(("unit_price__gte", 0), models.Q(("price_currency", ""), _negated=True)),
                    _connector="OR",
                ),
                name="production_task_price",
            ),
        ),
        migrations.RunSQL(PIECES, UNDONE),
    ]
