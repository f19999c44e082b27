"""What a supplier may see of an order has one door in the database; tasks keep no copy of it that could outlive it."""

from django.db import migrations

# The tasks are looked up in the hat that is worn; only for these the workspace's hat is put on, and taken off again.
# It is the same way that a supplier's commands take (decision 0002), and no policy opens an order to a supplier.
SQL = """
CREATE FUNCTION production_shown(asked uuid[]) RETURNS TABLE (
    task_id uuid, email text, phone text, name text, company text, lines text, city text, region text,
    postal text, country text, country_code text, note text, sale_price numeric, currency text, platform text,
    store text, order_number text
) LANGUAGE plpgsql AS $$
DECLARE
    worn CONSTANT text := coalesce(current_setting('app.workspace', true), '');
    seen uuid[];
    places uuid[];
    place uuid;
BEGIN
    SELECT array_agg(t.id), array_agg(DISTINCT t.workspace_id) INTO seen, places
    FROM production_ordertask t WHERE t.id = ANY(asked);
    FOREACH place IN ARRAY coalesce(places, '{}') LOOP
        PERFORM set_config('app.workspace', place::text, true);
        RETURN QUERY
        SELECT t.id,
            CASE WHEN w.email_shared = ANY(m.past) THEN o.buyer_email ELSE '' END::text,
            CASE WHEN w.phone_shared = ANY(m.past) THEN coalesce(nullif(o.ship_phone, ''), o.buyer_phone)
                ELSE '' END::text,
            CASE WHEN w.name_shared = ANY(m.past) THEN coalesce(nullif(o.ship_name, ''), o.buyer_name)
                ELSE '' END::text,
            CASE WHEN w.address_shared = ANY(m.past) THEN o.ship_company ELSE '' END::text,
            CASE WHEN w.address_shared = ANY(m.past) THEN o.ship_lines ELSE '' END::text,
            CASE WHEN w.address_shared = ANY(m.past) THEN o.ship_city ELSE '' END::text,
            CASE WHEN w.address_shared = ANY(m.past) THEN o.ship_region ELSE '' END::text,
            CASE WHEN w.address_shared = ANY(m.past) THEN o.ship_postal ELSE '' END::text,
            CASE WHEN w.address_shared = ANY(m.past) THEN o.ship_country ELSE '' END::text,
            CASE WHEN w.address_shared = ANY(m.past) THEN o.ship_country_code ELSE '' END::text,
            CASE WHEN w.note_shared = ANY(m.past) THEN o.note ELSE '' END::text,
            CASE WHEN w.price_shared = ANY(m.past) THEN l.unit_price END::numeric,
            CASE WHEN w.price_shared = ANY(m.past) THEN o.currency ELSE '' END::text,
            CASE WHEN w.source_shared = ANY(m.past) THEN o.platform ELSE '' END::text,
            CASE WHEN w.source_shared = ANY(m.past) THEN s.name ELSE '' END::text,
            CASE WHEN w.source_shared = ANY(m.past) THEN o.external_number ELSE '' END::text
        FROM production_ordertask t
        JOIN identity_workspace w ON w.id = t.workspace_id
        JOIN intake_customerorder o ON o.id = t.order_id AND o.workspace_id = t.workspace_id
        JOIN intake_orderline l ON l.id = t.line_id AND l.workspace_id = t.workspace_id
        JOIN intake_store s ON s.id = o.store_id AND s.workspace_id = o.workspace_id
        CROSS JOIN LATERAL (
            SELECT CASE WHEN t.status IN ('accepted', 'in_production', 'ready_to_ship', 'shipped', 'delivered', 'done')
                THEN ARRAY['offered', 'accepted'] ELSE ARRAY['offered'] END AS past
        ) m
        WHERE t.workspace_id = place AND t.id = ANY(seen);
    END LOOP;
    PERFORM set_config('app.workspace', worn, true);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("production", "0011_today"),
        ("identity", "0005_sharing"),
        ("intake", "0010_narrowing"),
    ]

    operations = [
        migrations.RunSQL(SQL, "DROP FUNCTION production_shown(uuid[]);"),
        migrations.RemoveField("ordertask", "note"),
        migrations.RemoveField("ordertask", "ship_to"),
    ]
